/**
 * What is in the journal, before and after: two runs, two days, or one of each. Records are read
 * from the gateway's journal files, where they are masked already.
 */
import { parseJournalFileName } from "../../contract/mod.ts";
import {
  type Change,
  compare,
  type Comparison,
  countOf,
  findFiles,
  FormTable,
  InputError,
  inputsOf,
  mine,
  ofScenario,
  patternsOf,
  type Tally,
} from "../../analytics/mod.ts";
import { fail, type WebResult } from "./failure.ts";
import type { RunSummary } from "./messages.ts";

/** Bytes of journal files that a page reads for one side; the command takes any. */
export const COMPARE_BYTES_MAX = 1024 * 1024 * 1024;
/** Patterns that are told apart, for a service that must stay small. */
const FORMS_MAX = 2_000;
/** Comparisons that wait for the one that is being made. */
const WAITING_MAX = 3;
/** Cells of a sparkline. */
export const CELLS = 24;
const DAY_MS = 86_400_000;
const RUNS_MAX = 200;

/** Something that can be compared: `day:2026-05-01`, `run:burst-k3x9f2`. */
export interface Choice {
  readonly key: string;
  readonly label: string;
}

export interface SparkRow {
  readonly change: Change;
  /** Lines in each cell of the time of either side. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface PatternView {
  readonly before: Choice;
  readonly after: Choice;
  readonly comparison: Comparison;
  readonly rowOf: (change: Change) => SparkRow;
  /** Patterns in both whose share is what it was, most frequent first. */
  readonly unchanged: readonly Change[];
}

export interface PatternComparisonDeps {
  readonly sinkDir: string;
  readonly listRuns: (max: number) => Promise<readonly RunSummary[]>;
}

interface Side {
  readonly choice: Choice;
  readonly files: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly scenarioId?: string;
}

export class PatternComparisons {
  readonly #deps: PatternComparisonDeps;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(deps: PatternComparisonDeps) {
    this.#deps = deps;
  }

  /** What there is, newest first: runs, then days. */
  async choices(): Promise<readonly Choice[]> {
    const [runs, days] = await Promise.all([this.#deps.listRuns(RUNS_MAX), this.#days()]);
    return [...runs.map(choiceOfRun), ...[...days.keys()].map(choiceOfDay)];
  }

  /** One at a time: a comparison reads whole files. */
  async compare(before: string, after: string): Promise<WebResult<PatternView>> {
    const sides = await Promise.all([before, after].map((key) => this.#side(key)));
    const [first, second] = sides;
    if (first?.ok !== true) return first!;
    if (second?.ok !== true) return second!;
    if (this.#waiting >= WAITING_MAX) {
      return fail("too_many_comparisons", "Other comparisons are being made: try again soon");
    }
    this.#waiting++;
    const mine = this.#last.then(() => compareSides(first.value, second.value));
    this.#last = mine.catch(() => {});
    try {
      return { ok: true, value: await mine };
    } catch (error) {
      if (error instanceof InputError) return fail("journal_unavailable", error.message);
      throw error;
    } finally {
      this.#waiting--;
    }
  }

  async #side(key: string): Promise<WebResult<Side>> {
    const days = await this.#days();
    const [kind, name = ""] = key.split(/:(.*)/s);
    const side = kind === "day" ? sideOfDay(name, days) : await this.#sideOfRun(name, days);
    if (side === undefined) {
      return fail("unknown_run", `There is no ${kind} ${name} in the journal`);
    }
    const sizes = await findFiles(side.files);
    if (sizes.reduce((sum, { bytes }) => sum + bytes, 0) > COMPARE_BYTES_MAX) {
      return fail(
        "journal_too_large",
        `The journal of ${side.choice.label} is too large for a page: use deno task patterns --before`,
      );
    }
    return { ok: true, value: side };
  }

  async #sideOfRun(id: string, days: Days): Promise<Side | undefined> {
    const run = (await this.#deps.listRuns(RUNS_MAX)).find((each) => each.id === id);
    if (run === undefined) return undefined;
    const fromMs = run.startedMs;
    const toMs = run.endedMs ?? fromMs + Math.max(run.durationSec, run.elapsedSec) * 1000;
    const files = [...days].flatMap(([day, paths]) => {
      const startMs = Date.parse(day);
      return startMs <= toMs && startMs + DAY_MS > fromMs ? paths : [];
    });
    return {
      choice: choiceOfRun(run),
      files,
      fromMs,
      toMs: Math.max(toMs, fromMs + CELLS),
      scenarioId: id,
    };
  }

  /** Journal files by the day on which they were received, newest day first. */
  async #days(): Promise<Days> {
    const days = new Map<string, string[]>();
    try {
      for await (const { name, isFile } of Deno.readDir(this.#deps.sinkDir)) {
        const file = isFile ? parseJournalFileName(name) : undefined;
        if (file?.content !== "records") continue;
        const day = new Date(file.startMs).toISOString().slice(0, "YYYY-MM-DD".length);
        days.set(day, [...days.get(day) ?? [], `${this.#deps.sinkDir}/${name}`].sort());
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable)) {
        throw error;
      }
    }
    return new Map([...days].sort(([a], [b]) => a < b ? 1 : -1));
  }
}

type Days = ReadonlyMap<string, readonly string[]>;

function choiceOfRun({ id, startedMs }: RunSummary): Choice {
  const time = new Date(startedMs).toISOString().slice(0, "YYYY-MM-DDTHH:MM".length).replace(
    "T",
    " ",
  );
  return { key: `run:${id}`, label: `run ${id}, ${time} UTC` };
}

function choiceOfDay(day: string): Choice {
  return { key: `day:${day}`, label: `day ${day}` };
}

function sideOfDay(day: string, days: Days): Side | undefined {
  const files = days.get(day);
  if (files === undefined) return undefined;
  const fromMs = Date.parse(day);
  return { choice: choiceOfDay(day), files, fromMs, toMs: fromMs + DAY_MS };
}

async function compareSides(before: Side, after: Side): Promise<PatternView> {
  const table = new FormTable({ formsMax: FORMS_MAX, sides: 2 });
  await readSide(before, table, 0);
  await readSide(after, table, 1);
  const counted = patternsOf(table, (text) => text);
  const tallies = new Map(counted.map(({ pattern, tallies }) => [pattern.id, tallies]));
  const comparison = compare(counted.map(({ pattern, tallies: [first, second] }) => ({
    pattern,
    before: countOf(first!),
    after: countOf(second!),
  })));
  return {
    before: before.choice,
    after: after.choice,
    comparison,
    unchanged: comparison.unchanged,
    rowOf: (change) => ({
      change,
      before: cellsOf(tallies.get(change.id)![0]!, before),
      after: cellsOf(tallies.get(change.id)![1]!, after),
    }),
  };
}

async function readSide(side: Side, table: FormTable, number: number): Promise<void> {
  const { files, scenarioId } = side;
  const deps = {
    stdin: new ReadableStream<Uint8Array>(),
    signal: new AbortController().signal,
    onBytes: () => {},
  };
  const filter = scenarioId === undefined ? {} : { accepts: ofScenario(scenarioId) };
  for (const path of files) {
    for await (const input of inputsOf(path, deps)) {
      await mine(input, { table, side: number, bucketMs: bucketMsOf(side), ...filter });
    }
  }
}

function bucketMsOf({ fromMs, toMs }: Side): number {
  return Math.max(1, Math.ceil((toMs - fromMs) / CELLS));
}

function cellsOf({ buckets }: Tally, side: Side): number[] {
  const cells = new Array<number>(CELLS).fill(0);
  for (const [start, count] of buckets) {
    const cell = Math.floor((start - side.fromMs) / bucketMsOf(side) + 0.5);
    if (cell >= 0 && cell < CELLS) cells[cell]! += count;
  }
  return cells;
}
