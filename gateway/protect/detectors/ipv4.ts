/**
 * IPv4 addresses in dotted decimal. `83.11.23.45 → 83.11.x.x`: the first two octets stay.
 *
 * Matches four numbers of one to three digits, each at most 255, parted by dots, whatever stands
 * around them: ports and prefixes (`:443`, `/24`), brackets, quotes, letters, a closing full stop.
 * Private, loopback and broadcast addresses are addresses like any other.
 *
 * Does not match (and no other address in it either):
 * - a part of a longer dotted number, such as `1.2.3.4.5`, an OID or tcpdump's `10.0.0.1.443`;
 * - `v1.2.3.4`, `version 1.2.3.4`, and the product versions of browsers (`Chrome/120.0.0.0`);
 * - hexadecimal, octal and dashed spellings (`0x7f000001`, `host-83-11-23-45.example.net`).
 */
import type { Detector } from "./detector.ts";
import { codeAt, hasWordAt, isDigit, isLetter } from "./characters.ts";

const DOT = 0x2e;
const OCTET_MAX = 255;
/** Products that write their version as four numbers below 256. */
const PRODUCTS = ["chrome/", "chromium/", "headlesschrome/", "edg/", "opr/", "version/"];

export const ipv4: Detector = {
  kind: "ipv4",
  triggers: "0123456789",
  find(text, at, found) {
    if (codeAt(text, at - 1) === DOT && isDigit(codeAt(text, at - 2))) return false;
    const end = ipv4End(text, at);
    if (end < 0 || isVersion(text, at)) return false;
    found.start = at;
    found.end = end;
    return true;
  },
  mask: (text, start, end) => maskIpv4(text.slice(start, end)),
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

export function maskIpv4(address: string): string {
  const [first, second] = address.split(".", 2);
  return `${first}.${second}.x.x`;
}

function octetEnd(text: string, start: number): number {
  let value = 0;
  let end = start;
  for (let code = codeAt(text, end); isDigit(code); code = codeAt(text, ++end)) {
    value = value * 10 + code - 0x30;
    if (end - start >= 3) return -1;
  }
  return end === start || value > OCTET_MAX ? -1 : end;
}

function isVersion(text: string, at: number): boolean {
  const before = codeAt(text, at - 1);
  if ((before | 0x20) === 0x76) return !isLetter(codeAt(text, at - 2));
  if (before === 0x2f) return PRODUCTS.some((name) => hasWordAt(text, at - name.length, name));
  return (before === 0x20 || before === 0x3d) && hasWordAt(text, at - 8, "version");
}
