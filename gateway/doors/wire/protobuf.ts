/**
 * Protocol buffers on the wire (protobuf.dev, "Encoding"), field by field, without a schema or an object:
 * a reader of a message asks for the next field and takes its value, or passes over it.
 *
 * ```
 * 0a 05 68 65 6c 6c 6f        field 1, length-delimited: bytes [start, end)
 * ```
 *
 * It never throws: what is no protobuf sets `isBroken`, after which there is no next field.
 */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

const VARINT_BYTES_MAX = 10;
const TWO_32 = 2 ** 32;

export interface ProtobufReader {
  readonly isBroken: boolean;
  /** Of the field read last. */
  readonly field: number;
  readonly wire: number;
  /** Where the value of a length-delimited field begins and ends. */
  readonly start: number;
  readonly end: number;
  /** The value of any other, as two unsigned halves. */
  readonly low: number;
  readonly high: number;
  /** The next field of the message that ends at `end`, from `at` on; gives the offset behind it, or -1. */
  next(at: number, end: number): number;
}

export function createProtobufReader(bytes: Uint8Array): ProtobufReader {
  const reader = {
    isBroken: false,
    ...{ field: 0, wire: 0, start: 0, end: 0, low: 0, high: 0 },
    next,
  };

  function next(at: number, end: number): number {
    if (at >= end || reader.isBroken) return -1;
    let from = varint(at, end);
    if (from === -1) return broken();
    const key = reader.low;
    reader.field = key >>> 3;
    reader.wire = key & 7;
    if (reader.field === 0 || reader.high !== 0) return broken();
    switch (reader.wire) {
      case WIRE.varint:
        from = varint(from, end);
        return from === -1 ? broken() : from;
      case WIRE.bytes: {
        from = varint(from, end);
        if (from === -1 || reader.high !== 0 || reader.low > end - from) return broken();
        reader.start = from;
        reader.end = from + reader.low;
        return reader.end;
      }
      case WIRE.fixed64:
        if (end - from < 8) return broken();
        reader.low = fixed32(from);
        reader.high = fixed32(from + 4);
        return from + 8;
      case WIRE.fixed32:
        if (end - from < 4) return broken();
        reader.low = fixed32(from);
        reader.high = 0;
        return from + 4;
      default: // groups were given up before anything that we read was written
        return broken();
    }
  }

  function broken(): number {
    reader.isBroken = true;
    return -1;
  }

  /** Sets `low` and `high`; gives the offset behind it, or -1. */
  function varint(at: number, end: number): number {
    const first = at < end ? bytes[at]! : 0x80;
    if (first < 0x80) {
      reader.low = first;
      reader.high = 0;
      return at + 1;
    }
    let low = 0;
    let high = 0;
    for (let i = 0; i < VARINT_BYTES_MAX && at + i < end; i++) {
      const byte = bytes[at + i]!;
      const bits = byte & 0x7f;
      if (i < 4) low += bits * 2 ** (7 * i);
      else if (i === 4) {
        low += (bits & 0x0f) * 2 ** 28;
        high = bits >>> 4;
      } else if (i < 9) high += bits * 2 ** (7 * i - 32);
      else high += (bits & 1) * 2 ** 31;
      if (byte < 0x80) {
        reader.low = low;
        reader.high = high % TWO_32;
        return at + i + 1;
      }
    }
    return -1;
  }

  function fixed32(at: number): number {
    return (bytes[at]! | bytes[at + 1]! << 8 | bytes[at + 2]! << 16 | bytes[at + 3]! << 24) >>> 0;
  }

  return reader;
}

/** The digits of a 64-bit value of two's complement, as `int64` has it. */
export function signedDigits(low: number, high: number): string {
  if (high === 0) return String(low);
  if (high < 2 ** 21) return String(high * TWO_32 + low);
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)).toString();
}

const view = new DataView(new ArrayBuffer(8));

export function doubleOf(low: number, high: number): number {
  view.setUint32(0, low, true);
  view.setUint32(4, high, true);
  return view.getFloat64(0, true);
}

/** JSON text of a double; what JSON has no number for is a text. */
export function doubleJson(value: number): string {
  return Number.isFinite(value) ? (Object.is(value, -0) ? "-0" : String(value)) : `"${value}"`;
}
