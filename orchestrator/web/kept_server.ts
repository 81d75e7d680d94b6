/**
 * A server of the runtime that goes on. `Deno.serve` ends at the first accept that fails, as where
 * file descriptors run out; then its connections are closed, which gives their descriptors back,
 * and it is begun again on the same port. Runs are not touched; live views connect again.
 */
export interface KeptServer {
  readonly addr: Deno.NetAddr;
  /** Takes no more connections; settles when those under way are answered. */
  shutdown(): Promise<void>;
}

export interface KeptServerDeps {
  /** Listens, or throws. `port` 0 lets the system choose; `signal` closes all connections. */
  readonly serve: (port: number, signal: AbortSignal) => Deno.HttpServer<Deno.NetAddr>;
  readonly port: number;
  /** It ended by itself, or could not begin again. */
  readonly onFault: (error: Error) => void;
}

const PAUSE_MS_MIN = 100;
const PAUSE_MS_MAX = 2000;

/** Throws where it cannot listen the first time. */
export function keepServing({ serve, port, onFault }: KeptServerDeps): KeptServer {
  const begin = (port: number) => {
    const closing = new AbortController();
    return { server: serve(port, closing.signal), close: () => closing.abort() };
  };
  let current = begin(port);
  const { addr } = current.server;
  let isStopping = false;

  const keep = async () => {
    let pauseMs = PAUSE_MS_MIN;
    while (!isStopping) {
      try {
        await current.server.finished;
        return; // it was told to
      } catch (error) {
        onFault(error as Error);
        current.close();
      }
      for (let begun = false; !begun && !isStopping;) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        try {
          current = begin(addr.port);
          begun = true;
          pauseMs = PAUSE_MS_MIN;
        } catch (error) {
          onFault(error as Error);
          pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
        }
      }
    }
  };
  void keep();
  return {
    addr,
    async shutdown() {
      isStopping = true;
      await current.server.shutdown().catch(onFault);
    },
  };
}
