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
import { syncDirectory } from "./directory.ts";
import { errorCode, failureOf, type JournalFailure } from "./faults.ts";
import { controlFileName, JournalLock } from "./lock.ts";
import type { JournalObserver } from "./observer.ts";
import { recoverDirectory, type TornTail, writeAll } from "./recovery.ts";
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
}

const PROBE_INTERVAL_MS = 1000;
/** Room for at least a page is looked for, at most for this much. */
const PROBE_BYTES_MIN = 4096;
const PROBE_BYTES_MAX = 2 ** 20;

export class Store {
  readonly #options: StoreOptions;
  readonly #lock: JournalLock;
  #segment: Segment | undefined;
  #fault: JournalFailure | undefined;
  #leftover: Leftover | undefined;
  #directoryIsWhole = false;
  #closed = false;
  #probeBytes = PROBE_BYTES_MIN;
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
        await this.#put(group);
        this.#options.observer.written(group.bytes.length, group.records);
        return undefined;
      } catch (error) {
        this.#probeBytes = group.batchBytesMax;
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

  async #put(group: Group): Promise<void> {
    for (let tries = 0; tries < 2; tries++) {
      const segment = await this.#currentSegment();
      await segment.write(group.bytes);
      if (this.#options.fsync === "batch") await this.#sync(segment);
      const whereabouts = segment.whereabouts();
      if (whereabouts === "in_place") {
        segment.commit();
        if (segment.unsynced && this.#options.fsync === "interval") this.#syncLater();
        return;
      }
      this.#options.observer.disturbed(segment.name);
      if (whereabouts === "shortened") return segment.commit();
      await this.#retire();
      if (whereabouts === "renamed") return;
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
    const owner = await this.#lock.take();
    if (owner !== undefined) throw new Error(`${owner} writes to it already`);
    const onTorn = ({ lines, bytes, file }: TornTail) =>
      this.#options.observer.torn(lines, bytes, file);
    if (!this.#directoryIsWhole) {
      for (const tail of await recoverDirectory(dir, this.#options.worker)) onTorn(tail);
      this.#directoryIsWhole = true;
    }
    return await Segment.open(dir, nowMs(), this.#options, onTorn);
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
    try {
      if (this.#leftover !== undefined) await cutLeftover(this.#leftover);
      this.#leftover = undefined;
      await this.#lookForRoom();
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

  /** Writes as much as was refused into a file of its own, and removes it. */
  async #lookForRoom(): Promise<void> {
    const { dir, worker } = this.#options;
    const path = join(dir, controlFileName("probe", worker));
    const length = Math.min(Math.max(this.#probeBytes, PROBE_BYTES_MIN), PROBE_BYTES_MAX);
    try {
      using file = await Deno.open(path, { write: true, create: true, truncate: true });
      await writeAll(file, new Uint8Array(length));
      await file.syncData();
    } finally {
      await removeIfThere(path);
    }
    await syncDirectory(dir);
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

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
