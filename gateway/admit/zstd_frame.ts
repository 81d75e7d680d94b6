/**
 * Whether bytes are whole Zstandard frames (RFC 8878, section 3.1). The runtime's decompressor takes
 * a body that was cut short for a complete one; this walk over the block headers tells them apart.
 *
 * ```
 * frame = magic(4) descriptor(1) [window(1)] [dictionary 0|1|2|4] [size 0|1|2|4|8] block… [checksum(4)]
 * block = header(3, little-endian: last:1 type:2 size:21) content
 * ```
 */

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50; // the low four bits are free
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

export function isWholeZstd(bytes: Uint8Array): boolean {
  if (bytes.byteLength === 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    let at = 0;
    while (at < view.byteLength) at = frameEnd(view, at);
    return at === view.byteLength;
  } catch (error) {
    if (error instanceof RangeError) return false; // a header lies beyond the end
    throw error;
  }
}

function frameEnd(view: DataView, start: number): number {
  const magic = view.getUint32(start, true);
  if ((magic & 0xfffffff0) === SKIPPABLE_MAGIC) return start + 8 + view.getUint32(start + 4, true);
  if (magic !== MAGIC) throw new RangeError("no zstd frame");
  const descriptor = view.getUint8(start + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 && isSingleSegment ? 1 : CONTENT_SIZE_BYTES[sizeFlag]!;
  const windowBytes = isSingleSegment ? 0 : 1;
  const blocks = start + 5 + windowBytes + DICTIONARY_ID_BYTES[descriptor & 3]! + sizeBytes;
  const checksumBytes = (descriptor & 4) !== 0 ? 4 : 0;
  return blocksEnd(view, blocks) + checksumBytes;
}

function blocksEnd(view: DataView, start: number): number {
  let at = start;
  while (true) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const type = (header >> 1) & 3;
    if (type === RESERVED_BLOCK) throw new RangeError("no zstd block");
    at += 3 + (type === RLE_BLOCK ? 1 : header >> 3);
    if ((header & 1) === 1) return at;
  }
}
