/**
 * One sweep, on one page: lock, clean up after a crash, look, decide, carry out, remember.
 *
 * ```
 * sink dir ─┐                     ┌─ retention.ts ─┐                 ┌─ archive.ts (zip)
 * readers  ─┼─▶ planSweep ────────┤                ├─▶ per period ───┤
 * clock    ─┘   (dry run: stop)   └─ space_guard.ts┘   oldest first  └─ remove   (delete)
 * ```
 *
 * A failure of one file or period leaves its originals where they are and the sweep goes on. After a
 * full disk it goes on only with less than what did not fit.
 */
import {
  type ArchiveDeps,
  archiveFiles,
  type ArchiveStep,
  isTemporaryArchiveName,
} from "../archive/mod.ts";
import {
  type ClockVerdict,
  DAY_MS,
  decideRetention,
  type Decision,
  guardSpace,
  judgeClock,
  readCheckpoints,
  readClockMemory,
  type SpaceState,
  writeClockMemory,
} from "../retention/mod.ts";
import {
  failureOf,
  type HousekeepingFailure,
  listSink,
  lockDirectories,
  periodOf,
  removeUnchanged,
  type SinkFile,
  type SinkListing,
  syncDirectory,
} from "../files/mod.ts";
import type { ArchiveMode } from "../settings.ts";
import type { SweepEvent } from "./sweep_event.ts";

const HOUR_MS = 3_600_000;
const DIRECTORY_MODE = 0o750;

export interface SweepSettings {
  readonly LOGOPS_SINK_DIR: string;
  readonly LOGOPS_RETENTION_DAYS: number;
  readonly LOGOPS_ARCHIVE_MODE: ArchiveMode;
  readonly LOGOPS_ARCHIVE_DIR: string;
  readonly LOGOPS_HOUSEKEEP_READER_WAIT_HOURS: number;
  readonly LOGOPS_SINK_BYTES_MAX?: number | undefined;
}

export interface SweepDeps {
  readonly settings: SweepSettings;
  /** When this sweep begins. */
  readonly nowMs: number;
  /** Believe the clock, whatever was seen before. */
  readonly trustClock?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told of each action and warning as it happens. */
  readonly onEvent?: (event: SweepEvent) => void;
  readonly onStep?: ((step: ArchiveStep) => void) | undefined;
}

export interface SweepPlan {
  readonly decisions: readonly Decision[];
  readonly space: SpaceState;
  readonly clock: ClockVerdict;
  readonly strangers: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * - `done`: everything that was due went.
 * - `failed`: something that was due stays; the failures say what and why.
 * - `busy`: another sweep holds the lock; nothing was done.
 * - `interrupted`: the signal came; what was not begun stays for the next sweep.
 */
export const SWEEP_OUTCOMES = ["done", "failed", "busy", "interrupted"] as const;
export type SweepOutcome = typeof SWEEP_OUTCOMES[number];

export interface SweepReport {
  readonly outcome: SweepOutcome;
  /** Absent when the directory could not be locked or read. */
  readonly plan?: SweepPlan;
  readonly failures: readonly HousekeepingFailure[];
}

export async function sweep(deps: SweepDeps): Promise<SweepReport> {
  const { LOGOPS_SINK_DIR: sinkDir, LOGOPS_ARCHIVE_DIR: archiveDir } = deps.settings;
  const zipping = deps.settings.LOGOPS_ARCHIVE_MODE === "zip";
  const failures: HousekeepingFailure[] = [];
  const fail = (failure: HousekeepingFailure) => {
    failures.push(failure);
    deps.onEvent?.({ event: "failed", kind: failure.kind, detail: failure.detail });
  };
  const absent = await whyUnreadable(sinkDir);
  if (absent !== undefined) {
    fail(absent);
    return { outcome: "failed", failures };
  }
  try {
    if (zipping) await Deno.mkdir(archiveDir, { recursive: true, mode: DIRECTORY_MODE });
    const lock = await lockDirectories(zipping ? [sinkDir, archiveDir] : [sinkDir]);
    if (lock === undefined) return { outcome: "busy", failures };
    try {
      if (zipping) await removeLeftovers(archiveDir, deps);
      const plan = await planSweep(deps);
      await carryOut(plan, deps, fail);
      await writeClockMemory(sinkDir, plan.clock.memory);
      const interrupted = deps.signal?.aborted === true;
      const outcome = interrupted ? "interrupted" : failures.length > 0 ? "failed" : "done";
      return { outcome, plan, failures };
    } finally {
      lock.release();
    }
  } catch (error) {
    fail(failureOf(error, `Cannot sweep ${sinkDir}`));
    return { outcome: "failed", failures };
  }
}

/** Before anything is made or locked: the folder is the first thing that a setting gets wrong. */
async function whyUnreadable(sinkDir: string): Promise<HousekeepingFailure | undefined> {
  try {
    for await (const _ of Deno.readDir(sinkDir)) break;
    return undefined;
  } catch (error) {
    return failureOf(error, `Cannot read ${sinkDir}`);
  }
}

/** Looks and decides; changes nothing. */
export async function planSweep(deps: SweepDeps): Promise<SweepPlan> {
  const { settings, nowMs } = deps;
  const listing = await listSink(settings.LOGOPS_SINK_DIR);
  const { readers, warnings } = await readCheckpoints(settings.LOGOPS_SINK_DIR);
  const clock = await readClock(listing, deps);
  const policy = {
    retentionMs: settings.LOGOPS_RETENTION_DAYS * DAY_MS,
    readerWaitMs: settings.LOGOPS_HOUSEKEEP_READER_WAIT_HOURS * HOUR_MS,
  };
  const times = { nowMs, trustedMs: clock.trustedMs };
  const retained = decideRetention(listing.files, readers, policy, times);
  const { decisions, space } = guardSpace(retained, readers, policy, {
    sinkBytes: listing.totalBytes,
    bytesMax: settings.LOGOPS_SINK_BYTES_MAX,
    nowMs: clock.trustedMs,
  });
  return { decisions, space, clock, strangers: listing.strangers, warnings };
}

/** Zip loses nothing by a wrong clock, so only deletion asks whether it can be believed. */
async function readClock(listing: SinkListing, deps: SweepDeps): Promise<ClockVerdict> {
  const { settings, nowMs } = deps;
  if (deps.trustClock === true || settings.LOGOPS_ARCHIVE_MODE === "zip") {
    return { trustedMs: nowMs, inDoubt: false, memory: { version: 1, trustedMs: nowMs } };
  }
  return judgeClock(nowMs, await readClockMemory(settings.LOGOPS_SINK_DIR), listing.files);
}

async function carryOut(
  plan: SweepPlan,
  deps: SweepDeps,
  fail: (failure: HousekeepingFailure) => void,
): Promise<void> {
  announce(plan, deps);
  const leaving = plan.decisions.filter((decision) => decision.go);
  if (deps.settings.LOGOPS_ARCHIVE_MODE === "delete") return await deleteFiles(leaving, deps, fail);
  let bytesThatDidNotFit = Infinity;
  for (const group of byPeriod(leaving)) {
    if (deps.signal?.aborted === true) return;
    const files = group.map((decision) => decision.file);
    if (bytesOf(files) >= bytesThatDidNotFit) {
      const detail = `left ${periodOf(files[0]!)}: the disk was too full for less`;
      deps.onEvent?.({ event: "warning", detail });
      continue;
    }
    for (const failure of await archiveGroup(group, deps)) {
      if (failure.kind === "disk_full") bytesThatDidNotFit = bytesOf(files);
      if (failure.kind !== "interrupted") fail(failure);
    }
  }
}

async function archiveGroup(
  group: readonly Decision[],
  deps: SweepDeps,
): Promise<readonly HousekeepingFailure[]> {
  const archiveDeps: ArchiveDeps = {
    sinkDir: deps.settings.LOGOPS_SINK_DIR,
    archiveDir: deps.settings.LOGOPS_ARCHIVE_DIR,
    nowMs: deps.nowMs,
    signal: deps.signal,
    onStep: deps.onStep,
  };
  const result = await archiveFiles(group.map((decision) => decision.file), archiveDeps);
  if (!result.ok) return [result.failure];
  const { archive, archiveBytes, removed, changed, stuck } = result.value;
  const reasons = new Map(group.map(({ file, reason }) => [file.name, reason]));
  for (const { name, bytes } of removed) {
    const reason = reasons.get(name)!;
    deps.onEvent?.({ event: "archived", file: name, bytes, reason, archive, archiveBytes });
  }
  for (const { name } of changed) deps.onEvent?.({ event: "changed", file: name });
  return stuck;
}

async function deleteFiles(
  leaving: readonly Decision[],
  deps: SweepDeps,
  fail: (failure: HousekeepingFailure) => void,
): Promise<void> {
  const sinkDir = deps.settings.LOGOPS_SINK_DIR;
  for (const { file, reason } of leaving) {
    if (deps.signal?.aborted === true) break;
    try {
      const removed = await removeUnchanged(sinkDir, file);
      deps.onEvent?.(
        removed
          ? { event: "deleted", file: file.name, bytes: file.bytes, reason }
          : { event: "changed", file: file.name },
      );
    } catch (error) {
      fail(failureOf(error, `Cannot delete ${file.name}`));
    }
  }
  if (leaving.length > 0) await syncDirectory(sinkDir);
}

/** Warnings come before the first action. */
function announce(plan: SweepPlan, deps: SweepDeps): void {
  const { space, clock } = plan;
  for (const detail of plan.warnings) deps.onEvent?.({ event: "warning", detail });
  if (clock.inDoubt) {
    deps.onEvent?.({ event: "clock_in_doubt", trustedMs: clock.trustedMs, nowMs: deps.nowMs });
  }
  if (space.pressure !== "calm") {
    deps.onEvent?.({ event: "space", ...space, bytesMax: space.bytesMax! });
  }
  for (const { file, go, readers } of plan.decisions) {
    if (go && readers.length > 0) {
      deps.onEvent?.({ event: "reader_overdue", file: file.name, readers });
    }
  }
}

async function removeLeftovers(archiveDir: string, deps: SweepDeps): Promise<void> {
  for await (const { name, isFile } of Deno.readDir(archiveDir)) {
    if (!isFile || !isTemporaryArchiveName(name)) continue;
    await Deno.remove(`${archiveDir}/${name}`);
    deps.onEvent?.({ event: "cleaned", file: name });
  }
}

function byPeriod(decisions: readonly Decision[]): Decision[][] {
  return [...Map.groupBy(decisions, ({ file }) => periodOf(file)).values()];
}

function bytesOf(files: readonly SinkFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}
