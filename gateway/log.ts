/**
 * The gateway's own log: one JSON line per event. It names places, counts and reasons, and never
 * what a client sent.
 *
 * ```json
 * {"ts":"2026-05-01T10:00:00.000Z","level":"INFO","event":"listening","url":"http://127.0.0.1:8080"}
 * ```
 */
import type { Level } from "../contract/mod.ts";

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/**
 * The frames of a thrown error, without its message: that can quote what was being worked on, over
 * several lines and in the form of frames.
 */
export function framesOf(error: Error): string {
  const stack = error.stack ?? "";
  const head = `${error.name}: ${error.message}`;
  const frames = stack.startsWith(head) ? stack.slice(head.length) : "";
  return frames.split("\n").filter((line) => /^\s+at .*(file|ext|node|npm):/.test(line)).join("\n");
}

/** `write` takes one line with its line end; `always` stands in every line. */
export function createLog(
  write: (line: string) => void,
  nowMs: () => number,
  always: LogFields = {},
): Log {
  const at = (level: Level) => (event: string, fields: LogFields = {}) => {
    const ts = new Date(nowMs()).toISOString();
    write(JSON.stringify({ ts, level, event, ...always, ...fields }) + "\n");
  };
  return { info: at("INFO"), warn: at("WARN"), error: at("ERROR") };
}
