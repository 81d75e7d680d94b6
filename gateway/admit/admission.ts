/**
 * Whether a request may come in, in the order of what it costs to find out:
 *
 * ```
 * headers → who (auth) → how much (rate limit) → body as sent → digest and nonce → inflated body
 * ```
 */
import { fail, type Failure, type Result } from "../../contract/mod.ts";
import type { Admitted, Authenticate } from "./auth.ts";
import type { IncomingRequest } from "../incoming_request.ts";
import { type Body, type BodyLimits, readBody } from "./body.ts";
import type { Client } from "./clients.ts";
import { type DeclaredOrigin, readOrigin } from "./origin.ts";
import type { RateLimiter, RateLimits } from "./rate_limit.ts";
import type { Receiving } from "./receiving.ts";
import type { Rate } from "./token_bucket.ts";
import { refusalOfPage } from "./web_page.ts";

export interface AdmissionDeps {
  readonly limits: BodyLimits;
  readonly receiving: Receiving;
  readonly authenticate: Authenticate;
  /** Whether a name would be masked in a record: then it must not become a label either. */
  readonly isPersonal: (name: string) => boolean;
  readonly rateLimiter: RateLimiter;
  /** For senders that have no limits of their own. */
  readonly rateLimits: RateLimits;
}

export interface Admission {
  /** Who sends, proven as far as the headers can. */
  sender(request: IncomingRequest): Result<Admitted>;
  /** Applies the rate limit, then reads the body; its bytes must be released. */
  body(request: IncomingRequest, admitted: Admitted): Promise<Result<Body>>;
  /** Charges a batch that is here already; why it may not come in, if so. */
  charge(
    origin: DeclaredOrigin,
    client: Client | undefined,
    bytes: number,
  ): Promise<Failure | undefined>;
}

export function createAdmission(deps: AdmissionDeps): Admission {
  const { limits, receiving, authenticate, rateLimiter } = deps;
  return {
    sender(request) {
      const refused = refusalOfPage(request.headers);
      if (refused !== undefined) return fail(refused);
      const origin = readOrigin(request.headers, deps.isPersonal);
      return origin.ok ? authenticate(request, origin.value) : origin;
    },
    async charge(origin, client, bytes) {
      const rates = limitsOf(client, deps.rateLimits);
      if (rates.requests === undefined && rates.bytes === undefined) return undefined;
      return await rateLimiter.admit(nameOf(origin, client), rates, bytes);
    },
    async body(request, { origin, client, finish }) {
      const name = nameOf(origin, client);
      // Whose share of memory it is: a name that anybody may send would be a way out of one's own.
      const sender = client === undefined ? request.address : `client:${client.id}`;
      const place = { receiving, sender };
      const rates = limitsOf(client, deps.rateLimits);
      if (rates.requests === undefined && rates.bytes === undefined) {
        return await readBody(request, limits, place, finish);
      }
      // A body of unknown length is charged as the longest one until it is here.
      const declared = request.headers.get("content-length");
      const charged = declared === null ? limits.bodyBytesMax : Number(declared);
      const refusal = await rateLimiter.admit(name, rates, charged);
      if (refusal !== undefined) return fail(refusal);
      return await readBody(request, limits, place, async (sent) => {
        if (declared === null) {
          await rateLimiter.refund(name, rates, overcharge(rates, charged, sent.byteLength));
        }
        return await finish(sent);
      });
    },
  };
}

function nameOf(origin: DeclaredOrigin, client: Client | undefined): string {
  return client === undefined ? `emitter:${origin.emitter}` : `client:${client.id}`;
}

function limitsOf(client: Client | undefined, defaults: RateLimits): RateLimits {
  if (client === undefined) return defaults;
  const { requests_per_sec, requests_burst, bytes_per_sec, bytes_burst } = client.limits;
  return {
    requests: rateOf(requests_per_sec, requests_burst, defaults.requests),
    bytes: rateOf(bytes_per_sec, bytes_burst, defaults.bytes),
  };
}

function rateOf(
  perSec: number | undefined,
  burst: number | undefined,
  fallback: Rate | undefined,
): Rate | undefined {
  const rate = perSec ?? fallback?.perSec;
  if (rate === undefined) return undefined;
  return {
    perSec: rate,
    burst: burst ?? (perSec === undefined ? fallback!.burst : defaultBurst(rate)),
  };
}

/** Two seconds' worth, and at least one request. */
export function defaultBurst(perSec: number): number {
  return Math.max(1, 2 * perSec);
}

function overcharge({ bytes }: RateLimits, charged: number, actual: number): number {
  if (bytes === undefined) return 0;
  return Math.min(charged, bytes.burst) - Math.min(actual, bytes.burst);
}
