/**
 * A reader of lines: one format, in one file.
 *
 * `read` looks at `text[start, end)`, a line without its end, and either says where its parts stand and
 * gives true, or gives false. It throws at nothing, makes no record, and reads each character a bounded
 * number of times: what it looks for ahead has a limit with a name. What it does not take is in `msg`.
 */
import type { SyslogLine } from "../syslog_line.ts";
import type { Stamps } from "./stamp.ts";

/** What is the same for all lines of a body. */
export interface LineContext {
  readonly stamps: Stamps;
  /** What a line said that is no record, and that the lines after it are read by: `#Fields: …`. */
  fieldNames: readonly string[] | undefined;
}

export interface LineReader {
  /** Its name in metrics, receipts and settings. */
  readonly name: string;
  readonly summary: string;
  /** Where the format is laid down, in words. */
  readonly source: string;
  /** The first characters that its lines may have. */
  readonly begins: string;
  /** Whether none of its lines begins with a date that has its year first, as most lines do. */
  readonly isUndated?: true;
  readonly examples: readonly string[];
  read(
    text: string,
    start: number,
    end: number,
    line: SyslogLine,
    context: LineContext,
  ): boolean;
}

export const DIGITS = "0123456789";
export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** What `pattern`, which is sticky, finds at `at` in the line. */
export function found(
  pattern: RegExp,
  text: string,
  at: number,
  end: number,
): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null || pattern.lastIndex > end ? undefined : match;
}

export function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** The offset of the first blank; `end` if there is none. */
export function blankAfter(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && !isBlank(text.charCodeAt(at))) at++;
  return at;
}
