/**
 * Where messages end in a stream (RFC 6587): by a count of octets before them, or by a line feed. Each
 * message is looked at by itself, as a sender may change from one to the other.
 *
 * ```
 * 58 <34>1 2026-10-10T13:55:36Z h su - - - failed…   octet counting, section 3.4.1
 * <34>May  1 10:00:00 web-1 su[77]: failed\n           non-transparent framing, section 3.4.2
 * ```
 */
import { addMessage, type Messages } from "../wire/messages.ts";

const LF = 0x0a;
const SPACE = 0x20;
const OPEN = 0x3c;
const ZERO = 0x30;
const COUNT_DIGITS_MAX = 7;

/** Not framed as it could be. */
export const BAD_FRAME = -1;

/**
 * Adds the messages that are whole in `bytes[0, length)`; gives the offset behind the last one. A message
 * may have `bytesMax`: of a larger one the whole is `BAD_FRAME`.
 */
export function findMessages(
  bytes: Uint8Array,
  length: number,
  bytesMax: number,
  messages: Messages,
): number {
  let at = 0;
  while (at < length) {
    const counted = countAt(bytes, at, length);
    if (counted === UNKNOWN) return at;
    if (counted !== NONE) {
      if (counted.bytes > bytesMax) return BAD_FRAME;
      const end = counted.start + counted.bytes;
      if (end > length) return at;
      addMessage(messages, bytes, counted.start, end);
      at = end;
      continue;
    }
    const newline = bytes.indexOf(LF, at);
    if (newline === -1 || newline >= length) return length - at > bytesMax ? BAD_FRAME : at;
    if (newline - at > bytesMax) return BAD_FRAME;
    addMessage(messages, bytes, at, newline);
    at = newline + 1;
  }
  return at;
}

const NONE = "none";
/** More bytes have to come before that can be told. */
const UNKNOWN = "unknown";

interface Count {
  readonly start: number;
  readonly bytes: number;
}

/** `<count><space><` at `at`: digits alone could be a line's own. */
function countAt(bytes: Uint8Array, at: number, length: number): Count | "none" | "unknown" {
  let value = 0;
  let i = at;
  for (; i < length && i - at <= COUNT_DIGITS_MAX; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) break;
    if (i === at && digit === 0) return NONE;
    value = value * 10 + digit;
  }
  if (i === at) return NONE;
  if (i - at > COUNT_DIGITS_MAX) return NONE;
  if (i >= length) return UNKNOWN;
  if (bytes[i] !== SPACE) return NONE;
  if (i + 1 >= length) return UNKNOWN;
  return bytes[i + 1] === OPEN ? { start: i + 1, bytes: value } : NONE;
}
