/**
 * Messages whose ends are told by what carries them, one after the other in the same bytes: syslog over a
 * stream (RFC 6587, both framings), logplex, datagrams.
 */
import type { Failure } from "../../../contract/mod.ts";
import { createFramedLines } from "../../decode/mod.ts";
import {
  type BatchWriter,
  BODY_START,
  type BodyReader,
  readTextLines,
  type ReadTools,
} from "../../transcribe/mod.ts";

/** Where messages stand: offsets of bytes. */
export interface Messages {
  count: number;
  readonly starts: number[];
  readonly ends: number[];
}

export function createMessages(): Messages {
  return { count: 0, starts: [], ends: [] };
}

/** Adds the message `bytes[start, end)` without the line end and the zeros that some put behind it. */
export function addMessage(
  messages: Messages,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  let last = end;
  while (last > start && isTrailer(bytes[last - 1]!)) last--;
  if (last === start) return;
  messages.starts[messages.count] = start;
  messages.ends[messages.count++] = last;
}

function isTrailer(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d || byte === 0;
}

/** Reads a body in which these messages stand. */
export function messagesReader(messages: Messages): BodyReader {
  return { format: "text", read: (body, batch, tools) => read(body, messages, batch, tools) };
}

function read(
  body: Uint8Array,
  messages: Messages,
  batch: BatchWriter,
  tools: ReadTools,
): Failure | undefined {
  const isPlain = isAscii(body);
  const texts = isPlain ? undefined : textsOf(body, messages, batch);
  const decoded = tools.text(texts === undefined ? body : encoder.encode(texts.join("\n")));
  if (!decoded.ok) return decoded.failure;
  const { source } = decoded.value;
  const frames = texts === undefined ? shifted(messages) : framesOf(texts);
  return readTextLines(source, batch, createFramedLines(source.text, frames, tools));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80) return false;
  return true;
}

function shifted({ count, starts, ends }: Messages): Messages {
  const shift = (places: readonly number[]) => {
    const moved = new Array<number>(count);
    for (let i = 0; i < count; i++) moved[i] = places[i]! + BODY_START;
    return moved;
  };
  return { count, starts: shift(starts), ends: shift(ends) };
}

/** Each by itself, as one that is no UTF-8 says nothing of its neighbour. */
function textsOf(
  body: Uint8Array,
  { count, starts, ends }: Messages,
  batch: BatchWriter,
): string[] {
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    const text = decoder.decode(body.subarray(starts[i], ends[i]));
    for (let at = text.indexOf("\ufffd"); at !== -1; at = text.indexOf("\ufffd", at + 1)) {
      batch.counts.replaced++;
    }
    texts.push(text);
  }
  return texts;
}

function framesOf(texts: readonly string[]): Messages {
  const frames = createMessages();
  let at = BODY_START;
  for (const text of texts) {
    frames.starts.push(at);
    frames.ends.push(at + text.length);
    frames.count++;
    at += text.length + 1;
  }
  return frames;
}
