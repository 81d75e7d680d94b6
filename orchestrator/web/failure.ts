/** What can be wrong with a request to the service, as values, and the one table to HTTP statuses. */
import type { ScenarioProblem } from "../scenario/mod.ts";

export interface WebFailure {
  readonly kind: FailureKind;
  readonly detail: string;
  /** For `bad_scenario`: everything that is wrong with it, with line and column. */
  readonly problems?: readonly ScenarioProblem[];
}

export const STATUS_BY_KIND = {
  bad_request: 400,
  bad_host: 400,
  not_signed_in: 401,
  wrong_host: 403,
  cross_site: 403,
  target_not_allowed: 403,
  unknown_route: 404,
  unknown_scenario: 404,
  unknown_run: 404,
  method_not_allowed: 405,
  run_is_live: 409,
  run_is_over: 409,
  too_many_runs: 409,
  body_too_large: 413,
  journal_too_large: 413,
  unsupported_media_type: 415,
  bad_scenario: 422,
  too_many_records: 422,
  internal: 500,
  target_unreachable: 502,
  history_unavailable: 503,
  too_many_viewers: 503,
  too_many_comparisons: 503,
  journal_unavailable: 503,
} as const;
export type FailureKind = keyof typeof STATUS_BY_KIND;

export type WebResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: WebFailure };

export function fail(
  kind: FailureKind,
  detail: string,
  problems?: readonly ScenarioProblem[],
): { readonly ok: false; readonly failure: WebFailure } {
  return { ok: false, failure: { kind, detail, ...(problems === undefined ? {} : { problems }) } };
}

/** RFC 9457. */
export function problemJson({ kind, detail, problems }: WebFailure): Response {
  const status = STATUS_BY_KIND[kind];
  const body = {
    type: `urn:logops:problem:${kind}`,
    title: kind.replaceAll("_", " "),
    status,
    reason: kind,
    detail,
    ...(problems === undefined ? {} : { problems }),
  };
  return new Response(JSON.stringify(body) + "\n", {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}
