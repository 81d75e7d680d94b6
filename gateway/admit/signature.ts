/**
 * Holds a request to its signature (`contract/signing.ts`): all that the head can show at once, the
 * body's digest and the nonce once the body is here.
 *
 * The first form (`contract/signing_v1.ts`) is told by its missing prefix, and refused unless a
 * setting takes it: a signature of one form is never good as one of the other.
 */
import {
  fail,
  type Failure,
  isSameText,
  isSignatureOf,
  isSignatureV1Of,
  ok,
  type Result,
  sha256Hex,
  SIGNATURE_SKEW_MS,
} from "../../contract/mod.ts";
import type { IncomingHeaders, IncomingRequest } from "../incoming_request.ts";
import type { Client } from "./clients.ts";
import type { ReplayGuard } from "./replay_guard.ts";

export const SIGNATURE_VERSIONS = ["v1", "v2"] as const;
export type SignatureVersion = typeof SIGNATURE_VERSIONS[number];

export interface SignatureDeps {
  /** Whether signatures of the first form are good too. */
  readonly takesV1: boolean;
  readonly onVerified: (version: SignatureVersion) => void;
  readonly replayGuard: ReplayGuard;
  readonly nowMs: () => number;
}

/** What is left to prove once the body is here. */
export type Finish = (body: Uint8Array<ArrayBuffer>) => Promise<Failure | undefined>;

export function checkSignature(
  request: IncomingRequest,
  { id, secret }: Client,
  { takesV1, onVerified, replayGuard, nowMs }: SignatureDeps,
): Result<Finish> {
  const proof = readProof(request.headers);
  if (!proof.ok) return proof;
  const { signature, timestamp, nonce, contentSha256 } = proof.value;
  const version = V1_FORM.test(signature) ? "v1" : "v2";
  if (version === "v1" && !takesV1) return fail(OLD);

  const skewMs = Math.abs(nowMs() - Date.parse(timestamp));
  if (!(skewMs <= SIGNATURE_SKEW_MS)) {
    return fail({
      kind: "stale_timestamp",
      detail: `X-Timestamp must be within ${SIGNATURE_SKEW_MS / 1000} s of the gateway's clock`,
    });
  }
  const isGood = secret !== undefined &&
    (version === "v2"
      ? isSignatureOf(signature, request, secret)
      : isSignatureV1Of(signature, v1Parts(request, proof.value), secret));
  if (!isGood) return fail(BAD_BY_VERSION[version]);
  onVerified(version);
  return ok(async (body) => {
    if (!isSameText(await sha256Hex(body), contentSha256)) {
      return { kind: "bad_digest", detail: "The body's SHA-256 is not X-Content-SHA256" };
    }
    return await replayGuard.claim(id, nonce);
  });
}

const V1_FORM = /^[A-Za-z0-9+/]{43}=$/;

const OLD: Failure = {
  kind: "old_signature",
  detail: "X-Signature is of the first form, which leaves out the headers and the query: " +
    "sign as v2= (docs/signing.md)",
};

const BAD_BY_VERSION: Readonly<Record<SignatureVersion, Failure>> = {
  v1: {
    kind: "bad_signature",
    detail: "X-Signature is not this client's over method, path, digest, time and nonce",
  },
  v2: {
    kind: "bad_signature",
    detail: "X-Signature is not this client's v2= over method, target and headers as they came",
  },
};

interface Proof {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
  /** Lower-case hex. */
  readonly contentSha256: string;
}

const NONCE = /^[A-Za-z0-9_-]{16,128}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/i;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** The headers that a signature consists of, each in its form. */
function readProof(headers: IncomingHeaders): Result<Proof> {
  const header = (name: string) => headers.get(name) ?? "";
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
  const bad = (name: string, detail: string) => fail({ kind: "bad_header", header: name, detail });
  if (!UTC_TIME.test(timestamp)) return bad("X-Timestamp", "it must be like 2026-05-01T10:00:00Z");
  if (!NONCE.test(nonce)) return bad("X-Nonce", "it must be 16 to 128 of A-Z a-z 0-9 - _");
  if (!SHA256_HEX.test(contentSha256)) return bad("X-Content-SHA256", "it must be 64 hex digits");
  return ok({ signature: header("x-signature"), timestamp, nonce, contentSha256 });
}

function v1Parts({ method, url }: IncomingRequest, { timestamp, nonce, contentSha256 }: Proof) {
  return { method, path: new URL(url).pathname, contentSha256, timestamp, nonce };
}
