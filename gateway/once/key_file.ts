/**
 * Keys beside their journal file (`20260501.keys`): what a start reads instead of the whole file.
 * Not synced and made anew from the journal as far as it lacks: only the journal counts.
 *
 * ```
 * entry, 32 bytes:  id 16 │ end of the batch 6 │ seconds since the epoch 6 │ CRC-32 of these 4
 * ```
 */
import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";

export const ENTRY_BYTES = 32;
const ID_BYTES = 16;
const END_AT = ID_BYTES;
const TIME_AT = END_AT + 6;
const SUM_AT = TIME_AT + 6;
const FILE_MODE = 0o640;

export interface KeyEntry {
  readonly id: string;
  /** Bytes from the journal file's start to the end of the batch. */
  readonly end: number;
  readonly atMs: number;
}

/** The name of the file beside `journalName`. */
export function keyFileName(journalName: string): string {
  return journalName.replace(/\.ndjson$/, ".keys");
}

export function encodeEntry({ id, end, atMs }: KeyEntry): Uint8Array {
  const entry = Buffer.alloc(ENTRY_BYTES);
  entry.write(id, 0, "hex");
  entry.writeUIntBE(end, END_AT, 6);
  entry.writeUIntBE(Math.floor(atMs / 1000), TIME_AT, 6);
  entry.writeUInt32BE(crc32(entry.subarray(0, SUM_AT)), SUM_AT);
  return entry;
}

/** The entries of a file, up to the first that is damaged. */
export function* decodeEntries(bytes: Uint8Array): Generator<KeyEntry> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + ENTRY_BYTES <= buffer.length; at += ENTRY_BYTES) {
    const entry = buffer.subarray(at, at + ENTRY_BYTES);
    if (entry.readUInt32BE(SUM_AT) !== crc32(entry.subarray(0, SUM_AT))) return;
    yield {
      id: entry.toString("hex", 0, ID_BYTES),
      end: entry.readUIntBE(END_AT, 6),
      atMs: entry.readUIntBE(TIME_AT, 6) * 1000,
    };
  }
}

export async function appendEntries(path: string, entries: readonly Uint8Array[]): Promise<void> {
  const options = { append: true, create: true, mode: FILE_MODE } as const;
  await Deno.writeFile(path, Buffer.concat(entries), options);
}
