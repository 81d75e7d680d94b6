/**
 * The secret keys of an installation, as one setting:
 *
 * ```
 * LOGOPS_SECRET_KEYS=k20260501-x7qp:<base64 of 32 bytes>,k20260110-m2wd:<base64 of 32 bytes>
 *                    └── the first seals, and all open ──┘
 * ```
 *
 * A kid (key id) is public: it stands in every sealed token. The bytes are not. So errors name an
 * entry by its position alone (a key pasted where a kid belongs must not show), and the bytes are
 * behind a function, which neither `JSON.stringify` nor `console.log` calls.
 */
import { z } from "zod";

/** AES-256 (and HMAC-SHA256) keys. */
export const KEY_BYTES = 32;

/** Shorter than a key in any spelling, so that a key is never taken for a kid. */
export const KID_LENGTH_MAX = 32;

/** Rotating monthly, this is more than two years of keys. */
export const KEYS_MAX = 32;

/** Of 32 random bytes fewer are distinct once in 10^36 draws: what fails this was typed, not drawn. */
const DISTINCT_BYTES_MIN = 8;

const KID = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${KID_LENGTH_MAX - 1}}$`);
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

export interface SecretKey {
  readonly kid: string;
  /** A copy of the key. */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

/** At least one key; the first is the one that seals. */
export interface KeyRing {
  readonly keys: readonly [SecretKey, ...SecretKey[]];
  readonly find: (kid: string) => SecretKey | undefined;
}

export type KeyRingResult =
  | { readonly ok: true; readonly ring: KeyRing }
  /** What is wrong, without a subject: `must …`. Holds nothing of the text. */
  | { readonly ok: false; readonly problem: string };

/** Reads `kid:base64,kid:base64`; base64 in either alphabet, with or without padding. */
export function parseKeyRing(text: string): KeyRingResult {
  const entries = text.split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
  if (entries.length > KEYS_MAX) {
    return problem(`must not hold more than ${KEYS_MAX} keys: it holds ${entries.length}`);
  }
  const keys: SecretKey[] = [];
  const seen = new Map<string, number>();
  for (const [index, entry] of entries.entries()) {
    const position = index + 1;
    const colon = entry.indexOf(":");
    const kid = entry.slice(0, Math.max(0, colon));
    if (!KID.test(kid)) {
      return problem(
        `must be kid:base64,…, a kid being 1 to ${KID_LENGTH_MAX} of A-Z a-z 0-9 . _ -: ` +
          `entry ${position} is not`,
      );
    }
    const bytes = decodeKey(entry.slice(colon + 1));
    if (bytes === undefined) {
      return problem(
        `must hold keys of ${KEY_BYTES} bytes in base64: entry ${position} is none`,
      );
    }
    if (new Set(bytes).size < DISTINCT_BYTES_MIN) {
      return problem(`must hold random keys: entry ${position} is not (deno task keys new)`);
    }
    for (const name of [`kid ${kid}`, `key ${bytes.toBase64()}`]) {
      const first = seen.get(name);
      if (first !== undefined) {
        const what = name.startsWith("kid ") ? "kid" : "key";
        return problem(
          `must hold each ${what} once: entry ${position} repeats the ${what} of entry ${first}`,
        );
      }
      seen.set(name, position);
    }
    keys.push(createSecretKey(kid, bytes));
  }
  const [first, ...rest] = keys;
  if (first === undefined) return problem("must hold at least one kid:base64");
  return { ok: true, ring: createKeyRing([first, ...rest]) };
}

/** A key whose bytes are reached by asking, and by no printing. */
export function createSecretKey(kid: string, bytes: Uint8Array): SecretKey {
  if (!isKid(kid) || bytes.length !== KEY_BYTES) throw new RangeError("Not a kid, or not a key");
  const kept = bytes.slice();
  return { kid, bytes: () => kept.slice() };
}

export function createKeyRing(keys: readonly [SecretKey, ...SecretKey[]]): KeyRing {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  return { keys, find: (kid) => byKid.get(kid) };
}

/** The text that `parseKeyRing` reads. It is the secret itself: for a terminal or a `.env` alone. */
export function formatKeyRing(keys: readonly SecretKey[]): string {
  return keys.map((key) => `${key.kid}:${key.bytes().toBase64()}`).join(",");
}

/** Whether a key of `a` is one of `b`'s, under whatever name: keys serve one purpose each. */
export function sharesKey(a: KeyRing, b: KeyRing): boolean {
  const known = new Set(a.keys.map((key) => key.bytes().toBase64()));
  return b.keys.some((key) => known.has(key.bytes().toBase64()));
}

export function isKid(text: string): boolean {
  return KID.test(text);
}

/** A setting that is a key ring; declare it with `.meta({ secret: true })`. */
export function keyRing() {
  return z.string().transform((text, context) => {
    const parsed = parseKeyRing(text);
    if (parsed.ok) return parsed.ring;
    context.addIssue({ code: "custom", message: parsed.problem });
    return z.NEVER;
  }).meta({ secret: true, shape: "kid:base64,kid:base64" });
}

function decodeKey(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!BASE64.test(text)) return undefined;
  const plain = text.replaceAll("-", "+").replaceAll("_", "/").replace("=", "");
  const bytes = Uint8Array.fromBase64(plain);
  return bytes.length === KEY_BYTES && bytes.toBase64({ omitPadding: true }) === plain
    ? bytes
    : undefined;
}

function problem(text: string): KeyRingResult {
  return { ok: false, problem: text };
}
