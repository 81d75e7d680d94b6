/**
 * Names that are given to secrets: of fields, parameters, headers, flags and elements.
 *
 * A name counts by how it ends, in any case and with any of `-_.` in it, so that `password` covers
 * `DB_PASSWORD`, `user.password` and `dbPassword`. Short names (`pwd`, `otp`) must stand alone or
 * after a boundary (`db_pwd`, `dbPwd`, not `forwpwd`).
 */
import { codeAt, isAfterEscape, isAlphanumeric, isLetter, isLower, isUpper } from "./characters.ts";

export interface SecretName {
  /** Lower case, without `-_.`. */
  readonly name: string;
  readonly kind: "credential" | "cloud_key";
  /** Whether the name must begin at a boundary. */
  readonly isWhole?: true;
  /** `authorization`: a scheme may stand first. `line`: the value goes on to the end of the line. */
  readonly value?: "authorization" | "line";
}

const NAMES: readonly SecretName[] = [
  { name: "secretaccesskey", kind: "cloud_key" },
  { name: "accountkey", kind: "cloud_key" },
  { name: "sharedaccesskey", kind: "cloud_key" },
  { name: "sharedaccesssignature", kind: "cloud_key" },
  { name: "amzsignature", kind: "cloud_key" },
  { name: "googsignature", kind: "cloud_key" },
  { name: "sig", kind: "cloud_key", isWhole: true },
  { name: "authorization", kind: "credential", value: "authorization" },
  { name: "cookie", kind: "credential", value: "line" },
  { name: "password", kind: "credential" },
  { name: "passwd", kind: "credential" },
  { name: "passphrase", kind: "credential" },
  { name: "passcode", kind: "credential" },
  { name: "passwordhash", kind: "credential" },
  { name: "passwordconfirmation", kind: "credential" },
  { name: "pwd", kind: "credential", isWhole: true },
  { name: "pass", kind: "credential", isWhole: true },
  { name: "secret", kind: "credential" },
  { name: "token", kind: "credential" },
  { name: "apikey", kind: "credential" },
  { name: "secretkey", kind: "credential" },
  { name: "privatekey", kind: "credential" },
  { name: "accesskey", kind: "credential" },
  { name: "authkey", kind: "credential" },
  { name: "encryptionkey", kind: "credential" },
  { name: "signingkey", kind: "credential" },
  { name: "masterkey", kind: "credential" },
  { name: "sharedkey", kind: "credential" },
  { name: "sessionkey", kind: "credential" },
  { name: "jsessionid", kind: "credential" },
  { name: "phpsessid", kind: "credential" },
  { name: "otp", kind: "credential", isWhole: true },
  { name: "cvv", kind: "credential", isWhole: true },
  { name: "cvc", kind: "credential", isWhole: true },
];

const LETTERS = 26;

/** The characters that these names end with, in either case. */
export const SECRET_NAME_ENDS = [...new Set(NAMES.map(({ name }) => name.slice(-1)))]
  .map((letter) => letter + letter.toUpperCase()).join("");

/** Names by their last two letters, which rule out nearly everything at one look. */
const byLastTwo = indexByLastTwo();

/** The secret's name that ends at `end`, which is exclusive. */
export function secretNameAt(text: string, end: number): SecretName | undefined {
  const last = letterIndex(codeAt(text, end - 1));
  const beforeLast = letterIndex(codeAt(text, end - 2));
  if (last < 0 || beforeLast < 0) return undefined;
  const candidates = byLastTwo[beforeLast * LETTERS + last];
  if (candidates === undefined) return undefined;
  for (let i = 0; i < candidates.length; i++) {
    if (endsWith(text, end, candidates[i]!)) return candidates[i];
  }
  return undefined;
}

/** Whether a secret's name could end right before `end`: no more than `secretNameAt` would say. */
export function mayEndSecretName(bytes: Uint8Array, end: number): boolean {
  const index = letterIndex(bytes[end - 2]!) * LETTERS + letterIndex(bytes[end - 1]!);
  const candidates = index >= 0 ? byLastTwo[index] : undefined;
  if (candidates === undefined) return false;
  for (let i = 0; i < candidates.length; i++) {
    if (mayBe(bytes, end, candidates[i]!.name)) return true;
  }
  return false;
}

/** Letters that are others rule it out; what parts names is not looked behind. */
function mayBe(bytes: Uint8Array, end: number, name: string): boolean {
  for (let left = name.length - 3, at = end - 3; left >= 0; left--, at--) {
    const letter = bytes[at]! | 0x20;
    if (letter !== name.charCodeAt(left)) return isParting(bytes[at]!);
  }
  return true;
}

/** `-`, `_` or `.`, which may stand in a name. */
function isParting(code: number): boolean {
  return code === 0x2d || code === 0x5f || code === 0x2e;
}

/** 0 to 25 in either case; -1 for all that is no letter. */
function letterIndex(code: number): number {
  return isLetter(code) ? (code | 0x20) - 0x61 : -1;
}

function endsWith(text: string, end: number, { name, isWhole }: SecretName): boolean {
  let index = end;
  for (let i = name.length - 1; i >= 0; i--) {
    let code = codeAt(text, --index);
    if (i < name.length - 1 && isJoint(code)) code = codeAt(text, --index);
    if ((code | 0x20) !== name.charCodeAt(i)) return false;
  }
  return !isWhole || isBoundary(text, index);
}

/** `-`, `.` or `_`. */
function isJoint(code: number): boolean {
  return code === 0x2d || code === 0x2e || code === 0x5f;
}

function isBoundary(text: string, index: number): boolean {
  const before = codeAt(text, index - 1);
  if (!isAlphanumeric(before) || isAfterEscape(text, index)) return true;
  return isLower(before) && isUpper(text.charCodeAt(index));
}

/** Longest first, so that `secretaccesskey` is not taken for `accesskey`. */
function indexByLastTwo(): readonly (readonly SecretName[] | undefined)[] {
  const index: (SecretName[] | undefined)[] = new Array(LETTERS * LETTERS).fill(undefined);
  for (const secret of [...NAMES].sort((a, b) => b.name.length - a.name.length)) {
    const [beforeLast, last] = [...secret.name.slice(-2)].map((letter) =>
      letterIndex(letter.charCodeAt(0))
    );
    (index[beforeLast! * LETTERS + last!] ??= []).push(secret);
  }
  return index;
}
