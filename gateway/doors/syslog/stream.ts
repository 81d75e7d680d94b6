/**
 * Syslog on a connection, plain or TLS (RFC 6587, RFC 5425): nobody answers, so a sender is told to wait
 * by not being read. What is read is stored before more is.
 */
import type { EndReason, OpenConnection, Phase } from "../../../contract/mod.ts";
import { createMessages, messagesReader } from "../wire/messages.ts";
import { BAD_FRAME, findMessages } from "./framing.ts";
import type { Store } from "../store.ts";

/** What is used of `Deno.Conn`. */
export interface SyslogConn {
  readonly remoteAddr: Deno.Addr;
  read(into: Uint8Array): Promise<number | null>;
  close(): void;
}

export interface StreamDeps {
  readonly store: Store;
  readonly messageBytesMax: number;
  /** A message was larger than that, so its sender was cut off. */
  readonly onTooLarge: () => void;
}

/** Room for messages beside the one that is largest. */
const READ_BYTES = 128 * 1024;
const LF = 0x0a;

/** Reads until either side ends it; the function ends it from outside, once what came is stored. */
export function serveSyslog(
  conn: SyslogConn,
  open: OpenConnection,
  deps: StreamDeps,
): (reason: EndReason, phase: Phase) => void {
  open.enter("work"); // a sender may be silent for as long as it likes
  let isEnded = false;
  const close = () => {
    try {
      conn.close();
    } catch {
      // it is closed already
    }
  };
  void readAll(conn, deps, () => isEnded).catch(() => {}).finally(() => {
    close();
    open.gone();
  });
  return () => {
    isEnded = true;
    close();
  };
}

async function readAll(
  conn: SyslogConn,
  { store, messageBytesMax, onTooLarge }: StreamDeps,
  isEnded: () => boolean,
): Promise<void> {
  const buffer = new Uint8Array(messageBytesMax + READ_BYTES);
  let length = 0;
  while (!isEnded()) {
    const count = await conn.read(buffer.subarray(length));
    // The last message of a connection may come without the line feed behind it.
    if (count === null) {
      if (length === 0 || length === buffer.length) return;
      buffer[length++] = LF;
    } else length += count;
    const messages = createMessages();
    const end = findMessages(buffer, length, messageBytesMax, messages);
    if (messages.count > 0) await store(buffer.slice(0, length), messagesReader(messages));
    if (end === BAD_FRAME) return onTooLarge();
    if (count === null) return;
    buffer.copyWithin(0, end, length);
    length -= end;
  }
}
