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
 * The IV follows the deterministic construction of NIST SP 800-38D, section 8.2.1: 72 bits fixed,
 * drawn at random for each sealer, then a counter of 24 bits; a sealer whose counter is spent draws
 * anew. Within a draw no IV can repeat; 2^20 draws (starts of a gateway, or 2^24 records each) share
 * a prefix with a chance of 2^-33. Random IVs reach that chance at 2^32 records (section 8.3), which
 * a gateway at 60,000 sealed records a second has behind it within a day.
 *
 * `node:crypto` and not Web Crypto: see docs/adr/0008-sealing-with-node-crypto.md for the figures.
 */
import { createCipheriv } from "node:crypto";
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
  const seal = createSeal(key.kid, key.bytes(), createIvs(fillRandom));
  return {
    kid: key.kid,
    async sealBatch(originals) {
      const tokens: (string | undefined)[] = [];
      let sealed = 0;
      for (const entry of originals) {
        if (entry === undefined) {
          tokens.push(undefined);
          continue;
        }
        if (sealed > 0 && sealed % SLICE_RECORDS_MAX === 0) await giveWay();
        const token = trySeal(seal, entry);
        if (token === undefined) return sealFailed(key.kid);
        tokens.push(token);
        sealed++;
      }
      if (sealed > 0) onSealed?.(key.kid, sealed);
      return ok(tokens);
    },
  };
}

/** The text of the protected header, base64url: also the additional authenticated data. */
export function protectedHeader(kid: string): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify({ alg: "dir", enc: "A256GCM", kid })));
}

type Seal = (originals: string) => string;

function createSeal(kid: string, key: Uint8Array, nextIv: () => Uint8Array): Seal {
  const header = protectedHeader(kid);
  const aad = new TextEncoder().encode(header);
  return (originals) => {
    const iv = nextIv();
    const cipher = createCipheriv("aes-256-gcm", key, iv);
    cipher.setAAD(aad);
    const ciphertext = cipher.update(originals, "utf8");
    cipher.final(); // GCM is a stream cipher: nothing is left to come
    return `${header}..${toBase64Url(iv)}.${toBase64Url(ciphertext)}.${
      toBase64Url(cipher.getAuthTag())
    }`;
  };
}

/** `undefined` when the cipher refuses: what it throws may quote its input, and goes no further. */
function trySeal(seal: Seal, originals: string): string | undefined {
  try {
    return seal(originals);
  } catch {
    return undefined;
  }
}

const PREFIX_BYTES = 9;
const IV_BYTES = 12;
const COUNTER_END = 2 ** 24;

/** Gives IVs, all different; the array is reused for the next one. */
export function createIvs(
  fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void,
): () => Uint8Array<ArrayBuffer> {
  const iv = new Uint8Array(IV_BYTES);
  const prefix = iv.subarray(0, PREFIX_BYTES);
  let counter = COUNTER_END;
  return () => {
    if (counter === COUNTER_END) {
      fillRandom(prefix);
      counter = 0;
    }
    iv[PREFIX_BYTES] = counter >>> 16;
    iv[PREFIX_BYTES + 1] = counter >>> 8;
    iv[PREFIX_BYTES + 2] = counter;
    counter++;
    return iv;
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
