/** What a body becomes on its way to the journal. */
import type { NormaliseCounts } from "./normalise.ts";
import type { PiiCounts } from "./protect/mod.ts";

/** Records as they will be stored, and what was found in them. */
export interface Batch {
  /** NDJSON; each line with its line feed. */
  readonly lines: string;
  /** The same with a further field in the first and in the last record: JSON text after a comma. */
  withFields(first: string, last: string): string;
  readonly records: number;
  readonly counts: NormaliseCounts;
  readonly masked: PiiCounts;
  /** Records of `text/plain`, by what has read their line. */
  readonly readers: ReadonlyMap<string, number>;
  /** Records that could not be stored and are kept apart: NDJSON for the quarantine. */
  readonly bad: { readonly records: number; readonly lines: string };
}
