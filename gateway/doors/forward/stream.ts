/**
 * Fluent's forward protocol on a connection: whole messages are stored together, and then acknowledged
 * where their sender asks for that. What cannot be stored is not: its sender tries again.
 */
import type { EndReason, OpenConnection, Phase } from "../../../contract/mod.ts";
import type { Store } from "../store.ts";
import { BROKEN, createMsgpackReader } from "../wire/msgpack.ts";
import { type ForwardOutcome, forwardReader } from "./forward_reader.ts";

/** What is used of `Deno.Conn`. */
export interface ForwardConn {
  readonly remoteAddr: Deno.Addr;
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

export interface ForwardDeps {
  readonly store: Store;
  readonly messageBytesMax: number;
  /** What came is no message, or too large: its sender was cut off. */
  readonly onRefused: (reason: "bad_envelope" | "message_too_large") => void;
}

const BUFFER_BYTES_MIN = 64 * 1024;
const encoder = new TextEncoder();

/** Reads until either side ends it; the function ends it from outside. */
export function serveForward(
  conn: ForwardConn,
  open: OpenConnection,
  deps: ForwardDeps,
): (reason: EndReason, phase: Phase) => void {
  open.enter("work"); // a sender may be silent for as long as it likes
  const close = () => {
    try {
      conn.close();
    } catch {
      // it is closed already
    }
  };
  void readAll(conn, deps).catch(() => {}).finally(() => {
    close();
    open.gone();
  });
  return close;
}

async function readAll(
  conn: ForwardConn,
  { store, messageBytesMax, onRefused }: ForwardDeps,
): Promise<void> {
  let buffer = new Uint8Array(BUFFER_BYTES_MIN);
  let length = 0;
  for (;;) {
    if (length === buffer.length) {
      if (length >= messageBytesMax) return onRefused("message_too_large");
      const larger = new Uint8Array(Math.min(2 * length, messageBytesMax));
      larger.set(buffer);
      buffer = larger;
    }
    const count = await conn.read(buffer.subarray(length));
    if (count === null) return;
    length += count;
    const end = wholeEnd(buffer, length);
    if (end === BROKEN) return onRefused("bad_envelope");
    if (end === 0) continue;
    const outcome: ForwardOutcome = { chunks: [] };
    if (!await store(buffer.slice(0, end), forwardReader(outcome))) return;
    for (const chunk of outcome.chunks) await writeAll(conn, ackOf(chunk));
    buffer.copyWithin(0, end, length);
    length -= end;
    if (length === 0 && buffer.length > BUFFER_BYTES_MIN) buffer = new Uint8Array(BUFFER_BYTES_MIN);
  }
}

/** Where the last message ends that is whole; `BROKEN` where there is none to come. */
function wholeEnd(bytes: Uint8Array, length: number): number {
  const reader = createMsgpackReader(bytes);
  let end = 0;
  for (;;) {
    const next = reader.skip(end, length);
    if (next === BROKEN) return end === 0 ? BROKEN : end;
    if (next < 0) return end;
    end = next;
  }
}

async function writeAll(conn: ForwardConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
}

/** `{"ack":"<chunk>"}` in MessagePack. */
function ackOf(chunk: string): Uint8Array {
  const text = encoder.encode(chunk);
  const head = [0xdb, text.length >>> 24, text.length >>> 16, text.length >>> 8, text.length];
  return new Uint8Array([0x81, 0xa3, ...encoder.encode("ack"), ...head, ...text]);
}
