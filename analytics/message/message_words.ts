/**
 * The words of a whole message: of a line as it stands, of JSON by its keys, of a stack trace by
 * what was thrown and its top frames.
 *
 * ```
 * {"event":"login","took_ms":0}   →   {"event": "login", "took_ms": <num>}
 * boom⏎  at a.B.c(B.java:0)⏎ …    →   boom ⏎ at a.B.c(B.java:<num>) …
 * ```
 */
import { readWords, type Word } from "./words.ts";

/** Frames that tell one trace from another. */
export const FRAMES_MAX = 3;
const FRAME = /^\s*(?:at |File "|#0 |from |goroutine |\.\.\. 0 more)/;
const NARRATING_KEY =
  /^(?:msg|message|event|type|kind|action|name|error|err|reason|text|log|status)$/i;
const DEPTH_MAX = 8;

export function wordsOfMessage(outline: string): Word[] {
  const text = outline.trimEnd();
  if (text.startsWith("{") && text.endsWith("}")) {
    const json = keysOfJson(text);
    if (json !== undefined) return readWords(json);
  }
  return readWords(text.includes("\n") ? traceText(text) : text);
}

/** Whether a line of a text goes on with a stack trace. */
export function isFrame(outline: string): boolean {
  return /^\s/.test(outline) && FRAME.test(outline);
}

/** One line for a trace: its first line, who caused it, and the frames on top. */
function traceText(text: string): string {
  const [first = "", ...others] = text.split("\n");
  const frames = others.filter((line) => FRAME.test(line)).slice(0, FRAMES_MAX);
  const causes = others.filter((line) => /^Caused by:/.test(line)).slice(0, 1);
  const rest = frames.length === 0 ? others.slice(0, FRAMES_MAX) : [...causes, ...frames];
  return [first, ...rest].map((line) => line.trim()).filter((line) => line !== "").join(" ⏎ ");
}

export function traceOfFrames(frames: readonly string[]): string {
  return `⏎ ${frames.map((frame) => frame.trim()).join(" ⏎ ")}`;
}

function keysOfJson(text: string): string | undefined {
  try {
    const marked = text.replace(
      /\p{Cc}/gu,
      (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    const value: unknown = JSON.parse(marked);
    return typeof value === "object" && value !== null ? described(value, 0) : undefined;
  } catch {
    return undefined;
  }
}

function described(value: unknown, depth: number): string {
  if (Array.isArray(value)) return "<list>";
  if (typeof value === "number") return "<num>";
  if (typeof value === "boolean" || value === null) return "<bool>";
  if (typeof value !== "object") return "<text>";
  if (depth >= DEPTH_MAX) return "<text>";
  const members = Object.entries(value as Record<string, unknown>).map(([key, member]) => {
    const isTold = typeof member === "string" && NARRATING_KEY.test(key);
    return `"${key}": ${isTold ? `"${member}"` : described(member, depth + 1)}`;
  });
  return `{${members.join(", ")}}`;
}
