/** One look at a gateway, or at delivery: its state, and what it counts. */
import { parseMetrics } from "../judge/mod.ts";
import { readTextMax } from "../drive/mod.ts";
import type { Reading } from "./rates.ts";

export type State = "ready" | "not ready" | "down";

export interface Look {
  readonly state: State;
  /** Why it is not ready, or does not answer, in a few words. */
  readonly why: string | undefined;
  readonly reading: Reading | undefined;
}

export interface LookDeps {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  readonly timeoutMs: number;
}

const METRICS_BYTES_MAX = 16 * 2 ** 20;
const WHY_CHARS_MAX = 60;

export async function lookAt(base: string, { fetch, nowMs, timeoutMs }: LookDeps): Promise<Look> {
  const get = (path: string) =>
    fetch(new URL(path, base), { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
  try {
    const [metrics, ready] = await Promise.all([get("/metrics"), get("/readyz")]);
    const text = await readTextMax(metrics, METRICS_BYTES_MAX);
    const answer = await readTextMax(ready, METRICS_BYTES_MAX);
    if (!metrics.ok || text === undefined) {
      return { state: "down", why: `/metrics answers ${metrics.status}`, reading: undefined };
    }
    const reading = { atMs: nowMs(), samples: parseMetrics(text) };
    // Delivery has metrics alone.
    if (ready.ok || ready.status === 404) return { state: "ready", why: undefined, reading };
    return { state: "not ready", why: reasonOf(answer) ?? `${ready.status}`, reading };
  } catch (error) {
    const isLate = error instanceof DOMException && error.name === "TimeoutError";
    const why = isLate ? `no answer within ${timeoutMs / 1000} s` : "nothing answers";
    return { state: "down", why, reading: undefined };
  }
}

function reasonOf(text: string | undefined): string | undefined {
  try {
    const { reason } = JSON.parse(text ?? "") as { reason?: unknown };
    return typeof reason === "string" ? reason.slice(0, WHY_CHARS_MAX) : undefined;
  } catch {
    return undefined;
  }
}
