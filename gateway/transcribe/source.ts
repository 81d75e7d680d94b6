/** A body as it is read: its text, and the characters of it as bytes. */
import type { Result } from "../../contract/mod.ts";
import { ok } from "../../contract/mod.ts";
import { decodeUtf8, replaceUtf8, utf16Of } from "../decode/mod.ts";

/** What places are offsets in: UTF-16 units. */
export interface Source {
  readonly text: string;
  /**
   * One for each unit of the text, 0x80 for all that is not ASCII. A line feed stands before the first
   * character of a body, and one after the last.
   */
  readonly codes: Uint8Array;
}

/** A source, and how many of its characters stand for bytes that were no text. */
export interface Decoded {
  readonly source: Source;
  readonly replaced: number;
}

/** Where the body begins in its source. */
export const BODY_START = 1;

const LF = 0x0a;
const OUTSIDE = 0x80;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
/** Bytes for which memory is kept from one body to the next. */
const KEPT_BYTES_MAX = 2 ** 20;

/**
 * Gives the source of a body, which lasts until the next is asked for. Failure: `bad_utf8`. A byte
 * order mark is no part of the text.
 */
export function createSources(): (body: Uint8Array) => Result<Source> {
  let kept = new Uint8Array(0);
  return (body) => {
    const isMarked = BYTE_ORDER_MARK.every((byte, i) => body[i] === byte);
    const marked = isMarked ? BYTE_ORDER_MARK.length : 0;
    const length = body.length - marked + 2;
    if (kept.length < length && length <= KEPT_BYTES_MAX) {
      kept = new Uint8Array(Math.min(Math.max(2 * length, 4096), KEPT_BYTES_MAX));
    }
    const buffer = length <= kept.length ? kept : new Uint8Array(length);
    buffer[0] = buffer[length - 1] = LF;
    buffer.set(isMarked ? body.subarray(marked) : body, BODY_START);
    const bytes = buffer.subarray(0, length);
    const text = decodeUtf8(bytes);
    if (!text.ok) return decodeUtf8(body) as Result<never>; // names the byte of the body
    const codes = text.value.length === length ? bytes : bytes.subarray(0, foldUtf8(bytes));
    return ok({ text: text.value, codes });
  };
}

const encoder = new TextEncoder();

/**
 * The same for bytes that may be UTF-16, and, where `replaces` says so, no text in places: U+FFFD stands
 * there then.
 */
export function decodeBody(
  sourceOf: (body: Uint8Array) => Result<Source>,
  body: Uint8Array,
  replaces: boolean,
): Result<Decoded> {
  const wide = utf16Of(body);
  const source = wide === undefined
    ? sourceOf(body)
    : sourceOf(encoder.encode(new TextDecoder(wide).decode(body)));
  if (source.ok) return ok({ source: source.value, replaced: 0 });
  if (!replaces) return source;
  const { text, replaced } = replaceUtf8(body);
  const again = sourceOf(encoder.encode(text));
  return again.ok ? ok({ source: again.value, replaced }) : again;
}

/** An escape of JSON, so that each backslash is looked at once; alone, half of a pair. */
const ESCAPE =
  /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)/gs;
const HALF = /\\u[dD][89a-fA-F]/;

/** JSON without halves of surrogate pairs, which no reader of UTF-8 takes: U+FFFD, escaped, in their place. */
export function wellFormedJson({ source, replaced }: Decoded): Decoded {
  if (!HALF.test(source.text)) return { source, replaced };
  let halves = 0;
  const text = source.text.replaceAll(ESCAPE, (escape, half: string | undefined) => {
    if (half === undefined) return escape;
    halves++;
    return "\\ufffd";
  });
  if (halves === 0) return { source, replaced };
  for (let at = text.indexOf("\\ufffd"); at !== -1; at = text.indexOf("\\ufffd", at + 1)) {
    for (let i = 0; i < "\\ufffd".length; i++) source.codes[at + i] = text.charCodeAt(at + i);
  }
  return { source: { text, codes: source.codes }, replaced: replaced + halves };
}

/**
 * Makes bytes of UTF-8 one byte for each UTF-16 unit, in place, and gives how many these are. A
 * character of four bytes is two units, and others are one: no place is written before it is read.
 */
function foldUtf8(bytes: Uint8Array): number {
  let to = 0;
  for (let from = 0; from < bytes.length; from++) {
    const byte = bytes[from]!;
    if (byte < OUTSIDE) bytes[to++] = byte;
    else if (byte >= 0xc0) {
      bytes[to++] = OUTSIDE;
      if (byte >= 0xf0) bytes[to++] = OUTSIDE;
    }
  }
  return to;
}
