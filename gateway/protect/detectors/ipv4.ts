/**
 * IPv4 addresses in dotted decimal. `83.11.23.45 → 83.11.x.x`: the first two octets stay.
 *
 * Matches four numbers of one to three digits, each at most 255, parted by dots, whatever stands
 * around them: ports and prefixes (`:443`, `/24`), brackets, quotes, letters, a closing full stop.
 * Private, loopback and broadcast addresses are addresses like any other.
 *
 * Does not match (and no other address in it either):
 * - a part of a longer dotted number, such as `1.2.3.4.5`, an OID or tcpdump's `10.0.0.1.443`;
 * - `0.0.0.0`, which is no one's address;
 * - `v1.2.3.4`, `version 1.2.3.4`, and the product versions of browsers (`Chrome/120.0.0.0`);
 * - hexadecimal, octal and dashed spellings (`0x7f000001`, `host-83-11-23-45.example.net`).
 */
import { type Detector, DIGITS } from "./detector.ts";
import { codeAt, hasWordAt, isDigit, isHex, isLetter } from "./characters.ts";

const DOT = 0x2e;
const OCTET_MAX = 255;
const OCTET_DIGITS_MAX = 3;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** An octet, and the four digits of an escape before it. */
const RUN_CHARS_MAX = 7;
/** Products that write their version as four numbers below 256. */
const PRODUCTS = ["chrome/", "chromium/", "headlesschrome/", "edg/", "opr/", "version/"];

export const ipv4: Detector = {
  kind: "ipv4",
  triggers: [{ on: ".", before: DIGITS, after: DIGITS }],
  find(text, at, found) {
    if (!hasSecondDot(text, at)) return false;
    const start = octetStart(text, at);
    if (start < 0) return false;
    const end = ipv4End(text, start);
    if (end < 0 || isVersion(text, start) || isUnspecified(text, start, end)) return false;
    found.start = start;
    found.end = end;
    return true;
  },
  mask: maskIpv4,
};

/** Where the address that begins at `start` ends; -1 if there is none. */
export function ipv4End(text: string, start: number): number {
  let end = start;
  for (let octets = 0; octets < 4; octets++) {
    if (octets > 0) {
      if (codeAt(text, end) !== DOT) return -1;
      end++;
    }
    end = octetEnd(text, end);
    if (end < 0) return -1;
  }
  return codeAt(text, end) === DOT && isDigit(codeAt(text, end + 1)) ? -1 : end;
}

export function maskIpv4(text: string, start: number): string {
  const dot = text.indexOf(".", text.indexOf(".", start) + 1);
  return text.slice(start, dot) + ".x.x";
}

/** The quick way out of `12.5`: an octet and another dot follow the one at `dot`. */
function hasSecondDot(text: string, dot: number): boolean {
  let end = dot + 2;
  while (end - dot <= OCTET_DIGITS_MAX && isDigit(codeAt(text, end))) end++;
  return codeAt(text, end) === DOT;
}

/** Where the first octet of an address begins whose first dot is at `dot`; -1 if there is none. */
function octetStart(text: string, dot: number): number {
  let start = dot - 1;
  while (isDigit(codeAt(text, start - 1))) {
    if (dot - --start > RUN_CHARS_MAX) return -1;
  }
  start += escapeDigits(text, start);
  const length = dot - start;
  if (length > OCTET_DIGITS_MAX || length < 1) return -1;
  return codeAt(text, start - 1) === DOT && isDigit(codeAt(text, start - 2)) ? -1 : start;
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

function octetEnd(text: string, start: number): number {
  let value = 0;
  let end = start;
  for (let code = codeAt(text, end); isDigit(code); code = codeAt(text, ++end)) {
    value = value * 10 + code - 0x30;
    if (end - start >= OCTET_DIGITS_MAX) return -1;
  }
  return end === start || value > OCTET_MAX ? -1 : end;
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
