/**
 * Credentials → `***`: what lets someone in, where a text says that it does.
 *
 * Matches:
 * - the value of a secret's name (`secret_name.ts` has the names, `secret_value.ts` the spellings):
 *   `password=x`, `"api_key":"x"`, `--token x`, `Authorization: Bearer x`, `Cookie: x`;
 * - user info in URLs, whole, for some put a token where the user is: `postgres://user:x@db →
 *   postgres://***@db`, also with `@` or `/` in the password, as `https:\/\/` (JSON) and percent
 *   encoded. Without a password only for http, https and ftp, so that `ssh://git@host` stays;
 * - `Bearer x` anywhere, if x looks like a token (RFC 6750: a digit or punctuation, or 20 characters),
 *   and `Basic x` if x decodes to `user:password` (RFC 7617).
 *
 * Does not match: `Failed password for root` (no value), `user:password@host` without a scheme,
 * values in fields of other names, passwords that are typed where a user name belongs.
 */
import { type Detector, GLANCE, MASK, type Span } from "./detector.ts";
import {
  codeAt,
  hasWordAt,
  isAfterEscape,
  isAlphanumeric,
  isBlank,
  isDigit,
  isWord,
  widthOf,
} from "./characters.ts";
import { findSecretValue, glanceAtSecret, SECRET_TRIGGERS } from "./secret_value.ts";

const COLON = 0x3a;
const EQUALS = 0x3d;
const LOWER_B = 0x62;
const DOT = 0x2e;
const DASH = 0x2d;
const AT = 0x40;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const TOKEN_CHARS_MIN = 6;
const TOKEN_CHARS_BEYOND_DOUBT = 20;
const BASIC_CHARS_MIN = 6;
const BASE64_PADDING_MAX = 2;
/** How far a `/` that should have been escaped may stand before the `@`. */
const RAW_PASSWORD_CHARS_MAX = 128;

export const credential: Detector = {
  kind: "credential",
  triggers: [
    { on: ":", after: "/\\%" },
    { on: "%", after: "3" },
    { on: "\\", after: "ux" },
    { on: "Bb", after: "eEaA" },
    ...SECRET_TRIGGERS,
  ],
  find(text, at, found) {
    const code = text.charCodeAt(at);
    if ((code | 0x20) === LOWER_B) return findScheme(text, at, found);
    if (code !== EQUALS && findUserInfo(text, at, found)) return true;
    return findSecretValue(text, at, "credential", found);
  },
  mask(text, start, end) {
    const at = userInfoEnd(text, start, end);
    return at < 0 ? MASK : MASK + text.slice(at, end);
  },
  glance(bytes, at) {
    const code = bytes[at]!;
    if ((code | 0x20) === LOWER_B) return isScheme(bytes, at) ? GLANCE.unsure : GLANCE.nothing;
    const next = bytes[at + 1]!;
    const isUrl = code === COLON && (next === SLASH || next === BACKSLASH || next === PERCENT);
    if (isUrl) return isPlainUrl(bytes, at) ? GLANCE.nothing : GLANCE.unsure;
    return glanceAtSecret(bytes, at);
  },
};

/** Whether a host follows `://`, with a port or without, and then what no user info goes on with. */
function isPlainUrl(bytes: Uint8Array, colon: number): boolean {
  if (bytes[colon + 1] !== SLASH || bytes[colon + 2] !== SLASH) return false;
  let end = colon + 3;
  while (isAlphanumeric(bytes[end]!) || bytes[end] === DOT || bytes[end] === DASH) end++;
  if (end === colon + 3) return false;
  if (bytes[end] === COLON) {
    do end++; while (isDigit(bytes[end]!));
  }
  const code = bytes[end]!;
  return code === SLASH || code === 0x3f || code === 0x22 || code === 0x20;
}

/** Whether `bear` or `basi` stands there and is no end of a word. */
function isScheme(bytes: Uint8Array, at: number): boolean {
  const second = bytes[at + 1]! | 0x20;
  const third = bytes[at + 2]! | 0x20;
  const fourth = bytes[at + 3]! | 0x20;
  const isBegun = second === 0x65
    ? third === 0x61 && fourth === 0x72
    : second === 0x61 && third === 0x73 && fourth === 0x69;
  return isBegun && !isWord(bytes[at - 1]!);
}

/** The `@` that ends a finding in a URL is part of it, so that no e-mail address is seen there. */
function userInfoEnd(text: string, start: number, end: number): number {
  if (
    codeAt(text, start - 1) !== SLASH && codeAt(text, start - 1) !== 0x46 &&
    codeAt(text, start - 1) !== 0x66
  ) {
    return -1;
  }
  if (codeAt(text, end - 1) === AT) return end - 1;
  return widthOf(text, end - 3, AT) === 3 ? end - 3 : -1;
}

function findUserInfo(text: string, at: number, found: Span): boolean {
  const colon = widthOf(text, at, COLON);
  if (colon === 0 || isDigit(codeAt(text, at + colon))) return false;
  const slash = slashWidth(text, at + colon);
  if (slash === 0) return false;
  const second = slashWidth(text, at + colon + slash);
  if (second === 0) return false;
  const start = at + colon + slash + second;
  const end = userInfo(text, start, slash === 3, found);
  if (end < 0) return false;
  const isWeb = hasWordAt(text, at - 4, "http") || hasWordAt(text, at - 5, "https") ||
    hasWordAt(text, at - 3, "ftp");
  if (!isWeb && !hasColon(text, start, end)) return false;
  found.start = start;
  found.end = end;
  return true;
}

/** `/`, `\/` as PHP writes it in JSON, or `%2F`. */
function slashWidth(text: string, index: number): number {
  if (codeAt(text, index) === 0x5c && codeAt(text, index + 1) === SLASH) return 2;
  return widthOf(text, index, SLASH);
}

/**
 * Where the user info at `start` ends, beyond its `@`; -1 if there is none. It is read up to the slash
 * that ends the authority, and no other URL begins before that one: each character is read once.
 */
function userInfo(text: string, start: number, isEscaped: boolean, found: Span): number {
  let end = -1;
  let index = start;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === AT) end = index + 1;
    else if (isEscaped && widthOf(text, index, AT) === 3) end = index + 3;
    else if (isAuthorityEnd(code) || (isEscaped && widthOf(text, index, SLASH) === 3)) break;
  }
  found.reading.steps += index - start;
  if (end >= 0 || codeAt(text, index) !== SLASH || isHostAndPort(text, start, index)) return end;
  const limit = Math.min(text.length, index + RAW_PASSWORD_CHARS_MAX);
  for (; index < limit; index++) {
    const code = text.charCodeAt(index);
    if (code === AT) return index + 1;
    if (code !== SLASH && code !== 0x3f && code !== 0x23 && isAuthorityEnd(code)) return -1;
  }
  return -1;
}

/** RFC 3986, section 3.2, and what ends a URL in text. */
function isAuthorityEnd(code: number): boolean {
  return code === SLASH || code === 0x3f || code === 0x23 || isBlank(code) || code === 0x22 ||
    code === 0x27 || code === 0x3c || code === 0x3e || code === 0x5c || code === 0x60;
}

/** Whether `text[start, end)` is a host, with or without a port: no password can be in it. */
function isHostAndPort(text: string, start: number, end: number): boolean {
  if (codeAt(text, start) === 0x5b) return true;
  let colon = start;
  while (colon < end && text.charCodeAt(colon) !== COLON) colon++;
  for (let i = colon + 1; i < end; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

function hasColon(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (widthOf(text, i, COLON) > 0) return true;
  return false;
}

function findScheme(text: string, at: number, found: Span): boolean {
  const isBearer = hasWordAt(text, at, "bearer");
  if (!isBearer && !hasWordAt(text, at, "basic")) return false;
  if (isWord(codeAt(text, at - 1)) && !isAfterEscape(text, at)) return false;
  const start = tokenStart(text, at + (isBearer ? 6 : 5));
  if (start < 0) return false;
  const end = found.reading.runEnd("token", text, start);
  if (isBearer ? !isBearerToken(text, start, end) : !isBasicToken(text, start, end, found)) {
    return false;
  }
  found.start = start;
  found.end = end;
  return true;
}

/** Behind the blanks, `+` or `%20` that follow a scheme; -1 if none do. */
function tokenStart(text: string, index: number): number {
  if (text.startsWith("%20", index)) return index + 3;
  const code = codeAt(text, index);
  if (code === 0x2b || code === COLON || code === 0x3d) return index + 1;
  let start = index;
  while (codeAt(text, start) === 0x20) start++;
  return start > index ? start : -1;
}

function isBearerToken(text: string, start: number, end: number): boolean {
  if (end - start < TOKEN_CHARS_MIN) return false;
  if (end - start >= TOKEN_CHARS_BEYOND_DOUBT) return true;
  for (let i = start; i < end - 1; i++) {
    const code = text.charCodeAt(i);
    if (isDigit(code) || !isAlphanumeric(code)) return true;
  }
  return isDigit(text.charCodeAt(end - 1));
}

/**
 * RFC 7617, section 2: base64 of user-id ":" password. The runs and the search for the colon are
 * remembered, so that `basic+basic+…` is read once for each way to part it into groups of four.
 */
function isBasicToken(text: string, start: number, end: number, { reading }: Span): boolean {
  if (end - start < BASIC_CHARS_MIN) return false;
  const base64End = reading.runEnd("base64", text, start);
  let padded = base64End;
  while (padded - base64End < BASE64_PADDING_MAX && codeAt(text, padded) === EQUALS) padded++;
  if (padded !== end || (base64End - start) % 4 === 1) return false;
  return reading.saysColon(text, start, base64End);
}
