/** Proves who is sending: the key alone, or a signature where there is a secret too. */
import { signedHeaders } from "../../contract/mod.ts";
import type { ClientSettings } from "./settings.ts";
import type { Sign } from "./transport.ts";

export interface SignerDeps {
  readonly nowMs: () => number;
  /** Never the same twice. */
  readonly newNonce: () => string;
}

/** `undefined` where no key is set: the gateway is asked to take us as we are. */
export function createSigner(
  { LOGOPS_API_KEY: key, LOGOPS_SECRET: secret }: ClientSettings,
  { nowMs, newNonce }: SignerDeps,
): Sign | undefined {
  if (key === undefined) return undefined;
  if (secret === undefined) return () => ({ "X-Api-Key": key });
  return async (request) =>
    await signedHeaders(
      { ...request, nowMs: Math.round(nowMs()), nonce: newNonce() },
      { key, secret },
    );
}

/** 24 characters, 18 random bytes. */
export function newNonce(): string {
  return crypto.getRandomValues(new Uint8Array(18)).toBase64({ alphabet: "base64url" });
}
