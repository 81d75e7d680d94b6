/**
 * A batch's key as it stands in the journal: a field of the batch's last record, so that one write
 * and one sync take both, and the key is there only where the whole batch is. The first record says
 * what is to come: where it does not, a crash has cut the batch short.
 *
 * ```json
 * {"ts":…,"msg":…,"_batch":{"id":"mBc…","records":100}}
 * {"ts":…,"msg":…}
 * {"ts":…,"msg":…,"_batch":{"id":"mBc…","body":"9c4-1k2f","receipt":{"accepted":100,"ts":…}}}
 * ```
 */
import { MARK_FIELD } from "../../contract/mod.ts";
import { ID } from "./batch_id.ts";
import { Buffer } from "node:buffer";
import { z } from "zod";

const Mark = z.strictObject({
  id: z.string().regex(ID),
  /** What tells the body from another. */
  body: z.string().max(32),
  /** What the sender was told of the batch. */
  receipt: z.record(z.string(), z.unknown()),
});
export type Mark = z.infer<typeof Mark>;

const Begin = z.strictObject({ id: z.string(), records: z.int() });

/** More than a mark ever has: a receipt is a bounded number of counts. */
export const MARK_BYTES_MAX = 4096;
const BEGIN = new TextEncoder().encode(`,"${MARK_FIELD}":{"id":"`);
const NEWLINE = 10;
const CLOSE = 0x7d;
const decoder = new TextDecoder();

/** What a batch's first and last record get as a further field: JSON text after a comma. */
export function markFields(mark: Mark, records: number): { first: string; last: string } {
  const first = records > 1 ? `,"${MARK_FIELD}":{"id":"${mark.id}","records":${records}}` : "";
  return { first, last: `,"${MARK_FIELD}":${JSON.stringify(mark)}` };
}

/** The mark of the batch that ends with the last of `bytes`; `undefined` where none does. */
export function markAtEnd(bytes: Uint8Array): Mark | undefined {
  return Mark.safeParse(fieldAtEnd(bytes, lastIndexOf(bytes, BEGIN))).data;
}

/**
 * Where in `bytes`, which are whole lines, a batch begins that they do not hold to its end; -1 where
 * the last that is marked is whole, `undefined` where none is marked.
 */
export function begunBatchStart(bytes: Uint8Array): number | undefined {
  for (let rest = bytes;;) {
    const at = lastIndexOf(rest, BEGIN);
    if (at < 0) return undefined;
    const field = fieldAtEnd(bytes.subarray(0, bytes.indexOf(NEWLINE, at) + 1), at);
    if (Mark.safeParse(field).success) return -1;
    if (Begin.safeParse(field).success) return bytes.lastIndexOf(NEWLINE, at) + 1;
    rest = bytes.subarray(0, at);
  }
}

/** The value of the field at `begin`, if the record ends with it, and `bytes` with the record. */
function fieldAtEnd(bytes: Uint8Array, begin: number): unknown {
  if (begin < 0 || bytes.at(-1) !== NEWLINE || bytes.at(-2) !== CLOSE) return undefined;
  const value = begin + BEGIN.length - '{"id":"'.length;
  try {
    return JSON.parse(decoder.decode(bytes.subarray(value, bytes.length - 2)));
  } catch {
    return undefined; // a field of that name further inside
  }
}

/** Ends of lines in `bytes` that may have a mark, as far as the lines are whole. */
export function* markedLineEnds(bytes: Uint8Array): Generator<number> {
  for (let at = indexOf(bytes, BEGIN, 0); at >= 0;) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end < 0) return;
    yield end + 1;
    at = indexOf(bytes, BEGIN, end);
  }
}

function indexOf(bytes: Uint8Array, part: Uint8Array, from: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(part, from);
}

function lastIndexOf(bytes: Uint8Array, part: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(part);
}
