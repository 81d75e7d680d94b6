/**
 * How a door reads the bodies of its dialect: it hands their records to the writer of the batch, as the
 * readers of this room do, and remembers what it has to answer of them.
 *
 * Where the bytes are no text, as those of protobuf and msgpack, the strings in them still are. Read as
 * one character each, a body is a source whose places are those of its bytes, and a string of ASCII
 * stands in it as it is: `binarySource`.
 */
import type { Failure, Result } from "../../contract/mod.ts";
import type { BodyFormat } from "../decode/mod.ts";
import type { BatchWriter } from "./batch_writer.ts";
import type { Decoded, Source } from "./source.ts";
import type { TextChoices } from "./text_reader.ts";
import { Buffer } from "node:buffer";

export interface ReadTools extends TextChoices {
  /** The source of bytes that are text; of those that are JSON. It lasts until the next is asked for. */
  readonly text: (bytes: Uint8Array) => Result<Decoded>;
  readonly json: (bytes: Uint8Array) => Result<Decoded>;
}

export interface BodyReader {
  /** As what its records would be kept apart, if they can be. */
  readonly format: BodyFormat;
  /** Adds the records of a body to the batch; gives the failure where it cannot be stored. */
  readonly read: (body: Uint8Array, batch: BatchWriter, tools: ReadTools) => Failure | undefined;
}

/** Kept free behind the last byte: who scans a text puts a mark behind it. */
const END_BYTES = 1;

/** A source of any bytes: places are offsets of bytes, and mean something where these are ASCII. */
export function binarySource(body: Uint8Array): Source {
  const codes = new Uint8Array(body.length + END_BYTES);
  codes.set(body);
  return { text: Buffer.from(codes.buffer).toString("latin1"), codes };
}
