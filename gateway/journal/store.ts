/**
 * Groups onto disk: rotation, sync, faults and the way back from them. One thing at a time: a
 * group, a sync, a look for room.
 *
 * ```
 *            write or sync fails              a second later: is there room, can the file be opened?
 *  taking ──────────────────────► faulted ──────────────────────────────────────────────► taking
 *                                    │  every batch is refused with the reason        no ┐
 *                                    └◄──────────────────────────────────────────────────┘
 * ```
 *
 * After a failed sync the page cache proves nothing: the kernel may have dropped what it could not
 * write and report success the next time (fsync(2), errors). So after any fault the group is cut
 * off, and the file is closed and opened anew.
 */
import { join } from "node:path";
import type { Rotation } from "../../contract/mod.ts";
import type { Group } from "./commit_queue.ts";
import { failureOf, type JournalFailure } from "./faults.ts";
import { controlFileName, JournalLock, turnToRecover } from "./lock.ts";
import type { JournalObserver } from "./observer.ts";
import { filesByWorker, recoverFiles, type TornTail } from "./recovery.ts";
import { lookForRoom } from "./room.ts";
import { cutLeftover, type Leftover, Segment } from "./segment.ts";

export const FSYNC_MODES = ["batch", "interval", "never"] as const;
/** When a group is synced: before it is acknowledged, every so often, or when its file is closed. */
export type FsyncMode = typeof FSYNC_MODES[number];

export interface JournalTimers {
  /** Runs `task` once, `delayMs` from now; the result calls it off. */
  after(delayMs: number, task: () => void): () => void;
}

export interface StoreOptions {
  readonly dir: string;
  readonly rotation: Rotation;
  readonly fsync: FsyncMode;
  readonly fsyncIntervalMs: number;
  readonly worker?: number | undefined;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly timers: JournalTimers;
  readonly observer: JournalObserver;
  readonly onPlaced?: ((key: string, file: string, end: number) => void) | undefined;
}

const PROBE_INTERVAL_MS = 1000;

export class Store {
  readonly #options: StoreOptions;
  readonly #lock: JournalLock;
  #segment: Segment | undefined;
  #fault: JournalFailure | undefined;
  #leftover: Leftover | undefined;
  #directoryIsWhole = false;
  #closed = false;
  /** The largest batch of the group that was refused last: for so much there must be room. */
  #refusedBytes = 0;
  #last: Promise<unknown> = Promise.resolve();
  #cancelProbe: (() => void) | undefined;
  #cancelSync: (() => void) | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#lock = new JournalLock(options.dir, options.worker);
  }

  /** Why a group would be refused now. */
  fault(): JournalFailure | undefined {
    return this.#fault;
  }

  /** A full disk is no reason not to open: the store then waits for room. */
  open(): Promise<JournalFailure | undefined> {
    return this.#serially(async () => {
      try {
        this.#segment = await this.#openSegment();
        return undefined;
      } catch (error) {
        const failure = failureOf(error, `open journal ${this.#options.dir}`);
        if (failure.kind !== "disk_full") {
          this.#lock.release();
          return failure;
        }
        await this.#giveUp(failure);
        return undefined;
      }
    });
  }

  put(group: Group): Promise<JournalFailure | undefined> {
    return this.#serially(async () => {
      if (this.#fault !== undefined) return this.#fault;
      try {
        const segment = await this.#put(group);
        const start = segment.size - group.bytes.length;
        for (const { key, end } of group.keyed) {
          this.#options.onPlaced?.(key, segment.name, start + end);
        }
        this.#options.observer.written(group.bytes.length, group.records);
        return undefined;
      } catch (error) {
        this.#refusedBytes = group.batchBytesMax;
        return await this.#giveUp(failureOf(error, `write ${this.#path()}`));
      }
    });
  }

  close(): Promise<void> {
    return this.#serially(async () => {
      this.#closed = true;
      this.#cancelProbe?.();
      this.#cancelSync?.();
      await this.#retire();
      this.#lock.release();
    });
  }

  /** Gives the file that the group is in. */
  async #put(group: Group): Promise<Segment> {
    for (let tries = 0; tries < 2; tries++) {
      const segment = await this.#currentSegment();
      await segment.write(group.bytes);
      if (this.#options.fsync === "batch") await this.#sync(segment);
      const whereabouts = segment.whereabouts();
      if (whereabouts === "in_place") {
        segment.commit();
        if (segment.unsynced && this.#options.fsync === "interval") this.#syncLater();
        return segment;
      }
      this.#options.observer.disturbed(segment.name);
      if (whereabouts === "shortened") {
        segment.commit();
        return segment;
      }
      await this.#retire();
      if (whereabouts === "renamed") return segment;
    }
    throw new Error("the file is removed as often as it is made");
  }

  async #currentSegment(): Promise<Segment> {
    if (this.#segment?.takes(this.#options.nowMs())) return this.#segment;
    await this.#retire();
    return this.#segment = await this.#openSegment();
  }

  async #openSegment(): Promise<Segment> {
    const { dir, nowMs } = this.#options;
    if (!this.#directoryIsWhole) await this.#recover();
    await this.#lockOrThrow();
    return await Segment.open(dir, nowMs(), this.#options, (tail) => this.#onTorn(tail));
  }

  async #lockOrThrow(): Promise<void> {
    const owner = await this.#lock.take();
    if (owner !== undefined) throw new Error(`${owner} writes to it already`);
  }

  async #recover(): Promise<void> {
    const { dir } = this.#options;
    using _turn = await turnToRecover(dir);
    await this.#lockOrThrow();
    for (const [worker, names] of await filesByWorker(dir)) {
      const lock = worker === this.#options.worker ? this.#lock : new JournalLock(dir, worker);
      if (await lock.take() !== undefined) continue; // it runs, and has looked itself
      try {
        for (const tail of await recoverFiles(dir, names)) this.#onTorn(tail);
      } finally {
        if (lock !== this.#lock) lock.release();
      }
    }
    this.#directoryIsWhole = true;
  }

  #onTorn({ lines, bytes, file }: TornTail): void {
    this.#options.observer.torn(lines, bytes, file);
  }

  async #sync(segment: Segment): Promise<void> {
    const { monotonicMs, observer } = this.#options;
    const startMs = monotonicMs();
    await segment.sync();
    observer.synced((monotonicMs() - startMs) / 1000);
  }

  /** Syncs and closes the current file. What was acknowledged from it cannot be taken back. */
  async #retire(): Promise<void> {
    const segment = this.#segment;
    this.#segment = undefined;
    if (segment === undefined) return;
    try {
      if (segment.unsynced) await this.#sync(segment);
    } catch (error) {
      this.#options.observer.failed(failureOf(error, `sync journal file ${segment.path}`));
    } finally {
      segment.close();
    }
  }

  #syncLater(): void {
    this.#cancelSync ??= this.#options.timers.after(this.#options.fsyncIntervalMs, () => {
      this.#cancelSync = undefined;
      void this.#serially(() => this.#syncNow());
    });
  }

  async #syncNow(): Promise<void> {
    if (this.#segment?.unsynced !== true || this.#fault !== undefined) return;
    try {
      await this.#sync(this.#segment);
    } catch (error) {
      await this.#giveUp(failureOf(error, `sync ${this.#path()}`));
    }
  }

  /** Refuses from here on; leaves nothing of the refused group in the file. */
  async #giveUp(failure: JournalFailure): Promise<JournalFailure> {
    this.#fault = failure;
    const segment = this.#segment;
    this.#segment = undefined;
    this.#leftover = await segment?.cutBack() ?? this.#leftover;
    segment?.close();
    this.#options.observer.failed(failure);
    this.#probeLater();
    return failure;
  }

  #probeLater(): void {
    if (this.#closed) return;
    this.#cancelProbe = this.#options.timers.after(PROBE_INTERVAL_MS, () => {
      void this.#serially(() => this.#probe());
    });
  }

  async #probe(): Promise<void> {
    if (this.#closed || this.#fault === undefined) return;
    const { dir, worker } = this.#options;
    try {
      if (this.#leftover !== undefined) await cutLeftover(this.#leftover);
      this.#leftover = undefined;
      await lookForRoom(join(dir, controlFileName("probe", worker)), this.#refusedBytes);
      this.#segment = await this.#openSegment();
      this.#fault = undefined;
      this.#options.observer.recovered();
    } catch (error) {
      const failure = failureOf(error, `write ${this.#path()}`);
      if (failure.kind !== this.#fault?.kind) this.#options.observer.failed(failure);
      this.#fault = failure;
      this.#probeLater();
    }
  }

  #path(): string {
    return this.#segment === undefined
      ? `journal ${this.#options.dir}`
      : `journal file ${this.#segment.path}`;
  }

  #serially<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#last.then(task);
    this.#last = run.then(() => {}, () => {});
    return run;
  }
}
