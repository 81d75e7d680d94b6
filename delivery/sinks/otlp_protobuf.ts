/**
 * Protocol Buffers as far as OTLP needs them: a writer of length-delimited messages, and a reader of
 * the one number in an answer. https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const GROWTH = 2;

export class ProtobufWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #length = 0;
  readonly #encoder = new TextEncoder();

  constructor(capacity = 65_536) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  varint(field: number, value: number | bigint): void {
    this.#tag(field, VARINT);
    this.#number(value);
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, FIXED64);
    this.#room(8);
    this.#view.setBigUint64(this.#length, value, true);
    this.#length += 8;
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED64);
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  text(field: number, value: string): void {
    this.message(field, () => {
      this.#room(value.length * 3);
      const { written } = this.#encoder.encodeInto(value, this.#bytes.subarray(this.#length));
      this.#length += written;
    });
  }

  /** Writes a message in a message; its length is known after it, so what stands there is moved. */
  message(field: number, write: () => void): void {
    this.#tag(field, BYTES);
    this.#room(1);
    const start = ++this.#length;
    write();
    const length = this.#length - start;
    const more = sizeOf(length) - 1;
    if (more > 0) {
      this.#room(more);
      this.#bytes.copyWithin(start + more, start, this.#length);
    }
    this.#length = start - 1;
    this.#number(length);
    this.#length += length;
  }

  #tag(field: number, type: number): void {
    this.#number(field << 3 | type);
  }

  #number(value: number | bigint): void {
    this.#room(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    if (rest < 128n) {
      this.#bytes[this.#length++] = Number(rest);
      return;
    }
    for (; rest >= 128n; rest >>= 7n) this.#bytes[this.#length++] = Number(rest & 127n) | 128;
    this.#bytes[this.#length++] = Number(rest);
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * GROWTH, this.#length + count));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

function sizeOf(length: number): number {
  let size = 1;
  for (let rest = length; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** `partial_success.rejected_log_records` of an answer; `undefined` if it is no such message. */
export function rejectedIn(bytes: Uint8Array): number | undefined {
  const partial = fieldOf(bytes, 1);
  if (partial === undefined) return undefined;
  if (partial === null) return 0;
  if (typeof partial === "number") return undefined;
  const rejected = fieldOf(partial, 1);
  return rejected === null ? 0 : typeof rejected === "number" ? rejected : undefined;
}

/** The last value of a field: a number, bytes, `null` for none; `undefined` for what is no message. */
function fieldOf(bytes: Uint8Array, wanted: number): number | Uint8Array | null | undefined {
  let at = 0;
  let found: number | Uint8Array | null = null;
  const varint = (): number | undefined => {
    let value = 0;
    for (let shift = 1; at < bytes.length && shift <= 2 ** 56; shift *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === undefined) return undefined;
    const type = tag & 7;
    let value: number | Uint8Array | undefined;
    if (type === VARINT) value = varint();
    else if (type === BYTES) {
      const length = varint();
      if (length === undefined || at + length > bytes.length) return undefined;
      value = bytes.subarray(at, at += length);
    } else if (type === FIXED64 || type === FIXED32) {
      const length = type === FIXED64 ? 8 : 4;
      if (at + length > bytes.length) return undefined;
      value = bytes.subarray(at, at += length);
    }
    if (value === undefined) return undefined;
    if (tag >> 3 === wanted) found = value;
  }
  return found;
}
