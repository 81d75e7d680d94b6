/**
 * Who is asking. Everything that the headers alone can decide is decided before the body is read;
 * a signed request is finished afterwards: its body must have the digest that was signed, and its
 * nonce must be new.
 *
 * | mode | a request must |
 * |---|---|
 * | `none` | nothing |
 * | `api_key` | carry a known `X-Api-Key`, or the same key as its dialect has it (`credentials.ts`) |
 * | `hmac` | be signed (`contract/signing.ts`) within 300 s of our clock, with a nonce never used |
 * | `any` | be signed where its client has a secret, else carry the key |
 *
 * In `any` it is not the request that chooses: whoever can change one on the way could take its
 * signature off.
 */
import { fail, type Failure, ok, type Result } from "../../contract/mod.ts";
import { ANY_EMITTER, type Client, type Clients } from "./clients.ts";
import type { IncomingRequest } from "../incoming_request.ts";
import type { DeclaredOrigin } from "./origin.ts";
import { readKey } from "./credentials.ts";
import { checkSignature, type Finish, type SignatureDeps } from "./signature.ts";

export const AUTH_MODES = ["none", "api_key", "hmac", "any"] as const;
export type AuthMode = typeof AUTH_MODES[number];

export interface AuthDeps extends SignatureDeps {
  readonly mode: AuthMode;
  /** The clients as of now: a reload replaces them. */
  readonly clients: () => Clients;
}

/** A request that may come in, so far as its headers tell. */
export interface Admitted {
  readonly origin: DeclaredOrigin;
  /** Absent in mode `none`. */
  readonly client?: Client;
  readonly finish: Finish;
}

export type Authenticate = (request: IncomingRequest, origin: DeclaredOrigin) => Result<Admitted>;

const nothingLeft = () => Promise.resolve(undefined);

export function createAuthenticate(deps: AuthDeps): Authenticate {
  if (deps.mode === "none") return (_request, origin) => ok({ origin, finish: nothingLeft });
  return (request, declared) => {
    const key = readKey(request.headers);
    if (key === undefined) return fail(missing(deps.mode));
    const isSigned = request.headers.has("x-signature");
    if (deps.mode === "hmac" && !isSigned) return fail(missing(deps.mode));
    const client = deps.clients().byKey(key);
    if (client === undefined) {
      return fail({ kind: "bad_api_key", detail: "This is not a client's key" });
    }
    const proven = prove(request, client, isSigned, deps);
    if (!proven.ok) return proven;
    const origin = originOf(client, request.headers.has("x-emitter"), declared);
    return origin.ok ? ok({ origin: origin.value, client, finish: proven.value }) : origin;
  };
}

function prove(
  request: IncomingRequest,
  client: Client,
  isSigned: boolean,
  deps: AuthDeps,
): Result<Finish> {
  if (deps.mode === "api_key") return ok(nothingLeft);
  if (isSigned) return checkSignature(request, client, deps);
  if (client.secret === undefined) return ok(nothingLeft);
  return fail({ kind: "no_credentials", detail: "This client has a secret, so it must sign" });
}

function missing(mode: AuthMode): Failure {
  const detail = mode === "api_key"
    ? "X-Api-Key is required, or the key in Authorization: Bearer, Basic, ApiKey or Splunk"
    : mode === "hmac"
    ? "A signature is required: X-Api-Key, X-Timestamp, X-Nonce, X-Content-SHA256, X-Signature"
    : "X-Api-Key is required, and a signature of a client that has a secret";
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
