/** The two messages that OTLP answers with, in protobuf. */

const encoder = new TextEncoder();
const VARINT = 0;
const BYTES = 2;

/** `ExportLogsServiceResponse`: empty, or `partial_success` with what was not stored. */
export function responseMessage(rejected: number, reason: string): Uint8Array<ArrayBuffer> {
  if (rejected === 0) return new Uint8Array(0);
  const partial = [...key(1, VARINT), ...varint(rejected), ...text(2, reason)];
  return new Uint8Array([...key(1, BYTES), ...varint(partial.length), ...partial]);
}

/** `google.rpc.Status`. */
export function statusMessage(code: number, message: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...key(1, VARINT), ...varint(code), ...text(2, message)]);
}

function key(field: number, wire: number): number[] {
  return varint(field * 8 + wire);
}

function text(field: number, value: string): number[] {
  const bytes = encoder.encode(value);
  return [...key(field, BYTES), ...varint(bytes.length), ...bytes];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return bytes;
}
