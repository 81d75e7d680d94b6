/**
 * Everything that can be wrong with a batch, as values. `kind` is also the machine-readable
 * `reason` in error bodies and the `reason` label of `logops_rejected_total`.
 *
 * This module knows no HTTP: the gateway's `http_status.ts` maps kinds to statuses.
 * A failure never carries log content, which may be PII: it names a place (line, byte, index).
 */

/** Where in a body the fault is. Lines and columns count from 1, bytes from 0. */
export interface Place {
  readonly line?: number;
  readonly column?: number;
  readonly byte?: number;
}

export type Failure =
  /** A request header is not what it may be. */
  | { readonly kind: "bad_header"; readonly header: string; readonly detail: string }
  /** The body is not what its content type or encoding says. */
  | {
    readonly kind:
      | "bad_json"
      | "bad_ndjson"
      | "bad_csv"
      | "bad_utf8"
      | "bad_protobuf"
      | "bad_envelope"
      | "bad_compression";
    readonly detail: string;
    readonly place?: Place;
  }
  /** Who is asking is not known, or not proven. */
  | {
    readonly kind:
      | "no_credentials"
      | "bad_api_key"
      | "bad_signature"
      | "old_signature"
      | "bad_digest"
      | "stale_timestamp"
      | "replayed_nonce";
    readonly detail: string;
  }
  /** Who is asking may not do this: a client as another emitter, a web page at all. */
  | { readonly kind: "wrong_emitter" | "cross_site"; readonly detail: string }
  /** The batch's key stands for another batch. */
  | { readonly kind: "idempotency_key_reused"; readonly detail: string }
  /** More than a stated limit; `limit` is in bytes or records. */
  | {
    readonly kind: "body_too_large" | "decoded_too_large" | "too_many_records";
    readonly limit: number;
  }
  | { readonly kind: "unsupported_media_type" | "unsupported_encoding"; readonly detail: string }
  /** The body is not framed as its head says. */
  | { readonly kind: "bad_framing"; readonly detail: string }
  /** The body did not arrive in time, or comes with less than the least rate. */
  | { readonly kind: "body_timeout" | "body_too_slow"; readonly detail: string }
  /** Some records are not objects, or break the schema. At most 50 indices are listed. */
  | {
    readonly kind: "invalid_records";
    readonly invalid_indices: readonly number[];
    readonly count: number;
  }
  /** Come back in `retryAfterSec` seconds and you will be let in. `limit` is in `unit` a second. */
  | {
    readonly kind: "rate_limited";
    readonly retryAfterSec: number;
    readonly unit: "requests" | "bytes";
    readonly limit: number;
    readonly remaining: number;
  }
  /** The gateway cannot take any batch now; a later try may succeed. */
  | {
    readonly kind:
      | "disk_full"
      | "queue_full"
      | "batch_in_flight"
      | "sender_bytes_full"
      | "body_gave_way"
      | "draining"
      | "journal_error"
      | "seal_failed"
      | "state_unavailable";
    readonly detail: string;
    readonly retryAfterSec: number;
  };

export type FailureKind = Failure["kind"];

/** A value, or the reason why there is none. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(failure: Failure): Result<never> {
  return { ok: false, failure };
}
