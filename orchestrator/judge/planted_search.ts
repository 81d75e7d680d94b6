/**
 * Looks for planted values in stored lines that carry no sequence number, so that nobody knows which
 * record a line is: every value that the emitter planted in what was sent, in every such line.
 *
 * What was planted is made again from the seed, a block of values at a time, and the lines are read
 * once for each block: memory is bounded, whatever the length of the run.
 */
import type { PiiKind } from "../../emitters/mod.ts";
import { type Example, EXAMPLES_MAX } from "./delivery_report.ts";
import { isInClear, type Sender } from "./inspector.ts";
import type { StoredLine } from "./stored_lines.ts";
import { createValueSearch, spellingsOf } from "./value_search.ts";

/** Values that are looked for in one pass, of about 300 bytes each. */
const VALUES_AT_ONCE_MAX = 200_000;

export interface PlantedSearch {
  /**
   * By kind. A value counts once for each line and pass, and at most as often as it was planted in
   * what that pass looks for.
   */
  readonly inClear: Readonly<Record<string, number>>;
  /** Values that were planted in what was sent. */
  readonly planted: number;
  readonly examples: readonly Example[];
}

interface Planted {
  readonly kind: PiiKind;
  times: number;
  found: number;
}

/** `linesOf` begins again with each call. */
export async function searchUnnumbered(
  sender: Sender,
  linesOf: () => AsyncIterable<StoredLine>,
  valuesMax = VALUES_AT_ONCE_MAX,
): Promise<PlantedSearch> {
  const inClear: Record<string, number> = {};
  const examples: Example[] = [];
  let planted = 0;
  for (const block of blocksOf(sender, valuesMax)) {
    for (const { times } of block.values()) planted += times;
    await searchBlock(block, linesOf(), (line, kind) => {
      if (examples.length === EXAMPLES_MAX) return;
      const { file: { name }, number } = line;
      const { label } = sender;
      examples.push({ finding: "in clear", emitter: label, file: name, line: number, what: kind });
    });
    for (const { kind, times, found } of block.values()) {
      const count = Math.min(times, found);
      if (count > 0) inClear[kind] = (inClear[kind] ?? 0) + count;
    }
  }
  return { inClear, planted, examples };
}

/** What was planted in records that were sent, by value. */
function* blocksOf(
  { ledger, recreate }: Sender,
  valuesMax: number,
): Generator<Map<string, Planted>> {
  let block = new Map<string, Planted>();
  for (const { seq, planted } of recreate()) {
    const fate = ledger.entry(seq)?.fate;
    if (fate !== "accepted" && fate !== "unanswered") continue;
    for (const { kind, value } of planted) {
      const known = block.get(value);
      if (known === undefined) block.set(value, { kind, times: 1, found: 0 });
      else known.times++;
    }
    if (block.size < valuesMax) continue;
    yield block;
    block = new Map();
  }
  if (block.size > 0) yield block;
}

async function searchBlock(
  block: ReadonlyMap<string, Planted>,
  lines: AsyncIterable<StoredLine>,
  onFound: (line: StoredLine, kind: PiiKind) => void,
): Promise<void> {
  const search = createValueSearch(block.keys());
  const valueOf = new Map<string, string>();
  for (const value of block.keys()) {
    for (const spelling of spellingsOf(value)) if (spelling !== value) valueOf.set(spelling, value);
  }
  for await (const line of lines) {
    const values = new Set(search.find(line.text).map((found) => valueOf.get(found) ?? found));
    for (const value of values) {
      const planted = block.get(value);
      if (planted === undefined || !isInClear(value, line.text)) continue;
      planted.found++;
      onFound(line, planted.kind);
    }
  }
}
