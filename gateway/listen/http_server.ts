/**
 * The gateway's HTTP server over listeners of the runtime. Ours because the runtime's own has no
 * bound on connections, heads and idle time, ends at the first accept that fails, and lets the
 * `Host` header into the URL (docs/adr/0015-connections-are-our-own.md).
 *
 * A listener may be of TCP or TLS, and there may be several: a certificate is replaced by listening
 * with the new one on the shared port, then closing the old listener. Doors of other protocols use
 * `acceptConnections` with the same `Connections`, so that the bounds hold for all of them together.
 */
import {
  acceptConnections,
  type Accepting,
  type AcceptObserver,
  type Acceptor,
  type Connections,
  SWEEP_INTERVAL_MS,
} from "../../contract/mod.ts";
import {
  closeQuietly,
  type Duplex,
  encodeRefusal,
  type HttpDeps,
  linger,
  serveHttp,
} from "./http_connection.ts";
import { writeAll } from "./reply.ts";

/** What is used of `Deno.TcpConn` and `Deno.TlsConn`. */
export interface ServerConn extends Duplex {
  readonly remoteAddr: Deno.Addr;
  setNoDelay?(on: boolean): void;
}

export interface HttpServerDeps extends Pick<HttpDeps, "handler" | "onBadRequest"> {
  readonly connections: Connections;
  readonly observer: AcceptObserver;
  readonly nowMs: () => number;
  /** A listener ended by itself. */
  readonly onListenerLost: (error: Error) => void;
}

export interface HttpServer {
  listen(listener: Acceptor<ServerConn>): Accepting;
  /** Takes no more connections; settles when the last one is closed, its request answered. */
  shutdown(): Promise<void>;
}

/** Refused connections whose answer is waited for to be read; beyond, they are closed at once. */
const REFUSALS_MAX = 64;
const DRAIN_CHECK_MS = 20;

export function createHttpServer(deps: HttpServerDeps): HttpServer {
  const { connections, observer } = deps;
  const listeners = new Set<Accepting>();
  let isClosing = false;
  let refusals = 0;
  const http: HttpDeps = {
    handler: deps.handler,
    onBadRequest: deps.onBadRequest,
    date: createDate(deps.nowMs),
    isClosing: () => isClosing,
  };
  const refuse = async (conn: ServerConn, bytes: Uint8Array) => {
    refusals++;
    try {
      await writeAll(conn, bytes);
      if (refusals <= REFUSALS_MAX) await linger(conn);
    } finally {
      refusals--;
      closeQuietly(conn);
    }
  };
  const sweeping = setInterval(() => connections.sweep(), SWEEP_INTERVAL_MS);

  return {
    listen(listener) {
      const accepting = acceptConnections(listener, {
        connections,
        observer,
        serve(conn, open, address) {
          conn.setNoDelay?.(true);
          return serveHttp(conn, open, address, http);
        },
        refuse: (conn, reason) =>
          void refuse(conn, encodeRefusal(reason, http.date())).catch(() => {}),
      });
      listeners.add(accepting);
      accepting.ended.catch(deps.onListenerLost).finally(() => listeners.delete(accepting));
      return accepting;
    },
    async shutdown() {
      isClosing = true;
      for (const listener of listeners) listener.close();
      connections.shutdown();
      while (connections.open > 0) {
        await new Promise((resolve) => setTimeout(resolve, DRAIN_CHECK_MS));
      }
      clearInterval(sweeping);
    },
  };
}

/** The date of an answer, made once a second. */
function createDate(nowMs: () => number): () => string {
  let second = -1;
  let text = "";
  return () => {
    const now = Math.floor(nowMs() / 1000);
    if (now !== second) {
      second = now;
      text = new Date(now * 1000).toUTCString();
    }
    return text;
  };
}
