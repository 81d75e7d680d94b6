/**
 * One sink on its way through the journal: plan, send, mark.
 *
 * ```
 * checkpoint {positions, planned} ─→ synced ─→ send until done ─→ positions, with the next plan
 *        ↑ after a crash: planned is read again, the same bytes under the same name
 * ```
 */
import {
  type Batch,
  createBatch,
  type JournalFileInfo,
  listJournal,
  type Range,
  readLines,
  readRange,
} from "../journal/mod.ts";
import type { CommonConfig } from "../config/mod.ts";
import type { Outcome, Sink } from "../sinks/mod.ts";
import { type Checkpoint, writeCheckpoint } from "./checkpoint_file.ts";
import type { DeadLetters } from "./dead_letters.ts";
import { deliverBatch, type Waiting } from "./deliver_batch.ts";
import { createLag } from "./lag.ts";
import { candidatesOf, unreadBytes, withoutGone } from "./next_range.ts";

/** What a lane tells, for metrics, log and status. */
export interface LaneObserver {
  delivered(records: number, bytes: number): void;
  outcome(outcome: Outcome): void;
  buried(records: number, reason: string, file: string, offset: number): void;
  waiting(waiting: Waiting | undefined, detail: string, ms: number): void;
  behind(bytes: number, seconds: number): void;
  /** The journal no longer has bytes that the sink has not. */
  gone(file: string, bytes: number): void;
  /** Something of this machine is in the way: a disk that is full, a folder that may not be read. */
  failed(detail: string): void;
}

export interface LaneDeps {
  readonly sinkDir: string;
  readonly common: CommonConfig;
  readonly sink: Sink;
  /** Nothing waits for its age, and the lane ends when nothing is left. */
  readonly drain: boolean;
  readonly takes: ((line: Uint8Array) => boolean) | undefined;
  readonly checkpointPath: string;
  readonly checkpoint: Checkpoint;
  readonly dead: DeadLetters;
  readonly observer: LaneObserver;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const POLL_MS = 200;
const LOCAL_FAULT_WAIT_MS = 1_000;
const LAG_EVERY_MS = 1_000;

/** Runs until `signal` is aborted; what is under way then is planned, and comes again. */
export async function runLane(deps: LaneDeps, signal: AbortSignal): Promise<void> {
  const lane = new Lane(deps, signal);
  const ended = new AbortController();
  const watching = watchLag(lane, deps, AbortSignal.any([signal, ended.signal]));
  while (!signal.aborted) {
    try {
      if (await lane.step()) continue;
      if (deps.drain && lane.isIdle) break;
      await deps.sleep(POLL_MS, signal);
    } catch (error) {
      // A full disk, say. Nothing is lost: the checkpoint is as it was, and so is the journal.
      if (!(error instanceof Error) || !isOfMachine(error)) throw error;
      deps.observer.failed(`${error.name}${"code" in error ? ` ${error.code}` : ""}`);
      await deps.sleep(LOCAL_FAULT_WAIT_MS, signal);
    }
  }
  ended.abort();
  await watching;
  await lane.close();
}

/** Also while a batch is under way: a sink that is down must be seen to fall behind. */
async function watchLag(lane: Lane, deps: LaneDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await deps.sleep(LAG_EVERY_MS, signal);
    try {
      lane.observeLag(await listJournal(deps.sinkDir));
    } catch (error) {
      if (!(error instanceof Error) || !isOfMachine(error)) throw error;
    }
  }
}

function isOfMachine(error: Error): boolean {
  return "code" in error || Object.values(Deno.errors).some((kind) => error instanceof kind);
}

class Lane {
  readonly #deps: LaneDeps;
  readonly #signal: AbortSignal;
  readonly #lag;
  readonly #unreadSince = new Map<string, { readonly start: number; readonly atMs: number }>();
  readonly #sizes = new Map<string, number>();
  #positions: Record<string, number>;
  #planned: Range | undefined;
  /** A plan of a process before this one: it may have been sent. */
  #isResumed: boolean;
  #isMarked = true;
  #lastFile: string | undefined;
  #doneBytes = 0;

  constructor(deps: LaneDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#positions = { ...deps.checkpoint.positions };
    this.#planned = deps.checkpoint.planned;
    this.#isResumed = this.#planned !== undefined;
    this.#lag = createLag(deps.checkpoint.savedAtMs);
  }

  /** Nothing is under way: what is in the journal is delivered, but for a line without its end. */
  get isIdle(): boolean {
    return this.#planned === undefined && this.#isMarked;
  }

  /** Goes on by one batch; false if there is none to deliver now. */
  async step(): Promise<boolean> {
    const files = await listJournal(this.#deps.sinkDir);
    this.#noticeGone(files);
    this.observeLag(files);
    const planned = this.#planned;
    const batch = planned === undefined ? await this.#plan(files) : await this.#again(planned);
    if (batch === undefined) {
      if (planned !== undefined) return true; // gone: what comes after it is next
      await this.#mark(files);
      return false;
    }
    if (!await this.#deliver(batch)) return false;
    this.#done(batch);
    return true;
  }

  /** What was done is written down, so that the next process does not repeat it. */
  async close(): Promise<void> {
    await this.#save();
  }

  async #plan(files: readonly JournalFileInfo[]): Promise<Batch | undefined> {
    const { sinkDir, drain, common: { batch }, takes, nowMs } = this.#deps;
    for (const candidate of candidatesOf(files, this.#positions, this.#lastFile)) {
      const { file, start, bytes, isClosed } = candidate;
      const since = this.#unreadSince.get(file);
      const atMs = since?.start === start ? since.atMs : nowMs();
      this.#unreadSince.set(file, { start, atMs });
      const isDue = drain || isClosed || bytes - start >= batch.bytes_max ||
        nowMs() - atMs >= batch.age_ms_max;
      if (!isDue) continue;
      const order = { file, start, bytesMax: batch.bytes_max, recordsMax: batch.records_max };
      const read = await readLines(sinkDir, order);
      if (read === undefined) continue;
      this.#planned = read.range;
      await this.#save(files);
      return createBatch(read.range, read.bytes, takes);
    }
    return undefined;
  }

  async #again(range: Range): Promise<Batch | undefined> {
    const bytes = await readRange(this.#deps.sinkDir, range);
    if (bytes !== undefined) return createBatch(range, bytes, this.#deps.takes);
    this.#deps.observer.gone(range.file, range.end - range.start);
    this.#planned = undefined;
    this.#isResumed = false;
    return undefined;
  }

  async #deliver(batch: Batch): Promise<boolean> {
    const { sink, common: { retry }, dead, observer, random, sleep } = this.#deps;
    const isDone = await deliverBatch(batch, this.#isResumed, {
      sink,
      backoff: { firstMs: retry.first_ms, maxMs: retry.max_ms, random },
      attemptsMax: retry.attempts_max,
      sleep,
      signal: this.#signal,
      bury: async (lines, reason) => {
        await dead.add(batch.file, lines, reason);
        observer.buried(lines.length, reason, batch.file, lines[0]?.offset ?? batch.start);
      },
      onOutcome: observer.outcome,
      onWaiting: observer.waiting,
    });
    // Cut off or failed in between: what was sent may be there.
    if (!isDone) this.#isResumed = true;
    return isDone;
  }

  #done({ file, start, end, lines }: Batch): void {
    this.#positions[file] = end;
    this.#planned = undefined;
    this.#isResumed = false;
    this.#isMarked = false;
    this.#lastFile = file;
    this.#doneBytes += end - start;
    this.#deps.observer.delivered(lines.length, end - start);
  }

  async #mark(files: readonly JournalFileInfo[]): Promise<void> {
    if (!this.#isMarked) await this.#save(files);
  }

  async #save(files?: readonly JournalFileInfo[]): Promise<void> {
    const { checkpointPath, checkpoint: { identity }, nowMs } = this.#deps;
    if (files !== undefined) this.#positions = withoutGone(this.#positions, files);
    const positions = this.#positions;
    const planned = this.#planned;
    await writeCheckpoint(checkpointPath, { positions, identity, planned, savedAtMs: nowMs() });
    this.#isMarked = true;
  }

  /** Files that went, or were cut back, before they were read to their end. */
  #noticeGone(files: readonly JournalFileInfo[]): void {
    const sizes = new Map(files.map(({ name, bytes }) => [name, bytes]));
    for (const [name, bytes] of this.#sizes) {
      const position = this.#positions[name] ?? 0;
      if (sizes.has(name)) continue;
      this.#unreadSince.delete(name);
      if (bytes > position) {
        this.#deps.observer.gone(name, bytes - position);
        this.#doneBytes += bytes - position;
      }
    }
    for (const [name, bytes] of sizes) {
      const position = this.#positions[name] ?? 0;
      if (bytes >= position) continue;
      this.#deps.observer.gone(name, position - bytes);
      this.#positions[name] = bytes;
    }
    this.#sizes.clear();
    for (const [name, bytes] of sizes) this.#sizes.set(name, bytes);
  }

  observeLag(files: readonly JournalFileInfo[]): void {
    const unread = unreadBytes(files, this.#positions);
    const now = this.#deps.nowMs();
    this.#lag.observe(now, this.#doneBytes + unread, this.#doneBytes);
    this.#deps.observer.behind(unread, this.#lag.seconds(now));
  }
}
