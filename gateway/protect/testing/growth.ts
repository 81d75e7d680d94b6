/** How the work of masking grows with a text: in characters read, counted, so that no clock is asked. */
import { createPiiCounts, PII_KINDS } from "../detectors/mod.ts";
import { createScan } from "../scan.ts";
import { countedText, type Counter } from "./counted_text.ts";
import { repeated } from "./motifs.ts";

/** Four times the text may take less than this times the work: a square takes sixteen. */
export const GROWTH_MAX = 6;
const TIMES = 4;
/** Work that is the same for any length, so that ratios of small numbers are not taken for growth. */
const READS_BASE = 2_000;

export interface Growth {
  readonly motif: string;
  /** Reads of four times the text, over reads of the text. */
  readonly ratio: number;
  /** Reads for each character of the longer text. */
  readonly perChar: number;
  /** Texts that the scan gave up on: its budget hid a mistake. */
  readonly unread: number;
}

export function createGrowth(chars: number): (motif: string) => Growth {
  const counter: Counter = { reads: 0 };
  const scan = createScan(PII_KINDS, undefined, (text) => countedText(text, counter));
  const counts = createPiiCounts();
  const readsOf = (text: string) => {
    counter.reads = 0;
    scan(text, counts);
    return counter.reads;
  };
  const growthFrom = (motif: string, from: number): Growth => {
    counts.unread = 0;
    const once = readsOf(repeated(motif, from));
    const more = readsOf(repeated(motif, TIMES * from));
    const ratio = (more + READS_BASE) / (once + READS_BASE);
    return { motif, ratio, perChar: more / (TIMES * from), unread: counts.unread };
  };
  return (motif) => {
    const growth = growthFrom(motif, chars);
    // A text that is looked at once more for the motif that it ends with grows by a step, and no further.
    return growth.ratio < GROWTH_MAX ? growth : growthFrom(motif, TIMES * chars);
  };
}

/** Why this growth is not that of a linear scan; `undefined` where it is. */
export function faultOf({ motif, ratio, unread }: Growth): string | undefined {
  if (ratio < GROWTH_MAX && unread === 0) return undefined;
  const why = unread > 0
    ? "the scan gave up"
    : `work grows by ${ratio.toFixed(1)} for 4 × the text`;
  return `${JSON.stringify(motif)}: ${why}`;
}
