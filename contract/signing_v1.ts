/**
 * The first form of a signature, without a prefix in `X-Signature`. It leaves out what the body is
 * said to be, whose it is, and the query. A gateway takes it only where it is told to.
 *
 * ```
 * METHOD \n PATH (no query) \n X-Content-SHA256 \n X-Timestamp \n X-Nonce
 * ```
 */
import { createHmac } from "node:crypto";
import { isSameText } from "./signing.ts";

/** What a signature of the first form is over. */
export interface SignedPartsV1 {
  readonly method: string;
  readonly path: string;
  /** Lower-case hex. */
  readonly contentSha256: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** The value of `X-Signature`. */
export function signatureV1Of(parts: SignedPartsV1, secret: string): string {
  const { method, path, contentSha256, timestamp, nonce } = parts;
  const lines = [method.toUpperCase(), path, contentSha256, timestamp, nonce].join("\n");
  return createHmac("sha256", secret).update(lines).digest("base64");
}

/** Whether `signature` is the one for `parts`, in constant time. */
export function isSignatureV1Of(signature: string, parts: SignedPartsV1, secret: string): boolean {
  return isSameText(signature, signatureV1Of(parts, secret));
}
