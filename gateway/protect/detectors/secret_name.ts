/**
 * Names that are given to secrets: of fields, parameters, headers, flags and elements.
 *
 * A name counts by how it ends, in any case and with any of `-_.` in it, so that `password` covers
 * `DB_PASSWORD`, `user.password` and `dbPassword`. Short names (`pwd`, `otp`) must stand alone or
 * after a boundary (`db_pwd`, `dbPwd`, not `forwpwd`).
 */
import { codeAt, isAfterEscape, isAlphanumeric, isLower, isUpper } from "./characters.ts";

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

/** The characters that these names end with, in either case. */
export const SECRET_NAME_ENDS = [...new Set(NAMES.map(({ name }) => name.slice(-1)))]
  .map((letter) => letter + letter.toUpperCase()).join("");

/** A name, and its last letter but one, which rules most of them out. */
interface Candidate {
  readonly secret: SecretName;
  readonly beforeLast: number;
}

const byLastLetter = indexByLastLetter();

/** The secret's name that ends at `end`, which is exclusive. */
export function secretNameAt(text: string, end: number): SecretName | undefined {
  const last = codeAt(text, end - 1);
  const candidates = last < 0 || last >= 128 ? undefined : byLastLetter[last];
  if (candidates === undefined) return undefined;
  const beforeLast = codeAt(text, end - 2);
  for (let i = 0; i < candidates.length; i++) {
    const { secret, beforeLast: expected } = candidates[i]!;
    if ((beforeLast | 0x20) !== expected && !isJoint(beforeLast)) continue;
    if (endsWith(text, end, secret)) return secret;
  }
  return undefined;
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
function indexByLastLetter(): readonly (readonly Candidate[] | undefined)[] {
  const index: Candidate[][] = new Array(128);
  for (const secret of [...NAMES].sort((a, b) => b.name.length - a.name.length)) {
    const last = secret.name.charCodeAt(secret.name.length - 1);
    const beforeLast = secret.name.charCodeAt(secret.name.length - 2);
    (index[last] ??= []).push({ secret, beforeLast });
    index[last - 0x20] = index[last]!;
  }
  return index;
}
