/**
 * Takes connections from a listener, of TCP or TLS, for as long as the process lives.
 *
 * The runtime's own servers end, or stop to accept, at the first accept that fails. Here a client
 * that is gone before it was accepted is passed over, and where descriptors run out the loop ends
 * some connections, waits, and goes on; those that come meanwhile wait in the kernel's queue.
 */
import type { Connections, End, OpenConnection, RefusalReason } from "./connections.ts";

/** What a loop needs of `Deno.Conn`. */
export interface Acceptable {
  readonly remoteAddr: Deno.Addr;
  close(): void;
}

/** What it needs of `Deno.Listener`, which a `Deno.TlsListener` is as well. */
export interface Acceptor<C extends Acceptable> {
  accept(): Promise<C>;
  close(): void;
}

export interface AcceptObserver {
  accepted(): void;
  refused(reason: RefusalReason): void;
  /** There was no descriptor for a connection; `open` are held. */
  exhausted(open: number): void;
}

export interface AcceptDeps<C extends Acceptable> {
  readonly connections: Connections;
  readonly observer: AcceptObserver;
  /** Speaks the protocol; what it gives back ends that, and closes. */
  readonly serve: (conn: C, open: OpenConnection, address: string) => End;
  /** Says so, in the protocol, and closes. */
  readonly refuse: (conn: C, reason: RefusalReason) => void;
}

export interface Accepting {
  /** Takes no further connection. */
  close(): void;
  /** Settles when the loop has ended; rejects if that was not asked for. */
  readonly ended: Promise<void>;
}

const OUT_OF_DESCRIPTORS: ReadonlySet<unknown> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);
const IPV6_GROUPS = 8;
const PAUSE_MS_MIN = 50;
const PAUSE_MS_MAX = 1000;
/** So many clients may be gone in a row before they were accepted; then the loop takes breath. */
const FAILURES_MAX = 100;

export function acceptConnections<C extends Acceptable>(
  listener: Acceptor<C>,
  deps: AcceptDeps<C>,
): Accepting {
  let isClosed = false;

  const take = (conn: C) => {
    const address = addressOf(conn.remoteAddr);
    let end: End = () => conn.close();
    const open = deps.connections.add(address, (reason, phase) => end(reason, phase));
    if (typeof open === "string") {
      deps.observer.refused(open);
      return deps.refuse(conn, open);
    }
    deps.observer.accepted();
    end = deps.serve(conn, open, address);
  };
  const run = async () => {
    let pauseMs = PAUSE_MS_MIN;
    let failures = 0;
    while (!isClosed) {
      const conn = await listener.accept().catch((error: Error & { code?: string }) => error);
      if (!(conn instanceof Error)) {
        if (isClosed) return conn.close(); // it came while the listener was closed
        pauseMs = PAUSE_MS_MIN;
        failures = 0;
        take(conn);
        continue;
      }
      if (isClosed) return;
      if (conn instanceof Deno.errors.BadResource) throw conn;
      const isExhausted = OUT_OF_DESCRIPTORS.has(conn.code);
      if (isExhausted) {
        deps.observer.exhausted(deps.connections.open);
        deps.connections.exhausted();
      } else if (++failures < FAILURES_MAX) continue;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = Math.min(2 * pauseMs, PAUSE_MS_MAX);
    }
  };
  return {
    close() {
      isClosed = true;
      listener.close();
    },
    ended: run(),
  };
}

/**
 * Whose connection it is. A host of IPv6 has a whole /64 to choose its addresses from (RFC 4291,
 * section 2.5.4), so that counts as one; an IPv4 address that is mapped is one of IPv4.
 */
export function addressOf(address: Deno.Addr): string {
  if (!("hostname" in address)) return address.transport;
  const { hostname } = address;
  if (!hostname.includes(":")) return hostname;
  if (hostname.includes(".")) return hostname.slice(hostname.lastIndexOf(":") + 1);
  const [head = "", tail] = hostname.split("::");
  const groups = head.split(":").filter((group) => group !== "");
  if (tail !== undefined) {
    const missing = IPV6_GROUPS - groups.length - tail.split(":").filter((g) => g !== "").length;
    groups.push(...Array(Math.max(0, missing)).fill("0"), ...tail.split(":"));
  }
  return `${groups.slice(0, IPV6_GROUPS / 2).join(":")}::/64`;
}
