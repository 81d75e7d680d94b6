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
import { setPart, type SyslogLine } from "./syslog_line.ts";

/** The RFC allows 32 characters; names of Java classes are longer. */
const TAG_CHARS_MAX = 128;
/** RFC 5424's limit for PROCID. */
const PID_CHARS_MAX = 128;

const SPACE = 0x20;
const COLON = 0x3a;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Sets `app`, `pid` and `msg` of `line` from `text[from, end)`. */
export function readTagged(text: string, from: number, end: number, line: SyslogLine): void {
  // A line that ends before its message has an empty one.
  const first = Math.min(from, end);
  const start = isAt(text, first, end, SPACE) ? first + 1 : first; // login(1) writes one more
  const nameEnd = appEnd(text, start, end);
  if (nameEnd === -1) {
    setPart(line.msg, first, end);
    return;
  }
  setPart(line.app, start, nameEnd);
  let at = nameEnd;
  if (isAt(text, at, end, OPEN)) {
    const close = pidEnd(text, at, end);
    setPart(line.pid, at + 1, close);
    at = close + 1;
  }
  if (isAt(text, at, end, COLON)) at++;
  if (isAt(text, at, end, SPACE)) at++;
  setPart(line.msg, at, end);
}

/** The offset of the `[` or `:` that ends the name of the program; -1 where there is none. */
function appEnd(text: string, from: number, end: number): number {
  const start = text.startsWith("-- ", from) ? from + 3 : from;
  const limit = Math.min(end, start + TAG_CHARS_MAX);
  for (let at = start; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) return at === start ? -1 : versionEnd(text, at + 1, end);
    if (at === start) continue;
    if (code === COLON && endsWord(text, at + 1, end)) return at;
    if (code === OPEN && pidEnd(text, at, end) !== -1) return at;
  }
  return -1;
}

/** The offset of the `:` after digits and dots. */
function versionEnd(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + TAG_CHARS_MAX);
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON) return at > from && endsWord(text, at + 1, end) ? at : -1;
    if ((code < 0x30 || code > 0x39) && code !== 0x2e) return -1;
  }
  return -1;
}

/** The offset of the `]` of a `[pid]` that opens at `open` and ends the tag; -1 for any other. */
function pidEnd(text: string, open: number, end: number): number {
  const limit = Math.min(end, open + PID_CHARS_MAX);
  for (let at = open + 1; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === SPACE) return -1;
    if (code !== CLOSE) continue;
    const endsTag = isAt(text, at + 1, end, COLON) || endsWord(text, at + 1, end);
    return at > open + 1 && endsTag ? at : -1;
  }
  return -1;
}

function endsWord(text: string, at: number, end: number): boolean {
  return at >= end || text.charCodeAt(at) === SPACE;
}

function isAt(text: string, at: number, end: number, code: number): boolean {
  return at < end && text.charCodeAt(at) === code;
}
