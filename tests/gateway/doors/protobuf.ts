/** Messages of protobuf, written by hand: what a test sends is seen byte by byte. */
const encoder = new TextEncoder();

export function varint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}

export function int(field: number, value: bigint | number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

export function fixed64(field: number, value: bigint): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  return [...varint(field * 8 + 1), ...bytes];
}

export function double(field: number, value: number): number[] {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return [...varint(field * 8 + 1), ...bytes];
}

export function fixed32(field: number, value: number): number[] {
  return [...varint(field * 8 + 5), ...new Uint8Array(new Uint32Array([value]).buffer)];
}

/** A text, bytes, or a message that consists of fields. */
export function bytes(field: number, value: string | readonly number[]): number[] {
  const content = typeof value === "string" ? [...encoder.encode(value)] : value;
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

export function message(...fields: readonly number[][]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(fields.flat());
}
