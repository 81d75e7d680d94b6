/**
 * `app[pid]: message`, the part of a line that follows the host (RFC 3164, section 4.1.3).
 *
 * The RFC ends the tag at the first character that is no letter or digit; programs have never kept
 * to that. Here a tag ends at `[pid]`, or at a colon before a space, and has one word, but for two
 * kinds that are found in real logs:
 *
 * ```
 * sshd(pam_unix)[19939]: check pass      app "sshd(pam_unix)", pid 19939
 * syslogd 1.4.1: restart.                app "syslogd 1.4.1"    a program and its version
 * -- root[2421]: ROOT LOGIN ON tty2      app "-- root"          what login(1) leaves of its name
 * last message repeated 2 times          no tag: all of it is the message
 * ```
 */
import type { SyslogRecord } from "./syslog_record.ts";

/** The RFC allows 32 characters; names of Java classes are longer. */
const TAG_CHARS_MAX = 128;
/** RFC 5424's limit for PROCID. */
const PID_CHARS_MAX = 128;
const PID_DIGITS_MAX = 15;

const SPACE = 0x20;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Sets `app`, `pid` and `msg` of `record` from `line` after `from`. */
export function readTagged(line: string, from: number, record: SyslogRecord): void {
  const start = line.charCodeAt(from) === SPACE ? from + 1 : from; // login(1) writes one more
  const end = appEnd(line, start);
  if (end === -1) {
    record.msg = line.slice(from);
    return;
  }
  record.app = line.slice(start, end);
  let at = end;
  if (line.charCodeAt(at) === OPEN) {
    const close = pidEnd(line, at);
    record.pid = readPid(line.slice(at + 1, close));
    at = close + 1;
  }
  if (line.charCodeAt(at) === COLON) at++;
  if (line.charCodeAt(at) === SPACE) at++;
  record.msg = line.slice(at);
}

/** A number where it is written as one. */
export function readPid(text: string): number | string {
  if (text.length > PID_DIGITS_MAX) return text;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return text;
    value = value * 10 + digit;
  }
  return String(value).length === text.length ? value : text; // as is: 007, and the empty text
}

/** The offset of the `[` or `:` that ends the name of the program; -1 where there is none. */
function appEnd(line: string, from: number): number {
  const start = line.startsWith("-- ", from) ? from + 3 : from;
  const limit = Math.min(line.length, start + TAG_CHARS_MAX);
  for (let at = start; at < limit; at++) {
    const code = line.charCodeAt(at);
    if (code === SPACE) return at === start ? -1 : versionEnd(line, at + 1);
    if (at === start) continue;
    if (code === COLON && endsWord(line, at + 1)) return at;
    if (code === OPEN && pidEnd(line, at) !== -1) return at;
  }
  return -1;
}

/** The offset of the `:` after digits and dots. */
function versionEnd(line: string, from: number): number {
  const limit = Math.min(line.length, from + TAG_CHARS_MAX);
  for (let at = from; at < limit; at++) {
    const code = line.charCodeAt(at);
    if (code === COLON) return at > from && endsWord(line, at + 1) ? at : -1;
    if ((code < 0x30 || code > 0x39) && code !== 0x2e) return -1;
  }
  return -1;
}

/** The offset of the `]` of a `[pid]` that opens at `open` and ends the tag; -1 for any other. */
function pidEnd(line: string, open: number): number {
  const limit = Math.min(line.length, open + PID_CHARS_MAX);
  for (let at = open + 1; at < limit; at++) {
    const code = line.charCodeAt(at);
    if (code === SPACE) return -1;
    if (code !== CLOSE) continue;
    const endsTag = line.charCodeAt(at + 1) === COLON || endsWord(line, at + 1);
    return at > open + 1 && endsTag ? at : -1;
  }
  return -1;
}

function endsWord(line: string, at: number): boolean {
  return at >= line.length || line.charCodeAt(at) === SPACE;
}
