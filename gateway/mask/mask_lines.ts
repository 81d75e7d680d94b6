/**
 * A stream of lines, masked: as many lines come out as go in, in their order, and what has nothing to
 * be masked in it comes out byte for byte.
 */
import type { Masked, MaskedLine, Masker } from "../transcribe/mod.ts";

export const MASK_FORMATS = ["auto", "text", "json"] as const;
export type MaskFormat = typeof MASK_FORMATS[number];

export interface MaskLinesOptions {
  /** `auto`: a line that is an object or an array of JSON by its values, any other as text. */
  readonly format: MaskFormat;
  /** Told of each line in which something was masked; lines count from 1. */
  readonly onMasked?: (line: number, found: readonly Masked[]) => void;
}

export interface MaskSums {
  lines: number;
  masked: number;
  /** Lines with bytes that are no UTF-8: U+FFFD stands in their place. */
  replaced: number;
  readonly kinds: Map<string, number>;
}

/** A line cannot be masked, so nothing of it comes out; the stream ends before it. */
export class UnmaskableLine extends Error {}

/** A longer one cannot be held to be looked through. */
export const LINE_BYTES_MAX = 16 * 2 ** 20;
const LF = 10;
const CR = 13;

export function createSums(): MaskSums {
  return { lines: 0, masked: 0, replaced: 0, kinds: new Map() };
}

/** Gives pieces of whole lines. Rejects with `UnmaskableLine`. */
export async function* maskLines(
  input: ReadableStream<Uint8Array<ArrayBuffer>>,
  masker: Masker,
  sums: MaskSums,
  options: MaskLinesOptions,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let rest = new Uint8Array(0);
  for await (const chunk of input) {
    const bytes = joined(rest, chunk);
    const end = bytes.lastIndexOf(LF) + 1;
    rest = bytes.slice(end);
    if (end > 0) yield encoder.encode(maskedPiece(bytes.subarray(0, end)));
    if (rest.length > LINE_BYTES_MAX) throw tooLong();
  }
  if (rest.length > 0) yield encoder.encode(maskedPiece(rest));

  function maskedPiece(bytes: Uint8Array): string {
    let out = "";
    for (let start = 0; start < bytes.length;) {
      const at = bytes.indexOf(LF, start);
      const end = at < 0 ? bytes.length : at;
      const textEnd = end > start && bytes[end - 1] === CR ? end - 1 : end;
      if (textEnd - start > LINE_BYTES_MAX) throw tooLong();
      out += maskedLine(bytes.subarray(start, textEnd)) + (textEnd < end ? "\r" : "") +
        (at < 0 ? "" : "\n");
      start = end + 1;
    }
    return out;
  }

  function maskedLine(bytes: Uint8Array): string {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    sums.lines++;
    if (text.includes("\ufffd") && encoder.encode(text).length !== bytes.length) sums.replaced++;
    const masked = maskedBy(text);
    if (masked.found.length === 0) return masked.text;
    sums.masked++;
    for (const { kind } of masked.found) sums.kinds.set(kind, (sums.kinds.get(kind) ?? 0) + 1);
    options.onMasked?.(sums.lines, masked.found);
    return masked.text;
  }

  function maskedBy(text: string): MaskedLine {
    if (options.format === "text") return masker.text(text);
    const json = masker.json(text);
    if (json !== undefined) return json;
    if (options.format === "json" && text.trim() !== "") {
      throw new UnmaskableLine(`line ${sums.lines} is no object or array of JSON`);
    }
    return masker.text(text);
  }

  function tooLong(): UnmaskableLine {
    const mib = LINE_BYTES_MAX / 2 ** 20;
    return new UnmaskableLine(`line ${sums.lines + 1} is longer than ${mib} MiB`);
  }
}

function joined(one: Uint8Array, other: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
