/**
 * How a request is signed, so that nobody on the way can change or repeat it.
 *
 * | header | value |
 * |---|---|
 * | `X-Api-Key` | who signs |
 * | `X-Timestamp` | when, RFC 3339 in UTC with `Z` |
 * | `X-Nonce` | 16 to 128 of `A-Z a-z 0-9 - _`, never used twice |
 * | `X-Content-SHA256` | SHA-256 of the body as sent, hex |
 * | `X-Signature` | `v2=` and base64 of HMAC-SHA256 (RFC 2104) under the client's secret |
 *
 * It is over lines joined by line feeds: the name of the form, the method and target as sent, and
 * each of `SIGNED_HEADERS` that is sent, in their order.
 *
 * ```
 * LOGOPS-HMAC-SHA256-V2
 * POST /v1/logs?source=till
 * content-type:application/json
 * x-api-key:shop-2f6c9e04
 * …
 * ```
 *
 * A header that is not sent has no line, an empty one has a line without a value: so neither can be
 * made of the other. `docs/signing.md` has it for other languages, `signing_test.ts` the vectors.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a client's clock may be from ours, either way. */
export const SIGNATURE_SKEW_MS = 300_000;

const FORM = "LOGOPS-HMAC-SHA256-V2";
const PREFIX = "v2=";

/** What says what the body is and whose it is, beside method and target. Sorted. */
export const SIGNED_HEADERS = [
  "content-encoding",
  "content-type",
  "idempotency-key",
  "x-api-key",
  "x-content-sha256",
  "x-emitter",
  "x-nonce",
  "x-scenario-id",
  "x-tenant-id",
  "x-timestamp",
] as const;

/** The head of a request, as far as a signature is over it. */
export interface SignedHead {
  readonly method: string;
  /** Absolute; what follows the authority is signed as it stands. */
  readonly url: string;
  /** The values of a header that is sent twice count as one, joined by a comma and a space. */
  readonly headers: Pick<Headers, "get">;
}

/** Other characters reach the two sides in different encodings. */
const PRINTABLE_LINES = /^[\x20-\x7e\n]*$/;

/** `undefined` where the target or a value has other than printable ASCII in it: sign no such thing. */
export function canonicalRequest({ method, url, headers }: SignedHead): string | undefined {
  let lines = `${FORM}\n${method} ${targetOf(url)}`;
  for (const name of SIGNED_HEADERS) {
    const value = headers.get(name);
    if (value !== null) lines += `\n${name}:${value}`;
  }
  return PRINTABLE_LINES.test(lines) ? lines : undefined;
}

/** Path and query, byte for byte: what is made equal here could be told apart elsewhere. */
function targetOf(url: string): string {
  return url.slice(url.indexOf("/", url.indexOf("://") + "://".length));
}

/** The value of `X-Signature`. */
export function signatureOf(canonical: string, secret: string): string {
  return PREFIX + createHmac("sha256", secret).update(canonical).digest("base64");
}

/** Whether `signature` is the one for `head`, in constant time. */
export function isSignatureOf(signature: string, head: SignedHead, secret: string): boolean {
  const canonical = canonicalRequest(head);
  return canonical !== undefined && isSameText(signature, signatureOf(canonical, secret));
}

/** Compares in a time that depends on the lengths only. */
export function isSameText(a: string, b: string): boolean {
  const encoder = new TextEncoder();
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}

/** Lower-case hex of the SHA-256 of `body`. */
export async function sha256Hex(body: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", body)).toHex();
}

export interface SigningKey {
  readonly key: string;
  readonly secret: string;
}

export interface UnsignedRequest {
  readonly method: string;
  readonly url: string;
  /** Each of `SIGNED_HEADERS` that will be sent, but for the five that a signature consists of. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly nowMs: number;
  readonly nonce: string;
}

/**
 * The five headers to send beside `headers`. Throws a `TypeError` for a header or URL that cannot be
 * signed: such a request could not be sent either, or not be read.
 */
export async function signedHeaders(
  { method, url, headers, body, nowMs, nonce }: UnsignedRequest,
  { key, secret }: SigningKey,
): Promise<Record<string, string>> {
  const proof = {
    "X-Api-Key": key,
    "X-Timestamp": new Date(nowMs).toISOString(),
    "X-Nonce": nonce,
    "X-Content-SHA256": await sha256Hex(body),
  };
  const sentUrl = new URL(url);
  sentUrl.hash = "";
  const canonical = canonicalRequest({
    method,
    url: sentUrl.href,
    headers: new Headers({ ...headers, ...proof }),
  });
  if (canonical === undefined) {
    throw new TypeError("Cannot sign a header that is not printable ASCII");
  }
  return { ...proof, "X-Signature": signatureOf(canonical, secret) };
}
