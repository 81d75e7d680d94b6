/**
 * The only table from failures to HTTP: a status, a title, and what else the answer says.
 * Errors are problem details (RFC 9457); `reason` is the failure's kind.
 */
import type { Failure, FailureKind } from "../contract/mod.ts";

const STATUS_BY_FAILURE = {
  bad_header: 400,
  bad_json: 400,
  bad_ndjson: 400,
  bad_csv: 400,
  bad_utf8: 400,
  bad_protobuf: 400,
  bad_envelope: 400,
  bad_compression: 400,
  bad_framing: 400,
  no_credentials: 401,
  bad_api_key: 401,
  bad_signature: 401,
  old_signature: 401,
  bad_digest: 401,
  stale_timestamp: 401,
  replayed_nonce: 401,
  wrong_emitter: 403,
  cross_site: 403,
  body_timeout: 408,
  body_too_slow: 408,
  body_too_large: 413,
  decoded_too_large: 413,
  too_many_records: 413,
  unsupported_media_type: 415,
  unsupported_encoding: 415,
  invalid_records: 422,
  idempotency_key_reused: 422,
  rate_limited: 429,
  disk_full: 503,
  queue_full: 503,
  batch_in_flight: 503,
  sender_bytes_full: 503,
  body_gave_way: 503,
  draining: 503,
  journal_error: 503,
  seal_failed: 503,
  state_unavailable: 503,
} as const satisfies Record<FailureKind, number>;

const TITLE_BY_STATUS: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not authenticated",
  403: "Not allowed",
  404: "No such route",
  405: "Method not allowed",
  408: "Did not arrive in time",
  413: "Too large",
  415: "Unsupported content",
  417: "Unsupported expectation",
  422: "Invalid records",
  429: "Too many requests",
  431: "Head too large",
  500: "Internal error",
  501: "Unsupported transfer encoding",
  503: "Cannot take it now",
  505: "Unsupported HTTP version",
};

/** A problem details body; `reason` is stable, `detail` is for people. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly reason: string;
  readonly [extra: string]: unknown;
}

export function statusOf(failure: Failure): number {
  return STATUS_BY_FAILURE[failure.kind];
}

/** Every status that a refused batch may be answered with, and the reasons that go with it. */
export function reasonsByStatus(): Map<number, FailureKind[]> {
  return Map.groupBy(
    Object.keys(STATUS_BY_FAILURE) as FailureKind[],
    (kind) => STATUS_BY_FAILURE[kind],
  );
}

export function titleOf(status: number): string {
  return TITLE_BY_STATUS[status] ?? "Error";
}

/** The answer to a refused batch. */
export function failureResponse(failure: Failure): Response {
  return problemResponse(problemOf(failure), headersOf(failure));
}

export function problemResponse(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(JSON.stringify(problem) + "\n", {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}

export function problem(
  status: number,
  reason: string,
  detail: string,
  extra: Readonly<Record<string, unknown>> = {},
): Problem {
  return {
    type: `urn:logops:problem:${reason}`,
    title: titleOf(status),
    status,
    detail,
    reason,
    ...extra,
  };
}

function problemOf(failure: Failure): Problem {
  return problem(statusOf(failure), failure.kind, detailOf(failure), extraOf(failure));
}

export function detailOf(failure: Failure): string {
  switch (failure.kind) {
    case "bad_header":
      return `Cannot read header ${failure.header}: ${failure.detail}`;
    case "body_too_large":
      return `The body must be at most ${failure.limit} bytes: send smaller batches`;
    case "decoded_too_large":
      return `The decompressed body must be at most ${failure.limit} bytes: send smaller batches`;
    case "too_many_records":
      return `A batch must have at most ${failure.limit} records: send smaller batches`;
    case "invalid_records":
      return `Not objects, or nested too deep: ${failure.count} of the records; none was stored`;
    case "rate_limited":
      return `Too many ${failure.unit}: at most ${failure.limit} a second; ` +
        `come back in ${failure.retryAfterSec} s`;
    case "disk_full":
    case "journal_error":
      return "The journal cannot take the batch now; the gateway's log says why";
    default:
      return failure.detail;
  }
}

function extraOf(failure: Failure): Record<string, unknown> {
  switch (failure.kind) {
    case "invalid_records":
      return { invalid_indices: failure.invalid_indices, count: failure.count };
    case "bad_json":
    case "bad_ndjson":
    case "bad_csv":
    case "bad_utf8":
    case "bad_compression":
      return failure.place === undefined ? {} : { ...failure.place };
    case "body_too_large":
    case "decoded_too_large":
    case "too_many_records":
      return { limit: failure.limit };
    case "rate_limited":
      return { limit: failure.limit, unit: failure.unit };
    default:
      return {};
  }
}

/** What the answer says beside its body: when to come again, and how to prove who one is. */
export function headersOf(failure: Failure): Record<string, string> {
  if (failure.kind === "rate_limited") {
    return {
      "retry-after": String(failure.retryAfterSec),
      "x-ratelimit-limit": String(failure.limit),
      "x-ratelimit-remaining": String(failure.remaining),
    };
  }
  if ("retryAfterSec" in failure) return { "retry-after": String(failure.retryAfterSec) };
  if (statusOf(failure) === 401) return { "www-authenticate": 'LogOps realm="logops"' };
  return {};
}
