/**
 * Records of a journal, counted by windows: of each emitter by level, and by the form of their
 * message. Which forms are one pattern is known when all is read, so patterns are summed up then.
 *
 * Records come in any order of time. Those that lie after the end are left out, and so are those
 * older than `WINDOWS_MAX` windows: both are counted.
 */
import { LEVELS } from "../../contract/mod.ts";
import { type FormTable, type RecordSeen } from "../patterns/mod.ts";
import { seriesOfAll, seriesOfEmitter } from "./emitter_series.ts";
import { type ErrorPattern, NEW_ERRORS_MIN, type Watched } from "./find.ts";
import {
  EMITTERS_MAX,
  type Grid,
  OTHER,
  PATTERNS_MAX,
  type Series,
  WINDOWS_MAX,
} from "./series.ts";

/** Counts that are held for forms; with more, forms that come anew are not watched. */
export const CELLS_MAX = 3_000_000;
const ERROR = LEVELS.indexOf("ERROR");
/** Rarer patterns have no share that could be watched. */
const PATTERN_RECORDS_MIN = 200;
/** Clocks of senders may be ahead by this. */
const CLOCKS_MS = 60_000;
const NO_EMITTER = "unknown";

interface FormCells {
  readonly windows: Map<number, number>;
  records: number;
  firstMs: number;
  errors: number;
  /** Of the first errors, as many as make one that is told of. */
  readonly firstErrorsMs: number[];
  lastErrorMs: number;
}

export class JournalWindows {
  /** Records that lie after the end, are too old, or have no time. */
  readonly leftOut = { late: 0, old: 0, timeless: 0 };
  records = 0;
  readonly #windowMs: number;
  readonly #untilMs: number | undefined;
  readonly #lastMs: number;
  readonly #emitters = new Map<string, number>();
  /** By emitter × level: records of each window. */
  readonly #levels: Map<number, number>[] = [];
  /** By form × emitter. */
  readonly #forms = new Map<number, FormCells>();
  #cells = 0;
  #newest = -Infinity;
  #oldest = Infinity;

  /** `untilMs`: where the input ends; without it, at the last record that is not after `nowMs`. */
  constructor(
    { windowMs, untilMs, nowMs }: {
      readonly windowMs: number;
      readonly untilMs: number | undefined;
      readonly nowMs: number;
    },
  ) {
    this.#windowMs = windowMs;
    this.#untilMs = untilMs;
    this.#lastMs = untilMs ?? nowMs + CLOCKS_MS;
  }

  add({ form, level, timeMs, emitter }: RecordSeen): void {
    if (!(timeMs > 0)) return void this.leftOut.timeless++;
    if (timeMs >= this.#lastMs) return void this.leftOut.late++;
    const window = Math.floor(timeMs / this.#windowMs);
    if (window <= this.#newest - WINDOWS_MAX) return void this.leftOut.old++;
    if (window > this.#newest) this.#newest = window;
    if (window < this.#oldest) this.#oldest = window;
    this.records++;
    const index = this.#indexOf(emitter === "" ? NO_EMITTER : emitter);
    const cells = this.#levels[index * LEVELS.length + level]!;
    cells.set(window, (cells.get(window) ?? 0) + 1);
    this.#addToForm(form * (EMITTERS_MAX + 1) + index, level, timeMs, window);
  }

  /** All that was counted; `undefined` of nothing. The last window is left out unless it is over. */
  watched(
    table: FormTable,
    patterns: ReadonlyMap<string, { readonly template: string }>,
  ): Watched | undefined {
    const windowMs = this.#windowMs;
    const end = this.#untilMs === undefined ? this.#newest : Math.floor(this.#untilMs / windowMs);
    const start = Math.max(this.#oldest, end - WINDOWS_MAX);
    if (!(end > start)) return undefined;
    const grid: Grid = { startMs: start * windowMs, windowMs, windows: end - start };
    const byEmitter = [...this.#emitters].map(([emitter, index]) =>
      seriesOfEmitter(emitter, this.#levelsOf(index, grid))
    );
    const rates = byEmitter.map(({ rate }) => rate);
    const totals = new Map(rates.map((rate) => [rate.subject.emitter!, rate.values]));
    const byPattern = this.#formsByPattern(table);
    return {
      grid,
      series: [
        ...seriesOfAll(byEmitter),
        ...this.#seriesOfPatterns(byPattern, patterns, totals, grid),
      ],
      errorPatterns: errorPatternsOf(byPattern, patterns),
    };
  }

  #indexOf(emitter: string): number {
    const known = this.#emitters.get(emitter);
    if (known !== undefined) return known;
    if (this.#emitters.size >= EMITTERS_MAX && emitter !== OTHER) return this.#indexOf(OTHER);
    const index = this.#emitters.size;
    this.#emitters.set(emitter, index);
    for (const _ of LEVELS) this.#levels.push(new Map());
    return index;
  }

  #levelsOf(index: number, grid: Grid): Float64Array[] {
    return LEVELS.map((_, level) => valuesOf([this.#levels[index * LEVELS.length + level]!], grid));
  }

  #addToForm(key: number, level: number, timeMs: number, window: number): void {
    let cells = this.#forms.get(key);
    if (cells === undefined) {
      if (this.#cells >= CELLS_MAX) return;
      cells = {
        windows: new Map(),
        records: 0,
        firstMs: Infinity,
        errors: 0,
        firstErrorsMs: [],
        lastErrorMs: -Infinity,
      };
      this.#forms.set(key, cells);
    }
    cells.records++;
    cells.firstMs = Math.min(cells.firstMs, timeMs);
    if (level === ERROR) {
      cells.errors++;
      if (cells.firstErrorsMs.length < NEW_ERRORS_MIN) cells.firstErrorsMs.push(timeMs);
      cells.lastErrorMs = Math.max(cells.lastErrorMs, timeMs);
    }
    const count = cells.windows.get(window);
    if (count === undefined) {
      if (this.#cells >= CELLS_MAX) return;
      this.#cells++;
    }
    cells.windows.set(window, (count ?? 0) + 1);
  }

  /** By `emitter` and pattern id, the cells of all forms. */
  #formsByPattern(
    table: FormTable,
  ): Map<string, { emitter: string; id: string; cells: FormCells[] }> {
    const names = [...this.#emitters.keys()];
    const ids = table.patternIds();
    const found = new Map<string, { emitter: string; id: string; cells: FormCells[] }>();
    for (const [key, cells] of this.#forms) {
      const index = key % (EMITTERS_MAX + 1), form = (key - index) / (EMITTERS_MAX + 1);
      const id = ids.get(table.resolve(form)), emitter = names[index]!;
      if (id === undefined) continue;
      const name = `${id} ${emitter}`;
      const known = found.get(name);
      if (known === undefined) found.set(name, { emitter, id, cells: [cells] });
      else known.cells.push(cells);
    }
    return found;
  }

  #seriesOfPatterns(
    byPattern: ReadonlyMap<string, { emitter: string; id: string; cells: FormCells[] }>,
    patterns: ReadonlyMap<string, { readonly template: string }>,
    totals: ReadonlyMap<string, Float64Array>,
    grid: Grid,
  ): Series[] {
    return [...byPattern.values()]
      .map((each) => ({
        ...each,
        records: each.cells.reduce((sum, cells) => sum + cells.records, 0),
      }))
      .filter(({ id, records }) => records >= PATTERN_RECORDS_MIN && patterns.has(id))
      .sort((a, b) => b.records - a.records)
      .slice(0, PATTERNS_MAX)
      .map(({ id, emitter, cells }): Series => ({
        subject: {
          signal: "pattern",
          emitter,
          pattern: { id, template: patterns.get(id)!.template },
        },
        measure: "share",
        values: valuesOf(cells.map(({ windows }) => windows), grid),
        totals: totals.get(emitter)!,
      }));
  }
}

function errorPatternsOf(
  byPattern: ReadonlyMap<string, { emitter: string; id: string; cells: FormCells[] }>,
  patterns: ReadonlyMap<string, { readonly template: string }>,
): ErrorPattern[] {
  const firstOf = new Map<string, number>();
  for (const { id, cells } of byPattern.values()) {
    const first = Math.min(...cells.map(({ firstMs }) => firstMs));
    firstOf.set(id, Math.min(firstOf.get(id) ?? Infinity, first));
  }
  return [...byPattern.values()].flatMap(({ id, emitter, cells }) => {
    const errors = cells.reduce((sum, each) => sum + each.errors, 0);
    const known = patterns.get(id);
    if (errors === 0 || known === undefined) return [];
    return [{
      id,
      template: known.template,
      emitter,
      firstMs: firstOf.get(id)!,
      firstErrorsMs: cells.flatMap(({ firstErrorsMs }) => firstErrorsMs).sort((a, b) => a - b)
        .slice(0, NEW_ERRORS_MIN),
      lastErrorMs: Math.max(...cells.map(({ lastErrorMs }) => lastErrorMs)),
      errors,
    }];
  });
}

function valuesOf(cells: readonly Map<number, number>[], grid: Grid): Float64Array {
  const values = new Float64Array(grid.windows);
  const first = grid.startMs / grid.windowMs;
  for (const each of cells) {
    for (const [window, count] of each) {
      const at = window - first;
      if (at >= 0 && at < values.length) values[at]! += count;
    }
  }
  return values;
}
