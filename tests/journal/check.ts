/**
 * Holds what stands in a journal directory against what was acknowledged. Whoever writes the
 * records says in each of them which batch it belongs to:
 *
 * ```json
 * {"ts":"…","level":"INFO","msg":"…","emitter":"json","batch":"w3-17","index":0,"count":50}
 * ```
 *
 * A batch that was acknowledged stands there once, whole, its records side by side and in order. A
 * batch that was not may be missing, or whole, or begun: its sender does not know, and sends again.
 */
import { join } from "node:path";
import { parseJournalFileName } from "../../contract/mod.ts";

/** Which record of which batch this is. `index` counts from 0. */
export interface BatchPart {
  readonly batch: string;
  readonly index: number;
  readonly count: number;
}

export interface JournalCheckOptions {
  readonly dir: string;
  readonly acknowledged: Iterable<string>;
  /** Reads the part from a stored record; by default from its fields of these names. */
  readonly partOf?: (record: Readonly<Record<string, unknown>>) => BatchPart | undefined;
}

export interface JournalReport {
  readonly files: number;
  readonly records: number;
  readonly acknowledgedBatches: number;
  readonly storedBatches: number;
  /** Batches that a crash cut short and nobody was told of. */
  readonly begunBatches: number;
  /** At most 20 are listed, `problemCount` are there. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

const PROBLEMS_MAX = 20;

export async function checkJournal(options: JournalCheckOptions): Promise<JournalReport> {
  const { dir, partOf = partFromFields } = options;
  const problems: string[] = [];
  let problemCount = 0;
  const report = (problem: string) => {
    problemCount++;
    if (problems.length < PROBLEMS_MAX) problems.push(problem);
  };
  /** Records of each batch so far, and how many there must be. */
  const stored = new Map<string, { records: number; readonly count: number }>();
  let files = 0;
  let records = 0;
  for (const name of await journalFiles(dir)) {
    files++;
    let number = 0;
    let last: BatchPart | undefined;
    for await (
      const line of wholeLines(join(dir, name), () => report(`${name}: its last line is torn`))
    ) {
      number++;
      const record = parse(line);
      if (record === undefined) {
        report(`${name}:${number}: not a JSON object`);
        continue;
      }
      records++;
      const part = partOf(record);
      if (part === undefined) report(`${name}:${number}: belongs to no batch`);
      else note(part, last, stored, (problem) => report(`${name}:${number}: ${problem}`));
      last = part;
    }
  }
  const acknowledged = new Set(options.acknowledged);
  for (const batch of acknowledged) {
    const found = stored.get(batch);
    if (found === undefined) report(`batch ${batch} was acknowledged and is not there`);
    else if (found.records < found.count) {
      report(`batch ${batch} was acknowledged and has ${found.records} of ${found.count} records`);
    }
  }
  return {
    files,
    records,
    acknowledgedBatches: acknowledged.size,
    storedBatches: stored.size,
    begunBatches: [...stored.values()].filter(({ records, count }) => records < count).length,
    problems,
    problemCount,
  };
}

function note(
  part: BatchPart,
  last: BatchPart | undefined,
  stored: Map<string, { records: number; readonly count: number }>,
  report: (problem: string) => void,
): void {
  const { batch, index, count } = part;
  const found = stored.get(batch);
  if (index === 0) {
    if (found === undefined) stored.set(batch, { records: 1, count });
    else report(`batch ${batch} is there twice`);
  } else if (found === undefined || last?.batch !== batch || last.index !== index - 1) {
    report(`record ${index} of batch ${batch} is out of place`);
  } else found.records++;
}

async function journalFiles(dir: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(dir)) {
    if (parseJournalFileName(name)?.content === "records") names.push(name);
  }
  return names.sort();
}

/** Line by line, without the ends: a journal may be larger than a string can be. */
async function* wholeLines(path: string, onTorn: () => void): AsyncGenerator<string> {
  const file = await Deno.open(path);
  let rest = "";
  for await (const text of file.readable.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== "") onTorn();
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}

function partFromFields(record: Readonly<Record<string, unknown>>): BatchPart | undefined {
  const { batch, index, count } = record;
  return typeof batch === "string" && typeof index === "number" && typeof count === "number"
    ? { batch, index, count }
    : undefined;
}
