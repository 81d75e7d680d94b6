/**
 * The doors: dialects that senders speak already, each with what its clients expect to be answered.
 * `LOGOPS_DOORS` names those that are open.
 *
 * | door | routes | file |
 * |---|---|---|
 * | `otlp` | `POST /v1/logs`, by content type and shape | `otlp/` |
 * | `elasticsearch` | `POST /_bulk`, `/{index}/_bulk`, `GET /` and others | `elasticsearch/` |
 * | `splunk_hec` | `POST /services/collector` and below | `hec/` |
 * | `heroku` | `POST /v1/logs` of `application/logplex-1` | `heroku.ts` |
 * | `firehose` | `POST /aws/firehose` | `firehose.ts` |
 * | `loki` | `POST /loki/api/v1/push` | `loki/` |
 */
import type { IncomingRequest } from "../incoming_request.ts";
import type { Door, DoorRoute, Exchange } from "./door.ts";
import { openOwn } from "./logops.ts";
import { firehose } from "./firehose.ts";
import { heroku } from "./heroku.ts";
import { elasticsearch } from "./elasticsearch/mod.ts";
import { splunkHec } from "./hec/mod.ts";
import { loki } from "./loki/mod.ts";
import { otlp } from "./otlp/mod.ts";

export { type Datagrams, receiveDatagrams } from "./syslog/datagrams.ts";
export { createStore } from "./store.ts";
export { serveGrpc } from "./otlp/mod.ts";
export { type ForwardConn, serveForward } from "./forward/stream.ts";
export { serveSyslog, type SyslogConn } from "./syslog/stream.ts";
export type { Door, DoorRoute, Exchange, PlainDeps } from "./door.ts";

const doors = [
  otlp,
  loki,
  elasticsearch,
  splunkHec,
  heroku,
  firehose,
] as const satisfies readonly Door[];

/** The label of our own dialect, which is always open. */
export const OWN_DOOR = "logops";
export const DOOR_NAMES: readonly string[] = doors.map(({ name }) => name);
export const OWN_PATH = "/v1/logs";

/** A route with the door that it belongs to. */
export interface OpenRoute extends DoorRoute {
  readonly door: string;
}

export interface OpenDoors {
  readonly doors: readonly Door[];
  readonly routes: readonly OpenRoute[];
  /** A request to `POST /v1/logs`: whose it is, and how it is read and answered. */
  openShared(request: IncomingRequest): { readonly door: string; readonly exchange: Exchange };
}

export function openDoors(names: readonly string[]): OpenDoors {
  const open: readonly Door[] = doors.filter(({ name }) => names.includes(name));
  return {
    doors: open,
    routes: open.flatMap((door) =>
      (door.routes?.() ?? []).map((route) => ({ ...route, door: door.name }))
    ),
    openShared(request) {
      for (const { name, openShared } of open) {
        const exchange = openShared?.(request);
        if (exchange !== undefined) return { door: name, exchange };
      }
      return { door: OWN_DOOR, exchange: openOwn(request) };
    },
  };
}
