/**
 * Snappy's block format (google/snappy, `format_description.txt`), as Loki's and Prometheus' protobuf
 * bodies are compressed: the length first, then literals and copies of what is out already.
 */
import { fail, ok, type Result } from "../../../contract/mod.ts";

const LENGTH_BYTES_MAX = 5;
/** Behind this many of a literal's first values, its length stands in bytes of its own. */
const LITERAL_LENGTH_MAX = 60;

/** Failures: `bad_compression`, and `decoded_too_large` before any room is made for it. */
export function unsnappy(sent: Uint8Array, bytesMax: number): Result<Uint8Array> {
  let length = 0;
  let at = 0;
  for (;; at++) {
    const byte = sent[at];
    if (byte === undefined || at === LENGTH_BYTES_MAX) return broken();
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) break;
  }
  at++;
  if (length > bytesMax) return fail({ kind: "decoded_too_large", limit: bytesMax });
  // No element of three bytes gives more than 64: what says otherwise is not worth the room.
  if (length > sent.length * 64) return broken();
  const out = new Uint8Array(length);
  let to = 0;
  while (at < sent.length) {
    const tag = sent[at++]!;
    const kind = tag & 3;
    let count = (tag >>> 2) + 1;
    if (kind === 0) {
      if (count > LITERAL_LENGTH_MAX) {
        const bytes = count - LITERAL_LENGTH_MAX;
        count = littleEndian(sent, at, bytes) + 1;
        at += bytes;
      }
      if (count > sent.length - at || count > length - to) return broken();
      out.set(sent.subarray(at, at + count), to);
      at += count;
      to += count;
      continue;
    }
    let offset: number;
    if (kind === 1) {
      count = ((tag >>> 2) & 7) + 4;
      offset = ((tag >>> 5) << 8) + (sent[at++] ?? 0);
    } else {
      const bytes = kind === 2 ? 2 : 4;
      offset = littleEndian(sent, at, bytes);
      at += bytes;
    }
    if (offset === 0 || offset > to || count > length - to || at > sent.length) return broken();
    if (offset >= count) out.copyWithin(to, to - offset, to - offset + count);
    else for (let i = 0; i < count; i++) out[to + i] = out[to + i - offset]!;
    to += count;
  }
  return to === length ? ok(out) : broken();
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) value += (bytes[at + i] ?? 0) * 2 ** (8 * i);
  return value;
}

function broken(): Result<never> {
  return fail({ kind: "bad_compression", detail: "The body is no block of snappy" });
}
