/** The server of a gateway, with the bounds that its settings say, counted and told in the log. */
import { type AcceptObserver, type Connections, createConnections } from "../contract/mod.ts";
import type { App } from "./app.ts";
import type { ConnectionMetrics } from "./connection_metrics.ts";
import { createHttpServer, type HttpServer } from "./listen/mod.ts";
import type { Log } from "./log.ts";
import type { GatewaySettings } from "./settings.ts";

export interface FrontDoorDeps {
  readonly settings: GatewaySettings;
  readonly handler: App;
  readonly metrics: ConnectionMetrics;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  /** Nothing listens any more, and nobody asked for that. */
  readonly onListenerLost: () => void;
}

/** The log says so often at most that descriptors are short; the counter says how often they were. */
const EXHAUSTED_LOG_INTERVAL_MS = 10_000;

/** What other doors need to have their connections counted with those of HTTP. */
export interface SideConnections {
  readonly connections: Connections;
  readonly observer: AcceptObserver;
}

export function createFrontDoor(deps: FrontDoorDeps): HttpServer & { side: SideConnections } {
  const { settings, handler, metrics, log, monotonicMs } = deps;
  const connections = createConnections({
    bounds: {
      connectionsMax: settings.LOGOPS_CONNECTIONS_MAX,
      perAddressMax: settings.LOGOPS_CONNECTIONS_PER_ADDRESS_MAX,
      headMs: settings.LOGOPS_HEAD_TIMEOUT_SEC * 1000,
      idleMs: settings.LOGOPS_IDLE_TIMEOUT_SEC * 1000,
    },
    monotonicMs,
    onEnd: metrics.ended,
  });
  metrics.watch(() => connections.open);
  let toldMs = -Infinity;
  const observer: AcceptObserver = {
    ...metrics,
    exhausted(open) {
      metrics.exhausted(open);
      if (monotonicMs() - toldMs < EXHAUSTED_LOG_INTERVAL_MS) return;
      toldMs = monotonicMs();
      log.error("out_of_descriptors", {
        open,
        detail: "no connection can be taken: raise the limit of open files (ulimit -n), or " +
          "lower LOGOPS_CONNECTIONS_MAX below it",
      });
    },
  };
  const server = createHttpServer({
    connections,
    handler,
    observer,
    onBadRequest: metrics.badRequest,
    nowMs: deps.nowMs,
    onListenerLost(error) {
      log.error("listener_lost", { error: error.name });
      deps.onListenerLost();
    },
  });
  return { ...server, side: { connections, observer } };
}
