/**
 * Syslog in datagrams (RFC 5426): each is a message. What comes while the last batch is stored waits, up
 * to a bound; beyond it datagrams are dropped and counted. What the kernel drops before, nobody here sees.
 */
import { addMessage, createMessages, type Messages, messagesReader } from "../wire/messages.ts";
import type { Store } from "../store.ts";

/** What is used of `Deno.DatagramConn`. */
export interface DatagramSource {
  receive(into?: Uint8Array): Promise<[Uint8Array, Deno.Addr]>;
  close(): void;
}

export interface DatagramDeps {
  readonly store: Store;
  readonly onReceived: () => void;
  /** There was no room for one. */
  readonly onDropped: () => void;
}

export interface Datagrams {
  /** Takes no more; settles when all that came is stored. */
  close(): Promise<void>;
}

/** The largest datagram of UDP over IPv4 is a little smaller. */
const DATAGRAM_BYTES_MAX = 64 * 1024;
const PENDING_BYTES_MAX = 8 * 1024 * 1024;
const BATCH_BYTES = 256 * 1024;
const BATCH_MESSAGES_MAX = 2000;

interface Gathered {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  readonly messages: Messages;
}

const gather = (): Gathered => ({
  bytes: new Uint8Array(BATCH_BYTES),
  length: 0,
  messages: createMessages(),
});

export function receiveDatagrams(source: DatagramSource, deps: DatagramDeps): Datagrams {
  const full: Gathered[] = [];
  let current = gather();
  let storing: Promise<void> | undefined;
  let isClosed = false;

  function add(datagram: Uint8Array): void {
    deps.onReceived();
    const isFull = current.length + datagram.length > BATCH_BYTES ||
      current.messages.count >= BATCH_MESSAGES_MAX;
    if (isFull) {
      if ((full.length + 2) * BATCH_BYTES > PENDING_BYTES_MAX) return deps.onDropped();
      full.push(current);
      current = gather();
    }
    current.bytes.set(datagram, current.length);
    const end = current.length + datagram.length;
    addMessage(current.messages, current.bytes, current.length, end);
    current.length = end;
    storing ??= storeAll().finally(() => storing = undefined);
  }

  async function storeAll(): Promise<void> {
    await Promise.resolve(); // those that are here already come along
    for (;;) {
      let next = full.shift();
      if (next === undefined) {
        if (current.length === 0) return;
        next = current;
        current = gather();
      }
      const { bytes, length, messages } = next;
      if (messages.count > 0) await deps.store(bytes.subarray(0, length), messagesReader(messages));
    }
  }

  async function receive(): Promise<void> {
    const buffer = new Uint8Array(DATAGRAM_BYTES_MAX);
    while (!isClosed) {
      try {
        const [datagram] = await source.receive(buffer);
        add(datagram);
      } catch {
        if (isClosed) return;
      }
    }
  }

  const receiving = receive();
  return {
    async close() {
      isClosed = true;
      source.close();
      await receiving;
      await storing;
    },
  };
}
