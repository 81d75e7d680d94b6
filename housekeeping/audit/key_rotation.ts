/**
 * New keys and rotated rings. A kid says what its key is for and when it was made, and has four
 * random characters, so that two people who rotate on one day do not make the same:
 * `k20260501-x7qp` seals, `i20260501-m2wd` indexes.
 */
import {
  createSecretKey,
  formatKeyRing,
  KEY_BYTES,
  type KeyRing,
  type KeyRingResult,
  parseKeyRing,
  type SecretKey,
} from "../../contract/mod.ts";

export const KEY_PURPOSES = ["seal", "index"] as const;
export type KeyPurpose = typeof KEY_PURPOSES[number];

export const VARIABLE_OF = {
  seal: "LOGOPS_SECRET_KEYS",
  index: "LOGOPS_PII_INDEX_KEYS",
} as const satisfies Record<KeyPurpose, string>;

export interface NewKeyDeps {
  readonly nowMs: number;
  readonly fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void;
}

const KID_RANDOM_CHARS = 4;
/** Without vowels and what looks alike: 2^4 letters to a nibble. */
const KID_ALPHABET = "bcdfghjkmnpqrtwx";

export function newKey(purpose: KeyPurpose, { nowMs, fillRandom }: NewKeyDeps): SecretKey {
  const bytes = new Uint8Array(KEY_BYTES + KID_RANDOM_CHARS);
  fillRandom(bytes);
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "");
  const suffix = [...bytes.subarray(KEY_BYTES)].map((byte) => KID_ALPHABET[byte & 15]).join("");
  const prefix = purpose === "seal" ? "k" : "i";
  return createSecretKey(`${prefix}${day}-${suffix}`, bytes.subarray(0, KEY_BYTES));
}

/** The ring with `fresh` in front, and without the keys of `drop`, which must be in it. */
export function rotated(
  ring: KeyRing,
  fresh: SecretKey,
  drop: readonly string[],
): KeyRingResult {
  const unknown = drop.find((kid) => ring.find(kid) === undefined);
  if (unknown !== undefined) return { ok: false, problem: `has no key ${unknown} to drop` };
  const kept = ring.keys.filter(({ kid }) => !drop.includes(kid));
  return parseKeyRing(formatKeyRing([fresh, ...kept]));
}
