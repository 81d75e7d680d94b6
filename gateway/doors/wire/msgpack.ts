/**
 * MessagePack (github.com/msgpack/msgpack, `spec.md`), value by value where it stands: a head says of
 * which kind a value is and how long, so that it can be taken, or passed over.
 *
 * Nothing throws: where bytes are missing, or are no head, the offset behind is `CUT` or `BROKEN`.
 */
import { doubleJson, doubleOf } from "./protobuf.ts";

export const CUT = -1;
export const BROKEN = -2;

type Kind = "nil" | "bool" | "number" | "text" | "bytes" | "array" | "map" | "extension";

export const KIND: Readonly<Record<Kind, number>> = {
  nil: 0,
  bool: 1,
  number: 2,
  text: 3,
  bytes: 4,
  array: 5,
  map: 6,
  extension: 7,
};

export interface MsgpackReader {
  readonly kind: number;
  /** Of texts, bytes and extensions: where they are; of arrays and maps `count` elements or pairs follow. */
  readonly start: number;
  readonly end: number;
  readonly count: number;
  /** JSON text of a number or a boolean. */
  readonly json: string;
  /** The type of an extension. */
  readonly type: number;
  /** Reads the head at `at` before `length`; gives the offset behind it and behind a text, or below 0. */
  next(at: number, length: number): number;
  /** The offset behind the whole value at `at`, or below 0. */
  skip(at: number, length: number): number;
}

/** Levels of nesting that are passed over. */
const DEPTH_MAX = 64;
const TWO_32 = 2 ** 32;

export function createMsgpackReader(bytes: Uint8Array): MsgpackReader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { kind: 0, start: 0, end: 0, count: 0, json: "", type: 0, next, skip };

  function next(at: number, length: number): number {
    if (at >= length) return CUT;
    const head = bytes[at]!;
    if (head < 0x80) return number(String(head), at + 1);
    if (head >= 0xe0) return number(String(head - 256), at + 1);
    if (head < 0x90) return many(KIND.map, head & 0x0f, at + 1);
    if (head < 0xa0) return many(KIND.array, head & 0x0f, at + 1);
    if (head < 0xc0) return block(KIND.text, head & 0x1f, at + 1, length);
    const size = SIZES[head - 0xc0]!;
    if (at + 1 + size > length) return CUT;
    const from = at + 1;
    switch (head) {
      case 0xc0:
        reader.kind = KIND.nil;
        return from;
      case 0xc2:
      case 0xc3:
        reader.kind = KIND.bool;
        reader.json = head === 0xc3 ? "true" : "false";
        return from;
      case 0xc4:
      case 0xd9:
        return block(head === 0xc4 ? KIND.bytes : KIND.text, bytes[from]!, from + 1, length);
      case 0xc5:
      case 0xda:
        return block(
          head === 0xc5 ? KIND.bytes : KIND.text,
          view.getUint16(from),
          from + 2,
          length,
        );
      case 0xc6:
      case 0xdb:
        return block(
          head === 0xc6 ? KIND.bytes : KIND.text,
          view.getUint32(from),
          from + 4,
          length,
        );
      case 0xc7:
        return extension(bytes[from + 1]!, bytes[from]!, from + 2, length);
      case 0xc8:
        return extension(bytes[from + 2]!, view.getUint16(from), from + 3, length);
      case 0xc9:
        return extension(bytes[from + 4]!, view.getUint32(from), from + 5, length);
      case 0xca:
        return number(doubleJson(view.getFloat32(from)), from + 4);
      case 0xcb:
        return number(
          doubleJson(doubleOf(view.getUint32(from + 4), view.getUint32(from))),
          from + 8,
        );
      case 0xcc:
        return number(String(bytes[from]), from + 1);
      case 0xcd:
        return number(String(view.getUint16(from)), from + 2);
      case 0xce:
        return number(String(view.getUint32(from)), from + 4);
      case 0xcf:
        return number(unsigned(view.getUint32(from), view.getUint32(from + 4)), from + 8);
      case 0xd0:
        return number(String(view.getInt8(from)), from + 1);
      case 0xd1:
        return number(String(view.getInt16(from)), from + 2);
      case 0xd2:
        return number(String(view.getInt32(from)), from + 4);
      case 0xd3:
        return number(String(view.getBigInt64(from)), from + 8);
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return extension(bytes[from]!, 1 << (head - 0xd4), from + 1, length);
      case 0xdc:
        return many(KIND.array, view.getUint16(from), from + 2);
      case 0xdd:
        return many(KIND.array, view.getUint32(from), from + 4);
      case 0xde:
        return many(KIND.map, view.getUint16(from), from + 2);
      case 0xdf:
        return many(KIND.map, view.getUint32(from), from + 4);
      default: // 0xc1 is never used
        return BROKEN;
    }
  }

  function number(json: string, behind: number): number {
    reader.kind = KIND.number;
    reader.json = json;
    return behind;
  }

  function many(kind: number, count: number, behind: number): number {
    reader.kind = kind;
    reader.count = count;
    return behind;
  }

  function block(kind: number, size: number, start: number, length: number): number {
    if (start + size > length) return CUT;
    reader.kind = kind;
    reader.start = start;
    return reader.end = start + size;
  }

  function extension(type: number, size: number, start: number, length: number): number {
    reader.type = type;
    return block(KIND.extension, size, start, length);
  }

  function skip(at: number, length: number): number {
    // How many values are still to come at each level of nesting.
    const left = [1];
    let to = at;
    while (left.length > 0) {
      if (left[left.length - 1]!-- === 0) {
        left.pop();
        continue;
      }
      to = next(to, length);
      if (to < 0) return to;
      const values = reader.kind === KIND.array
        ? reader.count
        : reader.kind === KIND.map
        ? 2 * reader.count
        : 0;
      if (values === 0) continue;
      if (left.length > DEPTH_MAX) return BROKEN;
      left.push(values);
    }
    return to;
  }

  return reader;
}

function unsigned(high: number, low: number): string {
  return high < 2 ** 21
    ? String(high * TWO_32 + low)
    : ((BigInt(high) << 32n) | BigInt(low)).toString();
}

/** Bytes of a head behind its first one, from 0xc0 to 0xdf. */
const SIZES: readonly number[] = [
  ...[0, 0, 0, 0, 1, 2, 4, 2, 3, 5, 4, 8, 1, 2, 4, 8],
  ...[1, 2, 4, 8, 1, 1, 1, 1, 1, 1, 2, 4, 2, 4, 2, 4],
];
