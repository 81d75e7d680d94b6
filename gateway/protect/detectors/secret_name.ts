/**
 * Names that are given to secrets: of fields, parameters, headers, flags and elements.
 *
 * A name counts by how it ends, in any case and with any of `-_.` in it, so that `password` covers
 * `DB_PASSWORD`, `user.password` and `dbPassword`. Short names (`pwd`, `otp`) must stand alone or
 * after a boundary (`db_pwd`, `dbPwd`, not `forwpwd`).
 */
import { codeAt, isAlphanumeric, isLower, isUpper } from "./characters.ts";

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

const byLastLetter = indexByLastLetter();

/** The secret's name that ends at `end`, which is exclusive. */
export function secretNameAt(text: string, end: number): SecretName | undefined {
  const last = codeAt(text, end - 1);
  if (last < 0 || last >= 128) return undefined;
  const candidates = byLastLetter[last];
  if (candidates === undefined) return undefined;
  for (let i = 0; i < candidates.length; i++) {
    if (endsWith(text, end, candidates[i]!)) return candidates[i];
  }
  return undefined;
}

/** Longest first, so that `secretaccesskey` is not taken for `accesskey`. */
function indexByLastLetter(): readonly (readonly SecretName[] | undefined)[] {
  const index: SecretName[][] = new Array(128);
  for (const name of [...NAMES].sort((a, b) => b.name.length - a.name.length)) {
    const last = name.name.charCodeAt(name.name.length - 1);
    (index[last] ??= []).push(name);
    index[last - 0x20] = index[last]!;
  }
  return index;
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
  if (!isAlphanumeric(before)) return true;
  return isLower(before) && isUpper(text.charCodeAt(index));
}
