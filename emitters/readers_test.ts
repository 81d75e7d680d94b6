/**
 * Readers of the wire formats, for the other tests of this folder: strict, slow, written from the specifications and not from
 * the emitters. Each throws on what its format does not allow.
 */
import type { EmittedRequest } from "./emitter.ts";

export interface ReadRecord {
  /** As `sequenceOf` of the contract expects them. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** `undefined` where there is none, or none that means anything. */
  readonly level: string | undefined;
}

export function readBody({ contentType, body }: EmittedRequest): ReadRecord[] {
  const text = typeof body === "string"
    ? body
    : new TextDecoder("utf-8", { fatal: true }).decode(body);
  switch (contentType) {
    case "application/json":
      return (JSON.parse(text) as unknown[]).map(readObject);
    case "application/x-ndjson":
      return lines(text).map((line) => readObject(JSON.parse(line)));
    case "text/csv":
      return readCsv(text);
    case "text/plain":
      return lines(text).map(readLine);
    default:
      throw new Error(`No reader for ${contentType}`);
  }
}

/** Every string in `value` at any depth, and every number as text. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

const LEVEL_BY_WORD: Readonly<Record<string, string>> = {
  trace: "DEBUG",
  debug: "DEBUG",
  info: "INFO",
  warn: "WARN",
  warning: "WARN",
  error: "ERROR",
  fatal: "ERROR",
  critical: "ERROR",
  crit: "ERROR",
  alert: "ERROR",
  emerg: "ERROR",
  panic: "ERROR",
};
const LEVEL_BY_SEVERITY = [...Array(4).fill("ERROR"), "WARN", "INFO", "INFO", "DEBUG"];

function readLevel(value: unknown): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = String(value).toLowerCase();
  if (!/^\d+$/.test(text)) return LEVEL_BY_WORD[text];
  const number = Number(text);
  if (number < 8) return LEVEL_BY_SEVERITY[number];
  return number < 30 ? "DEBUG" : number < 40 ? "INFO" : number < 50 ? "WARN" : "ERROR";
}

function readObject(value: unknown): ReadRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("Not an object");
  }
  const fields = value as Record<string, unknown>;
  const level = fields.level ?? fields.lvl ?? fields.severity ?? fields["log.level"];
  return { fields, level: readLevel(level) };
}

function lines(text: string): string[] {
  if (!text.endsWith("\n")) throw new Error("The last line has no end");
  return text.slice(0, -1).split("\n");
}

/** RFC 4180, character by character. */
function readCsv(text: string): ReadRecord[] {
  const rows: string[][] = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const row = rows.at(-1)!;
    const char = text[i]!;
    if (quoted) {
      if (char !== '"') row[row.length - 1] += char;
      else if (text[i + 1] !== '"') quoted = false;
      else {
        row[row.length - 1] += char;
        i++;
      }
    } else if (char === '"') {
      if (row.at(-1) !== "") throw new Error("A quote inside a bare field");
      quoted = true;
    } else if (char === ",") row.push("");
    else if (char === "\r" && text[i + 1] === "\n") {
      rows.push([""]);
      i++;
    } else if (char === "\n" || char === "\r") throw new Error("A bare line end");
    else row[row.length - 1] += char;
  }
  if (quoted) throw new Error("A quote that never closes");
  if (rows.pop()?.join() !== "") throw new Error("The last row has no end");
  const [header, ...records] = rows;
  return records.map((row) => {
    if (row.length !== header!.length) throw new Error(`${row.length} fields in a row`);
    return readObject(Object.fromEntries(header!.map((name, i) => [name, row[i]])));
  });
}

/** RFC 5424 section 6, each part as its ABNF says. */
const SD_ELEMENT = String
  .raw`\[[!#-<>-\\^-~]{1,32}(?: [!#-<>-\\^-~]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*\]`;
const RFC_5424 = new RegExp(
  String.raw`^<(\d|[1-9]\d|1[0-8]\d|19[01])>1 ` +
    String.raw`(-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)) ` +
    String.raw`([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) ` +
    `(-|(?:${SD_ELEMENT})+)(?: ([^]*))?$`,
);
/** RFC 3164 section 4.1, and without the PRI as files have it. */
const RFC_3164 =
  /^(?:<(\d{1,3})>)?([A-Z][a-z]{2}) ([ 1-3]\d) (\d\d:\d\d:\d\d) (\S+) ([^[ :]{1,32})\[(\d+)\]: (.*)$/;

function readLine(line: string): ReadRecord {
  const modern = RFC_5424.exec(line);
  if (modern !== null) {
    const [, pri, , , , , , data, msg] = modern;
    return {
      fields: { structured_data: readStructuredData(data!), msg },
      level: LEVEL_BY_SEVERITY[Number(pri) % 8],
    };
  }
  const old = RFC_3164.exec(line);
  if (old !== null) {
    const [, pri, , , , , , , msg] = old;
    return {
      fields: { msg },
      level: pri === undefined ? undefined : LEVEL_BY_SEVERITY[Number(pri) % 8],
    };
  }
  if (/^<\d+>/.test(line)) throw new Error("A PRI without the rest of a header");
  return { fields: { msg: line }, level: undefined };
}

function readStructuredData(text: string): Record<string, Record<string, string>> {
  const elements: Record<string, Record<string, string>> = {};
  for (const [element] of text.matchAll(new RegExp(SD_ELEMENT, "g"))) {
    const id = /^\[([^ \]]+)/.exec(element)![1]!;
    elements[id] = Object.fromEntries(
      [...element.matchAll(/ ([^ =]+)="((?:[^"\\]|\\.)*)"/g)]
        .map(([, name, value]) => [name!, value!.replace(/\\(["\\\]])/g, "$1")]),
    );
  }
  return elements;
}
