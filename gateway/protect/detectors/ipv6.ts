/**
 * IPv6 addresses. `2001:db8::8:800:200c:417a → 2001:db8:x:x:x:x:x:x`: two groups stay.
 *
 * Matches every spelling of RFC 4291, section 2.2, and RFC 5952: full, compressed, either case,
 * leading zeros, an embedded IPv4 address; with a zone (`%eth0`), a prefix length, brackets and a
 * port around it, which stay; and with `%3A` for colons, as in URLs. An IPv4-mapped address keeps
 * what IPv4 keeps: `::ffff:83.11.23.45 → ::ffff:83.11.x.x`. A port that is glued to a full address
 * without brackets is left outside of it.
 *
 * Does not match:
 * - times (`12:34:56`), MAC addresses, EUI-64 (eight pairs), fingerprints: groups of two digits only;
 * - names in code: `std::beef`, `Bad::Dad`, `u8::MAX`, `f32::consts`. With `::`, an address needs a
 *   decimal digit or a unique local prefix (`fc…`, `fd…`), and, where letters are glued to it, three
 *   groups or more;
 * - `::` alone, which is no one's address.
 */
import { type Detector } from "./detector.ts";
import { codeAt, escapedCode, hexByteAt, isDigit, isHex, isWord } from "./characters.ts";
import { ipv4End, maskIpv4 } from "./ipv4.ts";

const COLON = 0x3a;
const PERCENT = 0x25;
const DOT = 0x2e;
const GROUPS = 8;
const GROUP_CHARS_MAX = 4;
/** Groups from which on a text with `::` is an address even where letters are glued to it. */
const GROUPS_BEYOND_DOUBT = 3;
/** The same for what follows `name::`, which is how code is written. */
const GROUPS_BEYOND_NAME = 4;

export const ipv6: Detector = {
  kind: "ipv6",
  triggers: ":%",
  find(text, at, found) {
    const width = colonWidth(text, at);
    if (width === 0) return false;
    const next = codeAt(text, at + width);
    if (!isHex(next) && next !== COLON && next !== PERCENT) return false;
    const start = groupStart(text, at);
    if (isContinuation(text, start)) return false;
    const glued = start === at && isWord(codeAt(text, at - 1)) && !endsEscape(text, at);
    const from = glued ? at + width + colonWidth(text, at + width) : start;
    if (glued && from === at + width) return false;
    const address = parse(text, from);
    if (address === undefined || (glued && address.groups < GROUPS_BEYOND_NAME)) return false;
    found.start = from;
    found.end = address.end;
    return true;
  },
  mask(text, start, end) {
    const address = parse(text, start)!;
    if (address.mappedAt >= 0) {
      return text.slice(start, address.mappedAt) + maskIpv4(text.slice(address.mappedAt, end));
    }
    return `${address.first}:${address.second}:x:x:x:x:x:x`;
  },
};

/** A colon or its percent escape: 1, 3, or 0 where there is none. */
function colonWidth(text: string, index: number): number {
  const code = codeAt(text, index);
  if (code === COLON) return 1;
  return code === PERCENT && escapedCode(text, index) === COLON ? 3 : 0;
}

/** Where the group of hex digits before the colon at `at` begins; `at` where it is none. */
function groupStart(text: string, at: number): number {
  let start = at;
  while (at - start < GROUP_CHARS_MAX && isHex(codeAt(text, start - 1))) start--;
  // `%5B2001:` ends an escape with hex digits of its own.
  if (codeAt(text, start - 1) === PERCENT && at - start >= 2) return start + 2;
  if (isHex(codeAt(text, start - 1)) && codeAt(text, start - 2) === PERCENT) return start + 1;
  return isWord(codeAt(text, start - 1)) && !endsEscape(text, start) ? at : start;
}

function endsEscape(text: string, index: number): boolean {
  return codeAt(text, index - 3) === PERCENT && hexByteAt(text, index - 2) >= 0;
}

/** Whether a group and a colon stand before `start`: the address has been looked at from there. */
function isContinuation(text: string, start: number): boolean {
  const width = codeAt(text, start - 1) === COLON ? 1 : colonWidth(text, start - 3) === 3 ? 3 : 0;
  if (width === 0) return false;
  const colon = start - width;
  if (colonWidth(text, colon - 1) === 1 || colonWidth(text, colon - 3) === 3) {
    return true;
  }
  return groupStart(text, colon) < colon;
}

interface Address {
  readonly end: number;
  readonly groups: number;
  readonly first: string;
  readonly second: string;
  /** Where the IPv4 address of an IPv4-mapped one begins; -1 in all others. */
  readonly mappedAt: number;
}

/** Reads the longest address at `start`. */
function parse(text: string, start: number): Address | undefined {
  let index = start;
  let groups = 0;
  let compressedAt = -1;
  let pairs = 0;
  let digits = 0;
  let end = -1;
  let embeddedAt = -1;
  let first = "0";
  let second = "0";

  const leading = colonWidth(text, index);
  if (leading > 0) {
    const other = colonWidth(text, index + leading);
    if (other === 0) return undefined;
    compressedAt = 0;
    index += leading + other;
    end = index;
  }
  while (groups < GROUPS) {
    const groupEnd = endOfGroup(text, index);
    if (groupEnd === index) break;
    if (codeAt(text, groupEnd) === DOT && (compressedAt >= 0 ? groups <= 6 : groups === 6)) {
      const embedded = ipv4End(text, index);
      if (embedded > 0) {
        embeddedAt = index;
        end = embedded;
        groups += 2;
        digits++;
        break;
      }
      if (isMaskedIpv4(text, index)) return undefined;
    }
    if (groupEnd - index > GROUP_CHARS_MAX) break;
    if (groupEnd - index === 2) pairs++;
    for (let i = index; i < groupEnd; i++) if (isDigit(text.charCodeAt(i))) digits++;
    if (groups === 0 && compressedAt < 0) first = text.slice(index, groupEnd);
    if (groups === 1 && compressedAt < 0) second = text.slice(index, groupEnd);
    groups++;
    end = groupEnd;
    index = groupEnd;
    const colon = colonWidth(text, index);
    if (colon === 0 || groups === GROUPS) break;
    const other = colonWidth(text, index + colon);
    if (other > 0) {
      if (compressedAt >= 0) {
        if (groups < GROUPS_BEYOND_DOUBT) return undefined;
        break;
      }
      compressedAt = groups;
      end = index + colon + other;
      index = end;
    } else index += colon;
  }
  if (compressedAt < 0) {
    if (groups !== GROUPS || pairs === GROUPS) return undefined;
    if (codeAt(text, end) === COLON && isFingerprint(text, start)) return undefined;
  } else {
    if (groups === 0) return undefined;
    if (groups < GROUPS_BEYOND_DOUBT && isWord(codeAt(text, end))) return undefined;
    if (digits === 0 && !isUniqueLocal(first)) return undefined;
  }
  const isMapped = embeddedAt >= 0 && isMappedPrefix(text.slice(start, embeddedAt));
  return { end, groups, first, second, mappedAt: isMapped ? embeddedAt : -1 };
}

/** The end of the run of hex digits at `index`, or just beyond the length that a group may have. */
function endOfGroup(text: string, index: number): number {
  let end = index;
  while (end - index <= GROUP_CHARS_MAX && isHex(codeAt(text, end))) end++;
  return end;
}

/** More than eight groups, none longer than two: bytes in hex. */
function isFingerprint(text: string, start: number): boolean {
  let index = start;
  for (let groups = 0; groups <= GROUPS; groups++) {
    const end = endOfGroup(text, index);
    if (end === index) return false;
    if (end - index > 2) return false;
    index = end + 1;
  }
  return true;
}

/** RFC 4193: `fc00::/7`, of which random bits follow. */
function isUniqueLocal(group: string): boolean {
  return /^f[cd]..$/i.test(group);
}

/** RFC 4291, section 2.5.5.2. */
function isMappedPrefix(prefix: string): boolean {
  return /^(?:::|(?:0{1,4}:){5})ffff:$/i.test(prefix.replaceAll(/%3a/gi, ":"));
}

function isMaskedIpv4(text: string, index: number): boolean {
  return /^\d{1,3}\.\d{1,3}\.x\.x/.test(text.slice(index, index + 11));
}
