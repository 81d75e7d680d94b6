/**
 * How a request is signed, so that nobody on the way can change or repeat it.
 *
 * | header | value |
 * |---|---|
 * | `X-Api-Key` | who signs |
 * | `X-Timestamp` | when, RFC 3339 in UTC with `Z` |
 * | `X-Nonce` | 16 to 128 of `A-Z a-z 0-9 - _`, never used twice |
 * | `X-Content-SHA256` | SHA-256 of the body as sent, hex |
 * | `X-Signature` | base64 of HMAC-SHA256 (RFC 2104) under the client's secret over the lines below |
 *
 * ```
 * METHOD \n PATH (no query) \n X-Content-SHA256 \n X-Timestamp \n X-Nonce
 * ```
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a client's clock may be from ours, either way. */
export const SIGNATURE_SKEW_MS = 300_000;

/** What a signature is over. */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  /** Lower-case hex. */
  readonly contentSha256: string;
  readonly timestamp: string;
  readonly nonce: string;
}

export function canonicalString(parts: SignedParts): string {
  const { method, path, contentSha256, timestamp, nonce } = parts;
  return [method.toUpperCase(), path, contentSha256, timestamp, nonce].join("\n");
}

/** The value of `X-Signature`. */
export function signatureOf(parts: SignedParts, secret: string): string {
  return createHmac("sha256", secret).update(canonicalString(parts)).digest("base64");
}

/** Whether `signature` is the one for `parts`, in constant time. */
export function isSignatureOf(signature: string, parts: SignedParts, secret: string): boolean {
  return isSameText(signature, signatureOf(parts, secret));
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
  readonly path: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly nowMs: number;
  readonly nonce: string;
}

/** All five headers for one request. */
export async function signedHeaders(
  { method, path, body, nowMs, nonce }: UnsignedRequest,
  { key, secret }: SigningKey,
): Promise<Record<string, string>> {
  const parts: SignedParts = {
    method,
    path,
    contentSha256: await sha256Hex(body),
    timestamp: new Date(nowMs).toISOString(),
    nonce,
  };
  return {
    "X-Api-Key": key,
    "X-Timestamp": parts.timestamp,
    "X-Nonce": parts.nonce,
    "X-Content-SHA256": parts.contentSha256,
    "X-Signature": signatureOf(parts, secret),
  };
}
