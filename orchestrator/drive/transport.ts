/**
 * Brings one request to the gateway, and says what became of it. Tries again where that may help:
 * on 429, 502, 503, 504, on a broken connection and on a timeout. Every other answer is final.
 *
 * A request that was cut off may have been stored. Each has an `Idempotency-Key`, the same at every
 * attempt, by which our gateway stores it once; what another stores twice, the verdict shows as
 * duplicates. Nothing here waits for a due time: see `run.ts`.
 */
import type { EmittedRequest, Random } from "../../emitters/mod.ts";
import { readTextMax } from "./bounded_text.ts";
import type { Clock } from "./clock.ts";
import { isRetried, pauseMs, retryAfterMs } from "./retry.ts";

/** What became of a request, after its last attempt. */
export type Delivery =
  /** `accepted` is what the gateway says it took; `undefined` if it does not say. */
  | { readonly kind: "accepted"; readonly accepted?: number; readonly attempts: number }
  /** Refused for good; `reason` is the gateway's, or `http_<status>`. */
  | {
    readonly kind: "rejected";
    readonly status: number;
    readonly reason: string;
    /** What the answer says for a person (RFC 9457 `detail`), if it says anything. */
    readonly detail?: string;
    readonly attempts: number;
  }
  /** No answer: it may have been stored or not. */
  | {
    readonly kind: "unanswered";
    readonly reason: "connection_error" | "timeout" | "aborted";
    readonly attempts: number;
  };

export interface SignedRequest {
  readonly method: "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Headers that prove who is sending; called once for each attempt. */
export type Sign = (
  request: SignedRequest,
) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

export interface TransportOptions {
  readonly url: string;
  readonly scenarioId: string;
  readonly timeoutMs: number;
  readonly attemptsMax: number;
}

export interface TransportDeps {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: Random;
  readonly sign?: Sign | undefined;
  /** Called before each further attempt. */
  readonly onRetry?: (emitter: string, reason: string) => void;
}

export interface Transport {
  send(emitter: string, request: EmittedRequest, signal: AbortSignal): Promise<Delivery>;
}

const ANSWER_BYTES_MAX = 1_048_576;
const REASON_LENGTH_MAX = 64;
const DETAIL_LENGTH_MAX = 200;

export function createTransport(options: TransportOptions, deps: TransportDeps): Transport {
  const { clock, random } = deps;
  const encoder = new TextEncoder();
  // Two runs may have one id, and are two all the same.
  const keyPrefix = `${options.scenarioId}-${Math.round(clock.nowMs()).toString(36)}`;
  let requests = 0;

  const send: Transport["send"] = async (emitter, { contentType, body }, signal) => {
    // A signature is over bytes; without one, `fetch` encodes the text with a copy less.
    const payload = deps.sign !== undefined && typeof body === "string"
      ? encoder.encode(body)
      : body;
    const headers = {
      "Content-Type": contentType,
      "X-Emitter": emitter,
      "X-Scenario-Id": options.scenarioId,
      "Idempotency-Key": `${keyPrefix}-${++requests}`,
    };
    for (let attempt = 1;; attempt++) {
      const answer = await post(headers, payload, signal);
      const delivery = { ...answer.delivery, attempts: attempt };
      if (!answer.mayRetry || attempt >= options.attemptsMax || signal.aborted) return delivery;
      await clock.sleep(pauseMs(attempt, answer.retryAfterMs, random), signal);
      // Refused before the pause that was cut short: the refusal is known, and stands.
      if (signal.aborted) return delivery;
      deps.onRetry?.(emitter, delivery.kind === "accepted" ? "" : delivery.reason);
    }
  };

  const post = async (
    headers: Readonly<Record<string, string>>,
    body: EmittedRequest["body"],
    signal: AbortSignal,
  ): Promise<Answer> => {
    const { url, timeoutMs } = options;
    const cut = new AbortController();
    const answered = new AbortController();
    const onStop = () => cut.abort();
    signal.addEventListener("abort", onStop, { once: true });
    let isLate = false;
    void clock.sleep(timeoutMs, answered.signal).then(() => {
      if (answered.signal.aborted) return;
      isLate = true;
      cut.abort();
    });
    try {
      if (signal.aborted) return unanswered("aborted");
      const signed = typeof body === "string"
        ? {}
        : await deps.sign?.({ method: "POST", url, headers, body }) ?? {};
      const response = await deps.fetch(url, {
        method: "POST",
        headers: { ...headers, ...signed },
        body,
        redirect: "manual",
        signal: cut.signal,
      });
      return await read(response);
    } catch (error) {
      if (signal.aborted) return unanswered("aborted");
      if (isLate) return unanswered("timeout");
      if (error instanceof TypeError || isNetworkError(error)) {
        return unanswered("connection_error");
      }
      throw error;
    } finally {
      answered.abort();
      signal.removeEventListener("abort", onStop);
    }
  };

  const read = async (response: Response): Promise<Answer> => {
    const { status } = response;
    const answer = await readJson(response);
    if (status >= 200 && status < 300) {
      const { accepted } = answer;
      return {
        delivery: { kind: "accepted", ...(typeof accepted === "number" ? { accepted } : {}) },
        mayRetry: false,
        retryAfterMs: 0,
      };
    }
    return {
      delivery: {
        ...{ kind: "rejected", status, reason: reasonOf(answer.reason, status) } as const,
        ...detailOf(answer.detail),
      },
      mayRetry: isRetried(status),
      retryAfterMs: retryAfterMs(response.headers.get("Retry-After"), clock.nowMs()),
    };
  };

  return { send };
}

type WithoutAttempts<T> = T extends unknown ? Omit<T, "attempts"> : never;

interface Answer {
  readonly delivery: WithoutAttempts<Delivery>;
  readonly mayRetry: boolean;
  readonly retryAfterMs: number;
}

function unanswered(reason: "connection_error" | "timeout" | "aborted"): Answer {
  return {
    delivery: { kind: "unanswered", reason },
    mayRetry: reason !== "aborted",
    retryAfterMs: 0,
  };
}

/** Errors of the runtime's sockets that reach the reader of a body as they are. */
function isNetworkError(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.UnexpectedEof ||
    error instanceof Deno.errors.Http;
}

async function readJson(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const text = await readTextMax(response, ANSWER_BYTES_MAX);
  if (text?.startsWith("{") !== true) return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** One line of text, of a length that fits on one; anything else is left out. */
function detailOf(detail: unknown): { readonly detail?: string } {
  if (typeof detail !== "string" || detail === "") return {};
  return { detail: detail.replace(/\p{C}+/gu, " ").slice(0, DETAIL_LENGTH_MAX) };
}

/** A reason becomes a key of counts and a word on a terminal: anything else counts by status. */
function reasonOf(reason: unknown, status: number): string {
  const isWord = typeof reason === "string" && reason.length <= REASON_LENGTH_MAX &&
    /^[\w.:-]+$/.test(reason);
  return isWord ? reason : `http_${status}`;
}
