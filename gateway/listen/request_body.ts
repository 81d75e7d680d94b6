/**
 * The body of a request as it comes off a connection: of a length that was said before, or in
 * chunks that each say theirs (RFC 9112, sections 6 and 7.1).
 *
 * ```
 * 5;extension ⏎ hello ⏎  6 ⏎ , logs ⏎  0 ⏎ trailer: x ⏎ ⏎
 * ```
 *
 * A read fills its block before it is given away, across chunks too: a body of a million chunks is
 * in as many pieces as any other.
 */
import type { IncomingBody } from "../incoming_request.ts";
import { type ConnectionReader, ReadError } from "./connection_reader.ts";

export interface RequestBody extends IncomingBody {
  /** Whether all of it has been read. */
  readonly isRead: boolean;
}

export interface BodyEvents {
  /** Before the first byte is waited for. */
  readonly onFirstRead: () => Promise<void>;
  readonly onEnd: () => void;
}

const CHUNK_LINE_BYTES_MAX = 256;
const TRAILER_BYTES_MAX = 8 * 1024;
const CHUNK_SIZE = /^([0-9A-Fa-f]{1,8})[\t ]*(?:;.*)?$/;

export function createRequestBody(
  reader: ConnectionReader,
  length: number | "chunked",
  events: BodyEvents,
): RequestBody {
  const isChunked = length === "chunked";
  /** Of the body, or of the chunk. */
  let left = isChunked ? 0 : length;
  let isFirstChunk = true;
  let received = 0;
  let isRead = false;
  let hasBegun = false;

  const endNow = () => {
    isRead = true;
    events.onEnd();
  };
  /** Reads what is between chunks; false when there is no further one. */
  const nextChunk = async (): Promise<boolean> => {
    if (!isFirstChunk && await reader.line(0) !== "") throw new ReadError("bad_framing");
    isFirstChunk = false;
    const [, size] = CHUNK_SIZE.exec(await reader.line(CHUNK_LINE_BYTES_MAX)) ?? [];
    if (size === undefined) throw new ReadError("bad_framing");
    left = parseInt(size, 16);
    if (left > 0) return true;
    let trailerBytes = 0;
    for (let line = ""; (line = await reader.line(TRAILER_BYTES_MAX)) !== "";) {
      trailerBytes += line.length;
      if (trailerBytes > TRAILER_BYTES_MAX) throw new ReadError("bad_framing");
    }
    return false;
  };

  return {
    get remaining() {
      return isChunked ? (isRead ? 0 : undefined) : left;
    },
    get received() {
      return received;
    },
    get isRead() {
      return isRead;
    },
    async read(bytesMax) {
      if (isRead) return undefined;
      if (!hasBegun) {
        hasBegun = true;
        await events.onFirstRead();
      }
      const block = new Uint8Array(isChunked ? bytesMax : Math.min(left, bytesMax));
      let filled = 0;
      while (filled < block.length) {
        if (left === 0) {
          if (isChunked && await nextChunk()) continue;
          endNow();
          break;
        }
        const count = await reader.some(block.subarray(filled, filled + left));
        filled += count;
        left -= count;
        received += count;
      }
      if (!isChunked && left === 0 && !isRead) endNow();
      if (filled === block.length) return block;
      return filled === 0 ? undefined : block.slice(0, filled);
    },
    cancel: () => reader.cancel(),
  };
}
