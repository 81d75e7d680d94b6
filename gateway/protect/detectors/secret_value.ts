/**
 * The value that a text gives to a secret's name: where it begins and ends.
 *
 * | spelling | example |
 * |---|---|
 * | assignment | `password=x`, `password = x`, `token: x`, `:secret => "x"` |
 * | JSON, at any level of escaping | `"token":"x"`, `\"token\":\"x\"`, `{'token': 'x'}`, `["x","y"]` |
 * | URL, form, cookie | `?token=x&…`, `user[password]=x`, `%22token%22%3A%22x%22` |
 * | XML | `<password>x</password>` |
 * | command line | `--password x` |
 * | header | `Authorization: Bearer x`, `Cookie: x; y` (to the end of the line) |
 *
 * A quoted value ends at its quote. Another ends at a blank, quote, `&` or `<`, or at one of `,;|`
 * and closing brackets where the text goes on as after a value; where in doubt, it is longer.
 * `null`, `true`, `false`, `none`, `nil` and `undefined` are no secrets. `PWD=/home` is a directory.
 */
import { GLANCE, type Glance, type Span, type Trigger } from "./detector.ts";
import {
  codeAt,
  escapedCode,
  hasWordAt,
  isBlank,
  isLetter,
  isLower,
  widthOf,
} from "./characters.ts";
import {
  findQuoted,
  isLineEnd,
  isNameCode,
  lineEnd,
  NAME_CHARS_MAX,
  unquotedEnd,
} from "./value_end.ts";
import {
  mayEndSecretName,
  SECRET_NAME_ENDS,
  type SecretName,
  secretNameAt,
} from "./secret_name.ts";

const EQUALS = 0x3d;
const COLON = 0x3a;
const GREATER = 0x3e;
const LESS = 0x3c;
const DASH = 0x2d;
const SLASH = 0x2f;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
/** The end of `%5d`, an escaped bracket. */
const LOWER_D = 0x64;
/** Blanks that may stand on either side of a separator. */
const BLANKS_MAX = 4;
/** A word and a blank before the credentials themselves (RFC 9110, section 11.4). */
const SCHEMES_OF_ONE_TOKEN = ["bearer", "basic", "token", "negotiate", "ntlm", "apikey", "bot"];
const NO_SECRETS = ["null", "true", "false", "none", "nil", "undefined"];

/** What can stand right before a separator: the end of a name, a quote, a bracket, a blank. */
const BEFORE_SEPARATOR = `${SECRET_NAME_ENDS}"'] D`;
/** The same before an escaped one: also the ends of `%22`, `%27` and `%5D`. */
const BEFORE_ESCAPE = `${BEFORE_SEPARATOR}27`;

/** Where `findSecretValue` can find a value. */
export const SECRET_TRIGGERS: readonly Trigger[] = [
  { on: "=:", before: BEFORE_SEPARATOR },
  { on: "%", before: BEFORE_ESCAPE, after: "3" },
  { on: "\\", before: BEFORE_SEPARATOR, after: "ux" },
  { on: ">", before: SECRET_NAME_ENDS },
  { on: "-", after: "-" },
];

/** Whether one of `SECRET_TRIGGERS` is on this character. */
export function isSecretTrigger(code: number): boolean {
  return code === EQUALS || code === COLON || code === GREATER || code === DASH ||
    code === PERCENT || code === BACKSLASH;
}

/** Whether a secret of `kind` is given a value at the trigger at `at`; if so, `found` is the value. */
export function findSecretValue(
  text: string,
  at: number,
  kind: SecretName["kind"],
  found: Span,
): boolean {
  switch (text.charCodeAt(at)) {
    case GREATER:
      return findInElement(text, at, kind, found);
    case DASH:
      return findInFlag(text, at, kind, found);
    default:
      return findAssigned(text, at, kind, found);
  }
}

/**
 * The glance of a detector at one of `SECRET_TRIGGERS`: nothing where the letters before a `=` or `:`,
 * and before a quote that stands there, end no secret's name; and at a dash alone.
 */
export function glanceAtSecret(bytes: Uint8Array, at: number): Glance {
  const code = bytes[at];
  if (code === DASH) return bytes[at + 1] === DASH ? GLANCE.unsure : GLANCE.nothing;
  if (code !== EQUALS && code !== COLON) return GLANCE.unsure;
  // `"name":`, as in JSON.
  const nameEnd = bytes[at - 1] === QUOTE ? at - 1 : at;
  const isPlain = isLower(bytes[nameEnd - 1]!) && isLower(bytes[nameEnd - 2]!);
  return isPlain && !mayEndSecretName(bytes, nameEnd) ? GLANCE.nothing : GLANCE.unsure;
}

/** How much of the value of a header such as `Authorization` is its scheme, with the blank after it. */
export function schemeChars(value: string): number {
  const found = { start: 0, end: value.length };
  skipScheme(value, found);
  return found.start;
}

function findAssigned(
  text: string,
  at: number,
  kind: SecretName["kind"],
  found: Span,
): boolean {
  const last = codeAt(text, at - 1);
  const nameEnd = isLower(last) && last !== LOWER_D ? at : endOfName(text, at);
  const secret = secretNameAt(text, nameEnd);
  if (secret === undefined || secret.kind !== kind) return false;
  const equals = widthOf(text, at, EQUALS);
  const isEquals = equals > 0;
  const width = isEquals ? equals : widthOf(text, at, COLON);
  if (width === 0) return false;

  let start = at + width;
  const next = codeAt(text, start);
  const isSpaced = isBlank(codeAt(text, at - 1));
  if (isEquals) {
    if (next === EQUALS) return false;
    if (next === GREATER) start = skipBlanks(text, start + 1);
    else if (isSpaced) start = skipBlanks(text, start);
  } else {
    if (next === COLON || (next === SLASH && codeAt(text, start + 1) === SLASH)) return false;
    start = skipBlanks(text, next === EQUALS ? start + 1 : start);
  }
  if (secret.name === "pwd" && codeAt(text, start) === SLASH) return false;
  // Counts of tests that passed, not a password.
  if (secret.name === "pass" && !isEquals && codeAt(text, nameEnd) !== QUOTE) return false;
  return findValue(text, start, secret, width, found);
}

/** The end of the name before a separator: behind blanks, a quote or bracket, backslashes. */
function endOfName(text: string, at: number): number {
  let end = at;
  while (at - end < BLANKS_MAX && codeAt(text, end - 1) === 0x20) end--;
  if (codeAt(text, end - 1) === 0x5d) end--;
  const quote = codeAt(text, end - 1);
  if (quote === QUOTE || quote === APOSTROPHE) {
    end--;
    while (codeAt(text, end - 1) === BACKSLASH) end--;
  } else if (quote === 0x32 || (quote | 0x20) === LOWER_D || quote === 0x37) {
    const escaped = codeAt(text, end - 3) === PERCENT ? escapedCode(text, end - 3) : -1;
    if (escaped === QUOTE || escaped === APOSTROPHE || escaped === 0x5d) end -= 3;
  }
  return end;
}

function findInElement(
  text: string,
  at: number,
  kind: SecretName["kind"],
  found: Span,
): boolean {
  const secret = secretNameAt(text, at);
  if (secret === undefined || secret.kind !== kind) return false;
  let start = at;
  while (at - start < NAME_CHARS_MAX && isNameCode(codeAt(text, start - 1))) start--;
  // A longer name is taken for one of an element.
  if (at - start < NAME_CHARS_MAX && codeAt(text, start - 1) !== LESS) return false;
  const end = text.indexOf("<", at);
  found.start = at + 1;
  found.end = end < 0 ? text.length : end;
  found.reading.steps += found.end - at;
  return found.start < found.end;
}

function findInFlag(text: string, at: number, kind: SecretName["kind"], found: Span): boolean {
  if (codeAt(text, at + 1) !== DASH || !isLetter(codeAt(text, at + 2))) return false;
  let end = at + 2;
  while (end - at < NAME_CHARS_MAX && isNameCode(codeAt(text, end))) end++;
  if (codeAt(text, end) !== 0x20) return false;
  const secret = secretNameAt(text, end);
  if (secret === undefined || secret.kind !== kind) return false;
  const start = skipBlanks(text, end);
  if (codeAt(text, start) === DASH) return false;
  return findValue(text, start, secret, 1, found);
}

function skipBlanks(text: string, from: number): number {
  let index = from;
  while (index - from < BLANKS_MAX && (codeAt(text, index) === 0x20 || codeAt(text, index) === 9)) {
    index++;
  }
  return index;
}

/**
 * All that is read here becomes the finding, but for opening backslashes without a quote, in which no
 * trigger stands: so each character is read once.
 */
function findValue(
  text: string,
  start: number,
  secret: SecretName,
  separatorChars: number,
  found: Span,
): boolean {
  const hasValue = readValue(text, start, secret, separatorChars, found);
  found.reading.steps += Math.max(0, found.end - start);
  return hasValue;
}

function readValue(
  text: string,
  start: number,
  secret: SecretName,
  separatorChars: number,
  found: Span,
): boolean {
  found.end = start;
  if (findQuoted(text, start, found)) {
    if (secret.value === "authorization") skipScheme(text, found);
    return found.start < found.end;
  }
  const first = codeAt(text, start);
  if (first === 0x7b) return false;
  found.start = start;
  if (first === 0x5b) {
    const close = text.indexOf("]", start);
    found.start = start + 1;
    found.end = close < 0 ? text.length : close;
    return found.start < found.end;
  }
  if (secret.value === undefined) {
    found.end = unquotedEnd(text, start, separatorChars > 1);
    return found.start < found.end && !isNoSecret(text, found);
  }
  // The scheme first: after it comes one token, and the line is not read to its end.
  found.end = text.length;
  const isToken = secret.value === "authorization" && skipScheme(text, found) &&
    !isLineEnd(text, found.start);
  if (isToken) {
    found.end = unquotedEnd(text, found.start, separatorChars > 1);
  } else {
    found.start = start;
    found.end = lineEnd(text, start);
  }
  return found.start < found.end;
}

/** Narrows `found`, the value of a header such as `Authorization`, to what follows the scheme. */
function skipScheme(text: string, found: Pick<Span, "start" | "end">): boolean {
  for (const scheme of SCHEMES_OF_ONE_TOKEN) {
    const after = found.start + scheme.length;
    if (after >= found.end || !hasWordAt(text, found.start, scheme)) continue;
    const start = skipBlanks(text, after);
    if (start === after || start >= found.end) continue;
    found.start = start;
    return true;
  }
  return false;
}

function isNoSecret(text: string, { start, end }: Span): boolean {
  return NO_SECRETS.some((word) => end - start === word.length && hasWordAt(text, start, word));
}
