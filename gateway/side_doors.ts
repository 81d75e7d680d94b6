/**
 * Doors that have a port of their own and speak no HTTP: syslog over TCP, TLS and UDP, Fluent's forward. Closed unless a
 * setting names the port. A sender cannot say who it is there, so the settings say for whom it speaks.
 */
import { acceptConnections, type Accepting, type Failure } from "../contract/mod.ts";
import type { SideConnections } from "./front_door.ts";
import {
  createStore,
  type Datagrams,
  type ForwardConn,
  receiveDatagrams,
  serveForward,
  serveSyslog,
  type SyslogConn,
} from "./doors/mod.ts";
import type { Log } from "./log.ts";
import type { SideDoorMetrics } from "./side_door_metrics.ts";
import type { GatewaySettings } from "./settings.ts";
import type { BodyReader } from "./transcribe/mod.ts";

export interface SideDoorDeps<Files> {
  readonly settings: GatewaySettings;
  readonly connections: SideConnections;
  readonly take: (
    door: string,
    bytes: Uint8Array<ArrayBuffer>,
    reader: BodyReader,
  ) => Promise<Failure | undefined>;
  readonly metrics: SideDoorMetrics;
  readonly log: Log;
  readonly listen: {
    tcp(port: number): Deno.Listener;
    /** With other files than at the start, where they have changed. */
    tls(port: number, files?: Files): Deno.Listener;
    udp(port: number): Deno.DatagramConn;
  };
}

export interface SideDoors<Files> {
  /** The ports that are open, by door. */
  readonly ports: Readonly<Record<string, number>>;
  /** Has the listener of TLS begin anew, with another certificate. */
  renewTls(files: Files): void;
  close(): Promise<void>;
}

export function openSideDoors<Files>(deps: SideDoorDeps<Files>): SideDoors<Files> {
  const { settings, connections, metrics, log, listen } = deps;
  const ports: Record<string, number> = {};
  const conns = new Set<{ close(): void }>();
  let isClosing = false;
  const storeOf = (door: string) =>
    createStore({
      take: (bytes, reader) => deps.take(door, bytes, reader),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      isClosing: () => isClosing,
      onLost(failure) {
        metrics.lost(door, failure.kind);
        log.error("batch_lost", { door, reason: failure.kind });
      },
    });

  function accept(door: string, listener: Deno.Listener): Accepting {
    const store = storeOf(door);
    ports[door] = (listener.addr as Deno.NetAddr).port;
    return acceptConnections<SyslogConn>(listener as unknown as Deno.TcpListener, {
      ...connections,
      serve(conn, open) {
        conns.add(conn);
        if ("setKeepAlive" in conn) (conn as Deno.TcpConn).setKeepAlive(true);
        const gone = () => {
          conns.delete(conn);
          open.gone();
        };
        return serveSyslog(conn, { ...open, enter: open.enter, gone }, {
          store,
          messageBytesMax: settings.LOGOPS_SYSLOG_MESSAGE_BYTES_MAX,
          onTooLarge: () => metrics.lost(door, "message_too_large"),
        });
      },
      refuse: (conn) => conn.close(),
    });
  }

  function acceptForward(listener: Deno.Listener): Accepting {
    const door = "forward";
    ports[door] = (listener.addr as Deno.NetAddr).port;
    return acceptConnections<ForwardConn>(listener as unknown as Deno.TcpListener, {
      ...connections,
      serve(conn, open) {
        conns.add(conn);
        const gone = () => {
          conns.delete(conn);
          open.gone();
        };
        return serveForward(conn, { enter: open.enter, gone }, {
          store: storeOf(door),
          messageBytesMax: settings.LOGOPS_BODY_BYTES_MAX,
          onRefused: (reason) => metrics.lost(door, reason),
        });
      },
      refuse: (conn) => conn.close(),
    });
  }

  const { LOGOPS_SYSLOG_TCP_PORT: tcp, LOGOPS_SYSLOG_TLS_PORT: tls } = settings;
  const accepting = tcp === undefined ? [] : [accept("syslog_tcp", listen.tcp(tcp))];
  if (settings.LOGOPS_FORWARD_PORT !== undefined) {
    accepting.push(acceptForward(listen.tcp(settings.LOGOPS_FORWARD_PORT)));
  }
  let secure = tls === undefined ? undefined : accept("syslog_tls", listen.tls(tls));
  const datagrams: Datagrams[] = [];
  if (settings.LOGOPS_SYSLOG_UDP_PORT !== undefined) {
    const source = listen.udp(settings.LOGOPS_SYSLOG_UDP_PORT);
    ports.syslog_udp = (source.addr as Deno.NetAddr).port;
    datagrams.push(receiveDatagrams(source, {
      store: storeOf("syslog_udp"),
      onReceived: metrics.datagram,
      onDropped: () => metrics.lost("syslog_udp", "buffer_full"),
    }));
  }
  return {
    ports,
    renewTls(files) {
      if (secure === undefined) return;
      const before = secure;
      secure = accept("syslog_tls", listen.tls(ports.syslog_tls!, files));
      before.close();
    },
    async close() {
      isClosing = true;
      for (const one of [...accepting, ...(secure === undefined ? [] : [secure])]) one.close();
      for (const conn of conns) closeReading(conn);
      await Promise.all(datagrams.map((one) => one.close()));
    },
  };
}

function closeReading(conn: { close(): void }): void {
  try {
    conn.close();
  } catch {
    // its sender was faster
  }
}
