/**
 * Seals the originals of masked fields: one token per record, a JWE in compact form (RFC 7516,
 * section 3.1) with direct encryption (RFC 7518, section 4.5) and A256GCM (section 5.3).
 *
 * ```
 * {"alg":"dir","enc":"A256GCM","kid":"k1"}         {"msg":"login by john@example.com"}
 *                │                                               │
 *  base64url(protected header) . (no encrypted key) . IV . ciphertext . tag
 * ```
 *
 * An IV is 72 bits that each batch has of its own, then a counter of 24 bits that no two records of a
 * sealer share until it is spent, and the sealer draws anew. The 72 bits are a keyed hash over the
 * sealer's draw, the counter and all texts of the batch. So an IV repeats
 *
 * - within a draw: never, for the counters differ;
 * - between copies of a running gateway (a snapshot that is resumed twice), which have the same draw
 *   and the same counter: only under the same texts, which then give the same tokens;
 * - between draws: where 72 bits agree by chance and counters overlap. With batches of 100 the
 *   chance is 2^-32 after 2^35 records under one key; random IVs reach it at 2^32 (NIST SP
 *   800-38D, section 8.3).
 *
 * `node:crypto` and not Web Crypto: see docs/adr/0008-sealing-with-node-crypto.md for the figures,
 * and docs/adr/0016-ivs-depend-on-what-is-sealed.md for the IVs.
 */
import { createCipheriv, createHmac } from "node:crypto";
import { fail, type KeyRing, ok, type Result } from "../../contract/mod.ts";

export interface Sealer {
  /** The key that seals. */
  readonly kid: string;
  /**
   * One token for each entry, `undefined` where there is nothing to seal. An entry is the JSON text of
   * an object: field name or dotted path → what stood there. All or none: when one entry cannot be
   * sealed the batch fails with `seal_failed`.
   */
  sealBatch(originals: readonly (string | undefined)[]): Promise<Result<(string | undefined)[]>>;
}

export interface SealerDeps {
  readonly keys: KeyRing;
  /** Told once for each sealed batch. */
  readonly onSealed?: (kid: string, records: number) => void;
  /** Fills an array from a source of secrets. */
  readonly fillRandom?: (bytes: Uint8Array<ArrayBuffer>) => void;
}

/** A batch of more gives way to other requests after each so many records: about 5 ms of work. */
export const SLICE_RECORDS_MAX = 512;

const RETRY_AFTER_SEC = 5;

export function createSealer(
  { keys, onSealed, fillRandom = (bytes) => void crypto.getRandomValues(bytes) }: SealerDeps,
): Sealer {
  const [key] = keys.keys;
  const seal = createSeal(key.kid, key.bytes());
  const ivs = createIvs(key.bytes(), fillRandom);
  return {
    kid: key.kid,
    async sealBatch(originals) {
      const count = originals.filter((entry) => entry !== undefined).length;
      if (count === 0) return ok(originals.map(() => undefined));
      const nextIv = ivs(count, originals);
      const tokens: (string | undefined)[] = [];
      let sealed = 0;
      for (const entry of originals) {
        if (entry === undefined) {
          tokens.push(undefined);
          continue;
        }
        if (sealed > 0 && sealed % SLICE_RECORDS_MAX === 0) await giveWay();
        const token = trySeal(seal, entry, nextIv());
        if (token === undefined) return sealFailed(key.kid);
        tokens.push(token);
        sealed++;
      }
      onSealed?.(key.kid, sealed);
      return ok(tokens);
    },
  };
}

/** The text of the protected header, base64url: also the additional authenticated data. */
export function protectedHeader(kid: string): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify({ alg: "dir", enc: "A256GCM", kid })));
}

type Seal = (text: string, iv: Uint8Array) => string;

function createSeal(kid: string, key: Uint8Array): Seal {
  const header = protectedHeader(kid);
  const aad = new TextEncoder().encode(header);
  return (text, iv) => {
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    cipher.setAAD(aad);
    const ciphertext = cipher.update(text, "utf8");
    cipher.final(); // GCM is a stream cipher: nothing is left to come
    return `${header}..${toBase64Url(iv)}.${toBase64Url(ciphertext)}.${
      toBase64Url(cipher.getAuthTag())
    }`;
  };
}

/** `undefined` when the cipher refuses: what it throws may quote its input, and goes no further. */
function trySeal(seal: Seal, text: string, iv: Uint8Array): string | undefined {
  try {
    return seal(text, iv);
  } catch {
    return undefined;
  }
}

const PREFIX_BYTES = 9;
const IV_BYTES = 12;
const COUNTER_END = 2 ** 24;

/** Gives the IVs of a batch, one at each call, in an array that is reused for the next one. */
export type BatchIvs = () => Uint8Array<ArrayBuffer>;

/** For a batch of `count` records whose texts are `texts`; counts them off at once. */
export function createIvs(
  key: Uint8Array,
  fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void,
): (count: number, texts: readonly (string | undefined)[]) => BatchIvs {
  const macKey = createHmac("sha256", key).update("logops iv").digest();
  const draw = new Uint8Array(PREFIX_BYTES);
  let spent = COUNTER_END;
  return (count, texts) => {
    if (spent + count > COUNTER_END) {
      fillRandom(draw);
      spent = 0;
    }
    let counter = spent;
    spent += count;
    const mac = createHmac("sha256", macKey).update(draw).update(`${counter}`);
    // No text of JSON has a NUL in it: where one ends is plain.
    mac.update(`\0${texts.filter((text) => text !== undefined).join("\0")}`);
    const iv = new Uint8Array(IV_BYTES);
    iv.set(mac.digest().subarray(0, PREFIX_BYTES));
    return () => {
      iv[PREFIX_BYTES] = counter >>> 16;
      iv[PREFIX_BYTES + 1] = counter >>> 8;
      iv[PREFIX_BYTES + 2] = counter;
      counter++;
      return iv;
    };
  };
}

function toBase64Url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function giveWay(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function sealFailed(kid: string): Result<never> {
  return fail({
    kind: "seal_failed",
    detail: `A record could not be sealed with key ${kid}; none of the batch was stored`,
    retryAfterSec: RETRY_AFTER_SEC,
  });
}
