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
import { type Detector, GLANCE, HEX } from "./detector.ts";
import { codeAt, escapedCode, isAfterEscape, isDigit, isHex, isWord } from "./characters.ts";
import { ipv4End, maskIpv4 } from "./ipv4.ts";

const COLON = 0x3a;
const PERCENT = 0x25;
const DOT = 0x2e;
const GROUPS = 8;
const GROUP_CHARS_MAX = 4;
/** Before an embedded IPv4 address. */
const COLONS_MIN = 6;
/** Groups from which on a text with `::` is an address even where letters are glued to it. */
const GROUPS_BEYOND_DOUBT = 3;
/** The same for what follows `name::`, which is how code is written. */
const GROUPS_BEYOND_NAME = 4;

export const ipv6: Detector = {
  kind: "ipv6",
  triggers: [
    { on: ":", before: HEX, after: `${HEX}%` },
    { on: ":", after: ":" },
    { on: "%", after: "3" },
  ],
  find(text, at, found) {
    const width = colonWidth(text, at);
    if (width === 0 || (width === 1 && !hasColons(text, at))) return false;
    const start = groupStart(text, at);
    if (isContinuation(text, start)) return false;
    const isGlued = start === at && isWord(codeAt(text, at - 1)) && !isAfterEscape(text, at);
    const second = isGlued ? colonWidth(text, at + width) : 0;
    if (isGlued && second === 0) return false;
    const from = isGlued ? at + width + second : start;
    const address = readAddress(text, from);
    if (address === undefined) return false;
    if (isGlued && groupCount(address) < GROUPS_BEYOND_NAME) return false;
    found.start = from;
    found.end = address.end;
    return true;
  },
  mask(text, start) {
    const address = readAddress(text, start)!;
    const { embeddedAt } = address;
    if (embeddedAt >= 0 && isMappedPrefix(text.slice(start, embeddedAt))) {
      return text.slice(start, embeddedAt) + maskIpv4(text, embeddedAt);
    }
    return `${keptGroup(text, address, 0)}:${keptGroup(text, address, 1)}:x:x:x:x:x:x`;
  },
  glance: (bytes, at) =>
    bytes[at] === COLON && !canHaveColons(bytes, at) ? GLANCE.nothing : GLANCE.unsure,
};

/** A colon or its percent escape: 1, 3, or 0 where there is none. */
function colonWidth(text: string, index: number): number {
  const code = codeAt(text, index);
  if (code === COLON) return 1;
  return code === PERCENT && escapedCode(text, index) === COLON ? 3 : 0;
}

/** The quick way out of `12:30:45` and `host:80`: an address has `::` in it, or six colons. */
function hasColons(text: string, first: number): boolean {
  let colons = 1;
  let last = first;
  for (let i = first + 1; i < text.length && colons < COLONS_MIN; i++) {
    const code = text.charCodeAt(i);
    if (code === PERCENT) return true;
    if (code === COLON) {
      if (i === last + 1) return true;
      last = i;
      colons++;
    } else if (!isHex(code) || i - last > GROUP_CHARS_MAX) return false;
  }
  return colons === COLONS_MIN;
}

/** The same for bytes, but that it may be wrong in saying yes. */
function canHaveColons(bytes: Uint8Array, first: number): boolean {
  let colons = 1;
  let last = first;
  for (let i = first + 1; colons < COLONS_MIN; i++) {
    const code = bytes[i]!;
    if (code === PERCENT) return true;
    if (code === COLON) {
      if (i === last + 1) return true;
      last = i;
      colons++;
    } else if (!isHex(code) || i - last > GROUP_CHARS_MAX) return false;
  }
  return true;
}

/** Where the group of hex digits before the colon at `at` begins; `at` where it is none. */
function groupStart(text: string, at: number): number {
  let start = at;
  while (at - start < GROUP_CHARS_MAX && isHex(codeAt(text, start - 1))) start--;
  // The hex digits of `%5B2001:` are partly those of an escape.
  for (let i = start; i <= at && i <= start + 2; i++) {
    if (codeAt(text, i - 3) === PERCENT && isAfterEscape(text, i)) return i;
  }
  return isWord(codeAt(text, start - 1)) && !isAfterEscape(text, start) ? at : start;
}

/** Whether a group and a colon stand before `start`: the address has been looked at from there. */
function isContinuation(text: string, start: number): boolean {
  const colon = colonBefore(text, start);
  if (colon === start) return false;
  return colonBefore(text, colon) < colon || groupStart(text, colon) < colon;
}

/** Where the colon begins that ends right before `index`; `index` if there is none. */
function colonBefore(text: string, index: number): number {
  if (codeAt(text, index - 1) === COLON) return index - 1;
  return colonWidth(text, index - 3) === 3 ? index - 3 : index;
}

interface Address {
  /** Where each group begins; an embedded IPv4 address is none. */
  readonly groups: number[];
  /** How many groups stand before `::`; -1 without one. */
  compressedAfter: number;
  /** Where the embedded IPv4 address begins; -1 without one. */
  embeddedAt: number;
  end: number;
}

/** The address at `start`, as long as it can be read. */
function readAddress(text: string, start: number): Address | undefined {
  const address: Address = { groups: [], compressedAfter: -1, embeddedAt: -1, end: -1 };
  let index = skipCompression(text, start, address);
  if (index === start && colonWidth(text, start) > 0) return undefined;
  while (address.groups.length < GROUPS) {
    const end = endOfGroup(text, index);
    if (end === index || end - index > GROUP_CHARS_MAX) break;
    if (codeAt(text, end) === DOT && isDigit(codeAt(text, end + 1))) {
      if (isMaskedIpv4(text, index)) return undefined;
      if (readEmbedded(text, index, address)) break;
    }
    address.groups.push(index);
    address.end = end;
    index = end + colonWidth(text, end);
    if (index === end || address.groups.length === GROUPS) break;
    if (colonWidth(text, index) === 0) continue;
    if (address.compressedAfter >= 0) {
      if (address.groups.length < GROUPS_BEYOND_DOUBT) return undefined;
      break;
    }
    index = skipCompression(text, end, address);
  }
  return isAddress(text, start, address) ? address : undefined;
}

/** Reads a `::` at `index`, if there is one, and returns where it ends. */
function skipCompression(text: string, index: number, address: Address): number {
  const first = colonWidth(text, index);
  const second = first === 0 ? 0 : colonWidth(text, index + first);
  if (second === 0) return index;
  address.compressedAfter = address.groups.length;
  address.end = index + first + second;
  return address.end;
}

function readEmbedded(text: string, index: number, address: Address): boolean {
  const { groups, compressedAfter } = address;
  if (compressedAfter < 0 ? groups.length !== 6 : groups.length > 5) return false;
  const end = ipv4End(text, index);
  if (end < 0) return false;
  address.embeddedAt = index;
  address.end = end;
  return true;
}

function isAddress(text: string, start: number, address: Address): boolean {
  const count = groupCount(address);
  if (address.compressedAfter < 0) {
    return count === GROUPS && (address.embeddedAt >= 0 || !isBytes(text, address));
  }
  if (count === 0) return false;
  if (count < GROUPS_BEYOND_DOUBT && isWord(codeAt(text, address.end))) return false;
  for (let i = start; i < address.end; i++) if (isDigit(text.charCodeAt(i))) return true;
  return address.compressedAfter > 0 && isUniqueLocal(keptGroup(text, address, 0));
}

/** An embedded IPv4 address takes the place of two groups. */
function groupCount({ groups, embeddedAt }: Address): number {
  return groups.length + (embeddedAt < 0 ? 0 : 2);
}

/** EUI-64, fingerprints: groups of one or two digits, all eight of them, or more than eight. */
function isBytes(text: string, { groups, end }: Address): boolean {
  const pairs = groups.filter((group) => endOfGroup(text, group) - group === 2).length;
  if (pairs === GROUPS) return true;
  const isLonger = codeAt(text, end) === COLON && isHex(codeAt(text, end + 1));
  return isLonger && groups.every((group) => endOfGroup(text, group) - group <= 2);
}

/** The group at `index` of those that stay, `0` where `::` stands for it. */
function keptGroup(text: string, { groups, compressedAfter }: Address, index: number): string {
  const group = groups[index];
  if (group === undefined || (compressedAfter >= 0 && index >= compressedAfter)) return "0";
  return text.slice(group, endOfGroup(text, group));
}

/** The end of the run of hex digits at `index`, or just beyond the length that a group may have. */
function endOfGroup(text: string, index: number): number {
  let end = index;
  while (end - index <= GROUP_CHARS_MAX && isHex(codeAt(text, end))) end++;
  return end;
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
