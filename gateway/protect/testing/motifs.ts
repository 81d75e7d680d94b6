/**
 * Texts that repeat a motif, as an attacker's do: motifs are made of one to four fragments, of what
 * detectors look for, of what decoders and readers of lines trip over, and of runs without an end.
 */
import { FRAGMENTS } from "./fragments.ts";

/** What decoders and readers of lines have triggers for. */
const READER_FRAGMENTS = [
  ...[
    '[x@1 a="b"]',
    "[x@1 ",
    'a="',
    '\\"]',
    "<34>1 ",
    "<34>",
    " - - - - ",
    "2026-05-01T10:00:00Z ",
  ],
  ...["May  1 10:00:00 ", "host app[12]: ", "app[", "]: ", '""', '","', "\t", "\r\n", "\\u00e9"],
  ...["{", '{"a":', "[", "[[", "null,", "1e400", "9007199254740993", "-", "0.1", "\\ud800"],
  ...["basic=", "basic+", "basic ", "bearer", "authorization: bearer x ", "k=a@b.cc ", "é@ü.ñé="],
  ...[
    "%3A//a/",
    "%3A%2F%2F",
    "://u",
    "password=\\",
    "token=[",
    "token=%22",
    "<token>",
    "eyJ",
    "eyJ.",
  ],
  ...[
    "-----BEGIN PRIVATE" + " KEY-----",
    "-----END ",
    "-----",
    "cookie: ",
    "--token ",
    "a=b+c@d.ee",
  ],
  ...["1.", "1-", "@1.", "@1%2E", "a:", "::", "%", "\\", "\\x", "\\u", "@", "+", "a", "é", "0"],
];

const ALL = [...FRAGMENTS, ...READER_FRAGMENTS];
const FRAGMENTS_MAX = 4;

/** Motifs by a seed; `random` gives numbers in [0, 1). */
export function* motifs(random: () => number): Generator<string, never> {
  // Each fragment alone first: these are what mistakes are usually about.
  yield* ALL;
  for (;;) {
    const count = 1 + Math.floor(random() * FRAGMENTS_MAX);
    yield Array.from({ length: count }, () => ALL[Math.floor(random() * ALL.length)]!).join("");
  }
}

/** `motif` again and again, `chars` characters of it. */
export function repeated(motif: string, chars: number): string {
  return motif.repeat(Math.ceil(chars / motif.length)).slice(0, chars);
}

/** A small generator of numbers that is the same everywhere (xorshift32). */
export function seeded(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
