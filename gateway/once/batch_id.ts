/**
 * What a batch is known by: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07) of its
 * sender, or a digest of sender and body.
 */
import { fail, ok, type Result } from "../../contract/mod.ts";
import type { IncomingHeaders } from "../incoming_request.ts";
import { createHash, hash } from "node:crypto";
import { crc32 } from "node:zlib";

/** Hexadecimal: 16 bytes of a SHA-256. */
export const ID_CHARS = 32;
export const ID = /^[0-9a-f]{32}$/;
const KEY_HEADER = "Idempotency-Key";
/** The draft has it as a string between quotes (RFC 9651, section 3.3.3); most senders leave them out. */
const KEY = /^("?)([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})\1$/;

/** Whose keys are told apart. */
export interface KeyScope {
  readonly client: string | undefined;
  readonly emitter: string;
  readonly tenantId: string | undefined;
}

/** The key as its sender wrote it; `undefined` for none. */
export function readKey(headers: IncomingHeaders): Result<string | undefined> {
  const header = headers.get(KEY_HEADER.toLowerCase());
  if (header === null || header === "") return ok(undefined);
  const match = KEY.exec(header);
  if (match !== null) return ok(match[2]);
  const detail = 'it must be 1 to 255 characters of ASCII that can be printed, without \\ and "';
  return fail({ kind: "bad_header", header: KEY_HEADER, detail });
}

/** Costs each batch: one call, and a text instead of bytes. */
export function idOfKey(key: string, scope: KeyScope): string {
  return hash("sha256", scopeOf(scope, "key") + key, "hex").slice(0, ID_CHARS);
}

/** Of what the body says in which format. */
export function idOfBody(format: string, body: Uint8Array, scope: KeyScope): string {
  const digest = createHash("sha256").update(scopeOf(scope, `body ${format}`)).update(body);
  return digest.digest("hex").slice(0, ID_CHARS);
}

/** Tells a body from another under the same key: no proof against one who wants to deceive himself. */
export function bodyPrint(body: Uint8Array): string {
  return `${body.length.toString(36)}-${crc32(body).toString(36)}`;
}

function scopeOf({ client, emitter, tenantId }: KeyScope, kind: string): string {
  return JSON.stringify([client ?? null, emitter, tenantId ?? null, kind]);
}
