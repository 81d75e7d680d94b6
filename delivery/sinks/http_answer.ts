/**
 * What an answer over HTTP means for a batch, the same for every sink that speaks it.
 *
 * | answer | means |
 * |---|---|
 * | 2xx | done |
 * | 401, 403, 407 | credentials are refused |
 * | 400, 413, 422 | the request is refused: its bad records are looked for |
 * | 408, 425, 429, 5xx | comes again; `Retry-After` is honoured |
 * | anything else | comes again: it is the address or the setting that is wrong, not a record |
 * | none | comes again, and may have arrived |
 */
import type { Outcome } from "./sink.ts";

const DETAIL_LENGTH_MAX = 200;
const BODY_BYTES_MAX = 64 * 2 ** 20;
/** A server that does not answer for so long is asked again. */
export const ANSWER_TIMEOUT_MS = 30_000;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** An answer, or why there was none. */
export type Asked =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly detail: string };

/** Asks and reads the whole answer. Expected faults are returned. */
export async function ask(
  fetcher: typeof fetch,
  url: string | URL | Request,
  init: RequestInit & { readonly signal: AbortSignal },
): Promise<Asked> {
  try {
    const signal = AbortSignal.any([init.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const response = await fetcher(url, { redirect: "manual", ...init, signal });
    const body = await response.text();
    if (body.length > BODY_BYTES_MAX) return { ok: false, detail: "the answer is too long" };
    return { ok: true, answer: { status: response.status, headers: response.headers, body } };
  } catch (error) {
    return { ok: false, detail: faultText(error) };
  }
}

/** Names what kind of fault it is; a message can hold an address with a secret in it. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return "no answer";
  if (error.name === "TimeoutError") return `no answer within ${ANSWER_TIMEOUT_MS / 1000} s`;
  if (error.name === "AbortError") return "stopped";
  if (error.name === "NotCapable") return "this process may not reach the host";
  const text = `${error.message} ${error.cause instanceof Error ? error.cause.message : ""}`;
  if (/refused/i.test(text)) return "connection refused";
  if (/dns|resolve|lookup|name or service/i.test(text)) return "the host's name does not resolve";
  if (/certificate|tls/i.test(text)) return "the TLS certificate is not accepted";
  return "no answer: the connection broke";
}

/** The outcome of an answer's status. */
export function outcomeOf(asked: Asked, nowMs: number): Outcome {
  if (!asked.ok) return { kind: "retry", detail: asked.detail };
  const { status, headers } = asked.answer;
  const detail = `answered ${status}`;
  if (status >= 200 && status < 300) return { kind: "done" };
  if (status === 401 || status === 403 || status === 407) return { kind: "credentials", detail };
  if (status === 400 || status === 413 || status === 422) return { kind: "refused", detail };
  return {
    kind: "retry",
    detail,
    retryAfterMs: retryAfterMs(headers.get("retry-after"), nowMs),
    tookNothing: status === 429,
  };
}

/** `Retry-After` in seconds or as a date (RFC 9110, 10.2.3). */
export function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}

/** An answer in a line for a person, without what a server may quote of records. */
export function answerText(asked: Asked): string {
  return asked.ok ? `answered ${asked.answer.status}` : asked.detail.slice(0, DETAIL_LENGTH_MAX);
}

/** `https://host/base/` and `/path` → `https://host/base/path`. */
export function joinUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, "")}${path}`;
}
