/**
 * A tail that a person can compare: some records as they were sent, each above the line that the
 * gateway stored of it.
 *
 * ```
 * tick ──► note how long the journal is; keep a few of the batches that leave next
 * tick ──► read on from there: what was kept stands near the beginning ──► pairs
 * ```
 *
 * At 20,000 records a second the journal grows by megabytes between two ticks, so neither its end
 * nor all of it is read: the samples are taken where the reading starts.
 */
import { join } from "node:path";
import { sequenceOf } from "../../contract/mod.ts";
import type { EmittedRecord, EmitterPlugin } from "../../emitters/mod.ts";
import { sampleKey } from "../report/mod.ts";
import type { Scenario } from "../scenario/mod.ts";
import { journalFilesSince } from "../judge/mod.ts";
import type { TailPair } from "./messages.ts";

/** Between two ticks; one record of a batch. */
const SAMPLES_PER_EMITTER_MAX = 2;
const SAMPLES_PER_TICK_MAX = 8;
const READ_BYTES_MAX = 1_048_576;
const TEXT_CHARS_MAX = 600;
/** Files that ended before this are over: no run writes to them any more. */
const FILE_AGE_MS_MAX = 3_600_000;

export class Tail {
  readonly #nowMs: () => number;
  #kept: TailPair[] = [];
  #counts = new Map<string, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The scenario, with emitters whose batches pass by here as they leave. */
  watch(scenario: Scenario): Scenario {
    const emitters = scenario.emitters.map((emitter) => ({
      ...emitter,
      plugin: this.#tapped(emitter.plugin, emitter.label),
    }));
    return { ...scenario, emitters };
  }

  /** What was kept since the last call; the next batches are looked at anew. */
  take(): readonly TailPair[] {
    const kept = this.#kept;
    this.#kept = [];
    this.#counts = new Map();
    return kept;
  }

  #tapped(plugin: EmitterPlugin, label: string): EmitterPlugin {
    const create: EmitterPlugin["create"] = (config, deps) => {
      const emitter = plugin.create(config, deps);
      const batch: typeof emitter.batch = (records) => {
        this.#look(label, records);
        return emitter.batch(records);
      };
      const { recordsMax, dueMs } = emitter;
      return {
        next: (tsMs) => emitter.next(tsMs),
        batch,
        ...(recordsMax === undefined ? {} : { recordsMax }),
        ...(dueMs === undefined ? {} : { dueMs: (index) => dueMs.call(emitter, index) }),
      };
    };
    return { ...plugin, create };
  }

  #look(label: string, records: readonly EmittedRecord[]): void {
    const count = this.#counts.get(label) ?? 0;
    const isFull = this.#kept.length >= SAMPLES_PER_TICK_MAX || count >= SAMPLES_PER_EMITTER_MAX;
    if (isFull) return;
    const record = records.find(({ planted, defect }) => planted.length > 0 && !defect) ??
      records[0];
    if (record === undefined) return;
    this.#counts.set(label, count + 1);
    this.#kept.push({
      atMs: this.#nowMs(),
      emitter: label,
      seq: record.seq,
      level: record.level,
      sent: record.text.slice(0, TEXT_CHARS_MAX),
      planted: record.planted.map(({ value }) => value),
    });
  }
}

/** Reads what was appended to a journal folder since it was last asked. */
export class JournalReader {
  readonly #directory: string;
  #sizes = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Stored lines of run `id` by `sampleKey`, from where `mark` was last called. */
  async linesSince(id: string, nowMs: number): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (const [name, length] of await this.#lengths(nowMs)) {
      const from = this.#sizes.get(name) ?? 0;
      const text = await this.#read(name, from, Math.min(length - from, READ_BYTES_MAX));
      for (const line of text.split("\n")) {
        if (!line.includes(id)) continue;
        const key = keyOf(line, id);
        if (key !== undefined) found.set(key, line);
      }
    }
    return found;
  }

  /** From here on the next reading starts. */
  async mark(nowMs: number): Promise<void> {
    this.#sizes = await this.#lengths(nowMs);
  }

  async #lengths(nowMs: number): Promise<Map<string, number>> {
    const lengths = new Map<string, number>();
    try {
      for (const { name } of await journalFilesSince(this.#directory, nowMs - FILE_AGE_MS_MAX)) {
        lengths.set(name, (await Deno.stat(join(this.#directory, name))).size);
      }
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
    return lengths;
  }

  async #read(name: string, offset: number, length: number): Promise<string> {
    if (length <= 0) return "";
    try {
      using file = await Deno.open(join(this.#directory, name), { read: true });
      await file.seek(offset, Deno.SeekMode.Start);
      const bytes = new Uint8Array(length);
      const count = await file.read(bytes) ?? 0;
      const end = bytes.subarray(0, count).lastIndexOf(10);
      return new TextDecoder().decode(bytes.subarray(0, Math.max(0, end)));
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return "";
    }
  }
}

/** `pairs`, each with its stored line where that was found. */
export function withStored(
  pairs: readonly TailPair[],
  lines: ReadonlyMap<string, string>,
): TailPair[] {
  return pairs.map((pair) => {
    const stored = lines.get(sampleKey(pair.emitter, pair.seq));
    return stored === undefined ? pair : { ...pair, stored: stored.slice(0, TEXT_CHARS_MAX) };
  });
}

function keyOf(line: string, id: string): string | undefined {
  try {
    const record = JSON.parse(line) as Record<string, unknown>;
    const seq = record.scenario_id === id ? sequenceOf(record) : undefined;
    return seq === undefined ? undefined : sampleKey(String(record.emitter), seq);
  } catch {
    return undefined;
  }
}

/** The folder may not be there, or not be ours to read; then there is no stored side. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable;
}
