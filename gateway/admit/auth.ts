/**
 * Who is asking. Everything that the headers alone can decide is decided before the body is read;
 * a signed request is finished afterwards: its body must have the digest that was signed, and its
 * nonce must be new.
 *
 * | mode | a request must |
 * |---|---|
 * | `none` | nothing |
 * | `api_key` | carry a known `X-Api-Key` |
 * | `hmac` | be signed (`contract/signing.ts`) within 300 s of our clock, with a nonce never used |
 * | `any` | either of the two; a request with `X-Signature` is held to the signature |
 */
import {
  fail,
  type Failure,
  isSameText,
  isSignatureOf,
  ok,
  type Result,
  sha256Hex,
  SIGNATURE_SKEW_MS,
} from "../../contract/mod.ts";
import { ANY_EMITTER, type Client, type Clients } from "./clients.ts";
import type { DeclaredOrigin } from "./origin.ts";
import type { ReplayGuard } from "./replay_guard.ts";

export const AUTH_MODES = ["none", "api_key", "hmac", "any"] as const;
export type AuthMode = typeof AUTH_MODES[number];

export interface AuthDeps {
  readonly mode: AuthMode;
  /** The clients as of now: a reload replaces them. */
  readonly clients: () => Clients;
  readonly replayGuard: ReplayGuard;
  readonly nowMs: () => number;
}

/** A request that may come in, so far as its headers tell. */
export interface Admitted {
  readonly origin: DeclaredOrigin;
  /** Absent in mode `none`. */
  readonly client?: Client;
  /** What is left to prove once the body is here. */
  readonly finish: (body: Uint8Array<ArrayBuffer>) => Promise<Failure | undefined>;
}

export type Authenticate = (request: Request, origin: DeclaredOrigin) => Result<Admitted>;

const nothingLeft = () => Promise.resolve(undefined);

export function createAuthenticate(deps: AuthDeps): Authenticate {
  if (deps.mode === "none") return (_request, origin) => ok({ origin, finish: nothingLeft });
  return (request, declared) => {
    const key = request.headers.get("x-api-key");
    if (key === null) return fail(missing(deps.mode));
    const isSigned = request.headers.has("x-signature");
    if (deps.mode === "hmac" && !isSigned) return fail(missing(deps.mode));
    const client = deps.clients().byKey(key);
    if (client === undefined) {
      return fail({ kind: "bad_api_key", detail: "X-Api-Key is not a client's key" });
    }
    const signed = isSigned && deps.mode !== "api_key"
      ? checkSignature(request, client, deps)
      : ok(nothingLeft);
    if (!signed.ok) return signed;
    const origin = originOf(client, request.headers.has("x-emitter"), declared);
    return origin.ok ? ok({ origin: origin.value, client, finish: signed.value }) : origin;
  };
}

function missing(mode: AuthMode): Failure {
  const detail = mode === "api_key"
    ? "X-Api-Key is required"
    : mode === "hmac"
    ? "A signature is required: X-Api-Key, X-Timestamp, X-Nonce, X-Content-SHA256, X-Signature"
    : "X-Api-Key is required, alone or with a signature";
  return { kind: "no_credentials", detail };
}

/** A client speaks for its own emitter, and need not say so. */
function originOf(
  client: Client,
  isDeclared: boolean,
  declared: DeclaredOrigin,
): Result<DeclaredOrigin> {
  if (client.emitter === ANY_EMITTER || declared.emitter === client.emitter) return ok(declared);
  if (isDeclared) {
    return fail({
      kind: "wrong_emitter",
      detail: `Client ${client.id} may send as ${client.emitter} only`,
    });
  }
  return ok({ ...declared, emitter: client.emitter });
}

const NONCE = /^[A-Za-z0-9_-]{16,128}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/i;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** Checks all that headers can show; what is left is the body's digest and the nonce. */
function checkSignature(
  request: Request,
  client: Client,
  { replayGuard, nowMs }: AuthDeps,
): Result<Admitted["finish"]> {
  const header = (name: string) => request.headers.get(name) ?? "";
  const timestamp = header("x-timestamp");
  const nonce = header("x-nonce");
  const contentSha256 = header("x-content-sha256").toLowerCase();
  const absent = [
    ["X-Timestamp", timestamp],
    ["X-Nonce", nonce],
    ["X-Content-SHA256", contentSha256],
  ].find(([, value]) => value === "");
  if (absent !== undefined) {
    return fail({ kind: "no_credentials", detail: `${absent[0]} is required with X-Signature` });
  }
  const malformed = malformedHeader(timestamp, nonce, contentSha256);
  if (malformed !== undefined) return fail(malformed);

  const skewMs = Math.abs(nowMs() - Date.parse(timestamp));
  if (!(skewMs <= SIGNATURE_SKEW_MS)) {
    return fail({
      kind: "stale_timestamp",
      detail: `X-Timestamp must be within ${SIGNATURE_SKEW_MS / 1000} s of the gateway's clock`,
    });
  }
  const parts = {
    method: request.method,
    path: new URL(request.url).pathname,
    contentSha256,
    timestamp,
    nonce,
  };
  const { secret } = client;
  if (secret === undefined || !isSignatureOf(header("x-signature"), parts, secret)) {
    return fail({
      kind: "bad_signature",
      detail: "X-Signature is not this client's over method, path, digest, time and nonce",
    });
  }
  return ok(async (body) => {
    if (!isSameText(await sha256Hex(body), contentSha256)) {
      return { kind: "bad_digest", detail: "The body's SHA-256 is not X-Content-SHA256" };
    }
    return await replayGuard.claim(client.id, nonce);
  });
}

function malformedHeader(timestamp: string, nonce: string, digest: string): Failure | undefined {
  const bad = (header: string, detail: string): Failure => ({ kind: "bad_header", header, detail });
  if (!UTC_TIME.test(timestamp)) return bad("X-Timestamp", "it must be like 2026-05-01T10:00:00Z");
  if (!NONCE.test(nonce)) return bad("X-Nonce", "it must be 16 to 128 of A-Z a-z 0-9 - _");
  if (!SHA256_HEX.test(digest)) return bad("X-Content-SHA256", "it must be 64 hex digits");
  return undefined;
}
