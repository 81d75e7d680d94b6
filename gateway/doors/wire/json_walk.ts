/**
 * Walks through JSON where it stands in a source: who knows the shape of a body needs no tree of it, and
 * its values go into records from where they are.
 *
 * All offsets below 0 say that there is no going on.
 */
import { blanksEnd, type Source, stringEnd } from "../../transcribe/mod.ts";

export const NOT_THERE = -1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Takes the value at `at` and gives the offset behind it. */
export type Take = (at: number) => number;
/** The same for the value of the name `codes[start, end)`, without its quotes. */
export type TakeNamed = (start: number, end: number, at: number) => number;

export function walkArray({ codes }: Source, from: number, take: Take): number {
  if (codes[from] !== OPEN_ARRAY) return NOT_THERE;
  let at = blanksEnd(codes, from + 1);
  if (codes[at] === CLOSE_ARRAY) return at + 1;
  for (;;) {
    at = take(at);
    if (at < 0) return at;
    at = blanksEnd(codes, at);
    if (codes[at] === CLOSE_ARRAY) return at + 1;
    if (codes[at] !== COMMA) return NOT_THERE;
    at = blanksEnd(codes, at + 1);
  }
}

export function walkObject(source: Source, from: number, take: TakeNamed): number {
  const { codes } = source;
  if (codes[from] !== OPEN_OBJECT) return NOT_THERE;
  let at = blanksEnd(codes, from + 1);
  if (codes[at] === CLOSE_OBJECT) return at + 1;
  for (;;) {
    const end = codes[at] === QUOTE ? stringEnd(source, at) : NOT_THERE;
    if (end < 0) return NOT_THERE;
    const colon = blanksEnd(codes, end);
    if (codes[colon] !== COLON) return NOT_THERE;
    at = take(at + 1, end - 1, blanksEnd(codes, colon + 1));
    if (at < 0) return at;
    at = blanksEnd(codes, at);
    if (codes[at] === CLOSE_OBJECT) return at + 1;
    if (codes[at] !== COMMA) return NOT_THERE;
    at = blanksEnd(codes, at + 1);
  }
}

/** Whether the value at `at` is a text. */
export function isString({ codes }: Source, at: number): boolean {
  return codes[at] === QUOTE;
}

/** What the name or text between quotes says. */
export function textIn({ text }: Source, start: number, end: number): string {
  const raw = text.slice(start, end);
  return raw.includes("\\") ? JSON.parse(`"${raw}"`) as string : raw;
}
