/**
 * IPv4 addresses in decimal. `83.11.23.45 → 83.11.x.x`: the first two octets stay.
 *
 * Matches four numbers of one to three digits, each at most 255, parted by dots, whatever stands
 * around them: ports and prefixes (`:443`, `/24`), brackets, quotes, letters, a closing full stop.
 * Private, loopback and broadcast addresses are addresses like any other. Parted by dashes, as in the
 * names that providers give to hosts (`ip-83-11-23-45.example.net → ip-83-11-x-x.example.net`), where
 * a letter and a dash come before, or a dot or dash and a letter after.
 *
 * Does not match (and no other address in it either):
 * - a part of a longer number, such as `1.2.3.4.5`, an OID or tcpdump's `10.0.0.1.443`;
 * - `0.0.0.0`, which is no one's address;
 * - `v1.2.3.4`, `version 1.2.3.4`, and the product versions of browsers (`Chrome/120.0.0.0`);
 * - hexadecimal, octal and single-number spellings (`0x7f000001`, `2130706433`).
 */
import { type Cut, type Detector, DIGITS, GLANCE, type Glance, OUTSIDE } from "./detector.ts";
import { codeAt, hasWordAt, isDigit, isHex, isLetter } from "./characters.ts";

const DOT = 0x2e;
const DASH = 0x2d;
const OCTET_MAX = 255;
const OCTET_DIGITS_MAX = 3;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** An octet, and the four digits of an escape before it. */
const RUN_CHARS_MAX = 7;
/** A colon and five digits. */
const PORT_CHARS_MAX = 6;
/** What is not ASCII, and the ends of a text. */
const OUTSIDE_CODE = OUTSIDE.charCodeAt(0);
/** Products that write their version as four numbers below 256. */
const PRODUCTS = ["chrome/", "chromium/", "headlesschrome/", "edg/", "opr/", "version/"];

export const ipv4: Detector = {
  kind: "ipv4",
  triggers: [{ on: ".-", before: DIGITS, after: DIGITS }],
  find(text, at, found) {
    const separator = text.charCodeAt(at);
    if (!hasSecond(text, at, separator)) return false;
    const start = octetStart(text, at, separator);
    if (start < 0) return false;
    const end = quadEnd(text, start, separator);
    if (end < 0) return false;
    const isAddress = separator === DOT
      ? !isVersion(text, start) && !isUnspecified(text, start, end)
      : isHostName(text, start, end);
    if (!isAddress) return false;
    found.start = start;
    found.end = end;
    return true;
  },
  mask: maskIpv4,
  glance,
};

/** Where the dotted address that begins at `start` ends; -1 if there is none. */
export function ipv4End(text: string, start: number): number {
  return quadEnd(text, start, DOT);
}

/** The mask of the address at `start`, with its own separators. */
export function maskIpv4(text: string, start: number): string {
  let first = start;
  while (isDigit(codeAt(text, first))) first++;
  const separator = text.charAt(first);
  return text.slice(start, text.indexOf(separator, first + 1)) + `${separator}x${separator}x`;
}

/** The quick way out of `12.5`: an octet and another separator follow the one at `at`. */
function hasSecond(text: string, at: number, separator: number): boolean {
  let end = at + 2;
  while (end - at <= OCTET_DIGITS_MAX && isDigit(codeAt(text, end))) end++;
  return codeAt(text, end) === separator;
}

/** Where the first octet begins of an address whose first separator is at `at`; -1 for none. */
function octetStart(text: string, at: number, separator: number): number {
  let start = at - 1;
  while (isDigit(codeAt(text, start - 1))) {
    if (at - --start > RUN_CHARS_MAX) return -1;
  }
  start += escapeDigits(text, start);
  const length = at - start;
  if (length > OCTET_DIGITS_MAX || length < 1) return -1;
  const isLonger = codeAt(text, start - 1) === separator && isDigit(codeAt(text, start - 2));
  return isLonger ? -1 : start;
}

/** How many digits at `start` belong to an escape: 2 of `%2283.11.23.45`. */
function escapeDigits(text: string, start: number): number {
  const before = codeAt(text, start - 1);
  if (before === PERCENT) return 2;
  const second = codeAt(text, start - 2);
  if (second === PERCENT) return isHex(before) ? 1 : 0;
  if (second !== BACKSLASH) return 0;
  return before === 0x78 ? 2 : before === 0x75 ? 4 : 0;
}

function quadEnd(text: string, start: number, separator: number): number {
  let end = start;
  for (let octets = 0; octets < 4; octets++) {
    if (octets > 0) {
      if (codeAt(text, end) !== separator) return -1;
      end++;
    }
    end = octetEnd(text, end);
    if (end < 0) return -1;
  }
  return codeAt(text, end) === separator && isDigit(codeAt(text, end + 1)) ? -1 : end;
}

function octetEnd(text: string, start: number): number {
  let value = 0;
  let end = start;
  for (let code = codeAt(text, end); isDigit(code); code = codeAt(text, ++end)) {
    value = value * 10 + code - 0x30;
    if (end - start >= OCTET_DIGITS_MAX) return -1;
  }
  return end === start || value > OCTET_MAX ? -1 : end;
}

/** Whether dashed numbers stand in a host name, and are no date, range or phone number. */
function isHostName(text: string, start: number, end: number): boolean {
  if (codeAt(text, start - 1) === DASH && isLetter(codeAt(text, start - 2))) return true;
  const next = codeAt(text, end);
  return (next === DOT || next === DASH) && isLetter(codeAt(text, end + 1));
}

function isVersion(text: string, at: number): boolean {
  const before = codeAt(text, at - 1);
  if ((before | 0x20) === 0x76) return !isLetter(codeAt(text, at - 2));
  if (before === 0x2f) return isProduct(text, at);
  return (before === 0x20 || before === 0x3d) && hasWordAt(text, at - 8, "version");
}

function isProduct(text: string, end: number): boolean {
  for (let i = 0; i < PRODUCTS.length; i++) {
    if (hasWordAt(text, end - PRODUCTS[i]!.length, PRODUCTS[i]!)) return true;
  }
  return false;
}

function isUnspecified(text: string, start: number, end: number): boolean {
  return end - start === 7 && text.startsWith("0.0.0.0", start);
}

/**
 * Nothing where three more numbers do not follow. Plain is `83.11.23.45` alone, or after a blank,
 * bracket or `=` and before what ends a value.
 */
function glance(bytes: Uint8Array, at: number, from: number, cut: Cut): Glance {
  const separator = bytes[at]!;
  const hasSecond = bytes[at + 2] === separator || bytes[at + 3] === separator ||
    bytes[at + 4] === separator;
  if (!hasSecond) return GLANCE.nothing;
  const second = octetBytesEnd(bytes, at + 1);
  const third = bytes[second] === separator ? octetBytesEnd(bytes, second + 1) : -1;
  const end = third > 0 && bytes[third] === separator ? octetBytesEnd(bytes, third + 1) : -1;
  if (end < 0) return GLANCE.nothing;
  if (separator !== DOT) return GLANCE.unsure;
  let start = at - 1;
  while (start > from && isDigit(bytes[start - 1]!)) start--;
  if (start > from && !isPlainBefore(bytes, start)) return GLANCE.unsure;
  const isPlain = octetBytesEnd(bytes, start) === at && bytes[start] !== 0x30 &&
    isPlainAfter(bytes, end);
  if (!isPlain) return GLANCE.unsure;
  cut.start = second;
  cut.end = end;
  cut.mask = ".x.x";
  return GLANCE.plain;
}

/** The end of the text or line, a blank, a quote or what ends a value; or `: `, or a port before one. */
function isPlainAfter(bytes: Uint8Array, end: number): boolean {
  const code = bytes[end]!;
  if (code !== 0x3a) return isValueEnd(code);
  if (bytes[end + 1] === 0x20) return true;
  let port = end + 1;
  while (isDigit(bytes[port]!)) port++;
  return port > end + 1 && port - end <= PORT_CHARS_MAX && isValueEnd(bytes[port]!);
}

function isValueEnd(code: number): boolean {
  switch (code) {
    case 0x0a:
    case 0x22:
    case 0x20:
    case 0x2c:
    case 0x3b:
    case 0x29:
    case 0x5d:
    case OUTSIDE_CODE:
      return true;
    default:
      return false;
  }
}

/** A quote or bracket; or a blank or `=`, and no `version` before it. */
function isPlainBefore(bytes: Uint8Array, start: number): boolean {
  const before = bytes[start - 1];
  return before === 0x22 || before === 0x28 || before === 0x5b ||
    ((before === 0x20 || before === 0x3d) && (bytes[start - 2]! | 0x20) !== 0x6e);
}

function octetBytesEnd(bytes: Uint8Array, start: number): number {
  let value = 0;
  let end = start;
  for (let code = bytes[end]!; isDigit(code); code = bytes[++end]!) {
    value = value * 10 + code - 0x30;
    if (end - start >= OCTET_DIGITS_MAX) return -1;
  }
  return end === start || value > OCTET_MAX ? -1 : end;
}
