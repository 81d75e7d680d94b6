/**
 * Opens what the gateway sealed: a JWE in compact form (RFC 7516, section 7.1) with `alg: dir` and
 * `enc: A256GCM`, and nothing else. A header that asks for more (`crit`, `zip`) is refused, and so
 * is base64url in any other than its one canonical spelling: a token that was touched anywhere does
 * not open, even where the change would decode to the same bytes.
 *
 * Web Crypto, where the gateway seals with `node:crypto`: two implementations must agree.
 */
import { isKid, type KeyRing, type SecretKey } from "../../contract/mod.ts";

export type OpenedToken =
  | { readonly outcome: "opened"; readonly kid: string; readonly originals: Originals }
  /** The ring has no key of that name: the content may be whole, and stays closed. */
  | { readonly outcome: "unknown_key"; readonly kid: string }
  /** Not a token of ours, or changed since it was sealed, or sealed with another key of that name. */
  | { readonly outcome: "failed"; readonly kid?: string };

/** Field name or dotted path → what stood there before masking. */
export type Originals = Readonly<Record<string, unknown>>;

/** Opens one token. Never throws for what the token holds. */
export type OpenToken = (token: string) => Promise<OpenedToken>;

interface SealedParts {
  readonly kid: string;
  /** The first part as it stands in the token: it is authenticated with the rest. */
  readonly header: string;
  readonly iv: Uint8Array<ArrayBuffer>;
  /** Ciphertext, then tag: as Web Crypto takes them. */
  readonly sealed: Uint8Array<ArrayBuffer>;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
/** `{"alg":"dir","enc":"A256GCM","kid":"…"}` needs 80. */
const HEADER_CHARS_MAX = 256;

export function createOpenToken(keys: KeyRing): OpenToken {
  const imported = new Map<string, Promise<CryptoKey>>();
  function keyOf(key: SecretKey): Promise<CryptoKey> {
    const known = imported.get(key.kid);
    if (known !== undefined) return known;
    const fresh = crypto.subtle.importKey("raw", key.bytes(), "AES-GCM", false, ["decrypt"]);
    imported.set(key.kid, fresh);
    return fresh;
  }
  return async (token) => {
    const parts = readToken(token);
    if (parts === undefined) return { outcome: "failed" };
    const { kid } = parts;
    const key = keys.find(kid);
    if (key === undefined) return { outcome: "unknown_key", kid };
    const originals = await decrypt(parts, await keyOf(key));
    return originals === undefined
      ? { outcome: "failed", kid }
      : { outcome: "opened", kid, originals };
  };
}

/** The kid that a token names, without opening it; `undefined` for what is no token of ours. */
export function kidOf(token: string): string | undefined {
  return readHeader(token.slice(0, Math.max(0, token.indexOf("."))));
}

async function decrypt(
  { header, iv, sealed }: SealedParts,
  key: CryptoKey,
): Promise<Originals | undefined> {
  const additionalData = new TextEncoder().encode(header);
  try {
    const plaintext = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv, additionalData, tagLength: TAG_BYTES * 8 },
      key,
      sealed,
    );
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plaintext));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // not authentic; or authentic, and not JSON of ours: either way not quoted
  }
}

function readToken(token: string): SealedParts | undefined {
  const [header, encryptedKey, iv, ciphertext, tag, ...more] = token.split(".", 6);
  if (header === undefined || encryptedKey !== "" || iv === undefined) return undefined;
  if (ciphertext === undefined || tag === undefined || more.length > 0) return undefined;
  const kid = readHeader(header);
  const ivBytes = fromBase64Url(iv);
  const body = fromBase64Url(ciphertext);
  const tagBytes = fromBase64Url(tag);
  if (kid === undefined || ivBytes?.length !== IV_BYTES) return undefined;
  if (body === undefined || tagBytes?.length !== TAG_BYTES) return undefined;
  const sealed = new Uint8Array(body.length + TAG_BYTES);
  sealed.set(body);
  sealed.set(tagBytes, body.length);
  return { kid, header, iv: ivBytes, sealed };
}

function readHeader(text: string): string | undefined {
  if (text.length > HEADER_CHARS_MAX) return undefined;
  const bytes = fromBase64Url(text);
  if (bytes === undefined) return undefined;
  try {
    const header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (!isObject(header) || Object.keys(header).length !== 3) return undefined;
    const { alg, enc, kid } = header;
    const isOurs = alg === "dir" && enc === "A256GCM" && typeof kid === "string" && isKid(kid);
    return isOurs ? kid : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 4648, section 5, without padding; `undefined` for every spelling but the canonical one. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    const canonical = bytes.toBase64({ alphabet: "base64url", omitPadding: true });
    return canonical === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
