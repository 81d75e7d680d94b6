import { deepEqual, ok } from "node:assert/strict";
import { detectors } from "./detectors/mod.ts";
import { countedBytes, type Counter, motifs, repeated, seeded } from "./testing/mod.ts";

const OUTSIDE = 0x80;
const MOTIFS = 400;
const CHARS = 600;
const TIMES = 4;
const GROWTH_MAX = 6;
/** Reads that do not grow: the longest label of a domain, and its like, for each detector. */
const READS_BASE = 1_000;
const LEFT_OVER_CHARS = 20_000;

/** What all glances at `text` read, where what is in memory behind it is the rest of a longer text. */
function readsOf(text: string): number {
  const bytes = new Uint8Array(text.length + 2 + LEFT_OVER_CHARS).fill(0x61);
  for (let i = 0; i < text.length; i++) bytes[i + 1] = Math.min(text.charCodeAt(i), OUTSIDE);
  bytes[0] = bytes[text.length + 1] = OUTSIDE;
  const counter: Counter = { reads: 0 };
  const counted = countedBytes(bytes, counter);
  for (const { glance, triggers } of detectors) {
    const on = new Set(triggers.flatMap((trigger) => [...trigger.on]));
    const cut = { start: 0, end: 0, mask: "" };
    for (let at = 1; at <= text.length; at++) {
      const isAsked = on.has(text[at - 1]!);
      if (isAsked) glance?.(counted, at, 1, cut);
    }
  }
  return counter.reads;
}

Deno.test("glances read a text in proportion to its length, whatever motif it repeats", () => {
  const source = motifs(seeded(11));
  const faults: string[] = [];
  for (let i = 0; i < MOTIFS; i++) {
    const motif = source.next().value;
    const once = readsOf(repeated(motif, CHARS)) + READS_BASE;
    const ratio = (readsOf(repeated(motif, TIMES * CHARS)) + READS_BASE) / once;
    if (ratio >= GROWTH_MAX) faults.push(`${JSON.stringify(motif)}: ${ratio.toFixed(1)}`);
  }
  deepEqual(faults, []);
});

Deno.test("glances at a short text do not go through what a longer one has left in memory", () => {
  for (
    const text of ["a@b.cc", "a@b", "http://a", "http://a:1", "1.2.3.4", "1.2.3.4:5", "a=b::c"]
  ) {
    const reads = readsOf(text);
    ok(reads < READS_BASE, `${text}: ${reads} reads`);
  }
});
