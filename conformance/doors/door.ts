/**
 * A door into a subject that does not take what `logops verify` sends: a small server that takes arrays
 * or lines of JSON over HTTP, brings each record to the subject in its own dialect, and answers as the
 * subject did. So one sender, with its ledger, feeds all.
 *
 * | input | how a record travels | it was taken when |
 * |---|---|---|
 * | `syslog_tcp` | RFC 5424, a line; the record is its message | the bytes were given to the connection |
 * | `otlp_http` | OTLP/HTTP as JSON; the record is the body's text | the subject answered 2xx |
 * | `loki_push` | Loki's push as JSON; the record is the line | the subject answered 2xx |
 */
import { linesOfText } from "../stage/mod.ts";
import type { Host } from "../stage/mod.ts";

/** Brings lines to a subject; what it answered. */
export type Carry = (lines: readonly string[], signal: AbortSignal) => Promise<CarryAnswer>;

export interface CarryAnswer {
  readonly status: number;
  readonly retryAfter?: string | undefined;
}

export interface Door extends AsyncDisposable {
  readonly url: string;
}

const CARRY_MS_MAX = 10_000;

export function openDoor(carry: Carry, host: Host): Door {
  const server = host.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    if (request.method !== "POST") return new Response("");
    const lines = linesOfText(await request.text());
    try {
      const { status, retryAfter } = await carry(lines, AbortSignal.timeout(CARRY_MS_MAX));
      const headers: HeadersInit = retryAfter === undefined ? {} : { "retry-after": retryAfter };
      return status >= 200 && status < 300
        ? Response.json({ accepted: lines.length })
        : new Response("", { status, headers });
    } catch {
      // It may have been taken or not: as a gateway in front of it would say.
      return new Response("", { status: 504 });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
