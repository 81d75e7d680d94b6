/**
 * The brake for a clock that jumps ahead. Deletion cannot be undone, and a clock that is a month
 * fast makes every file look old. So in `delete` mode a sweep believes the clock only as far as it
 * fits what was seen before:
 *
 * ```
 *  trusted ─────── + 2 days ────────────────────────▶ now
 *     │  believed       │  in doubt: nothing more is deleted than at `trusted`,
 *     │                 │  for 20 hours of the new clock; then it is believed
 * ```
 *
 * What was seen before is the last sweep (kept in `<sink dir>/.housekeeping.json`), and without
 * one the newest modification time in the sink folder. A machine that was off for a month looks
 * the same as a jump; it costs a day of patience, or `--trust-clock`.
 *
 * A clock that goes back needs no brake: files look younger, and those of the future stay.
 */
import { z } from "zod";
import { lstatIfPresent, type SinkFile } from "../files/mod.ts";

export const STATE_FILE = ".housekeeping.json";
const STATE_TEMPORARY = ".housekeeping.json.tmp";
const STATE_BYTES_MAX = 4_096;

/** Time may pass this much between two sweeps before it is in doubt. */
export const JUMP_MS_MAX = 2 * 86_400_000;
/** How long a clock in doubt must run on before it is believed: a daily sweep waits once. */
export const SETTLE_MS = 20 * 3_600_000;

export const ClockMemory = z.object({
  version: z.literal(1),
  /** The clock at the last sweep that was believed. */
  trustedMs: z.int(),
  /** When doubt began, and the last sweep since; both by the clock in doubt. */
  doubt: z.object({ sinceMs: z.int(), lastMs: z.int() }).optional(),
});
export type ClockMemory = z.infer<typeof ClockMemory>;

export interface ClockVerdict {
  /** The latest time that retention may count with. */
  readonly trustedMs: number;
  readonly inDoubt: boolean;
  /** What the next sweep is to know. */
  readonly memory: ClockMemory;
}

/** Judges the clock. `memory` is absent before the first sweep. Pure. */
export function judgeClock(
  nowMs: number,
  memory: ClockMemory | undefined,
  files: readonly Pick<SinkFile, "mtimeMs">[],
): ClockVerdict {
  const believed: ClockVerdict = {
    trustedMs: nowMs,
    inDoubt: false,
    memory: { version: 1, trustedMs: nowMs },
  };
  const trustedMs = memory?.trustedMs ?? latestActivityMs(files, nowMs);
  if (nowMs - trustedMs <= JUMP_MS_MAX) return believed;
  const doubt = memory?.doubt;
  // Doubt starts anew when the clock moves in leaps, forwards or back.
  const steady = doubt !== undefined && nowMs >= doubt.lastMs &&
    nowMs - doubt.lastMs <= JUMP_MS_MAX;
  const sinceMs = steady ? doubt.sinceMs : nowMs;
  if (nowMs - sinceMs >= SETTLE_MS) return believed;
  return {
    trustedMs,
    inDoubt: true,
    memory: { version: 1, trustedMs, doubt: { sinceMs, lastMs: nowMs } },
  };
}

/** What the last sweep left; a file that cannot be read as that counts as none. */
export async function readClockMemory(sinkDir: string): Promise<ClockMemory | undefined> {
  const path = `${sinkDir}/${STATE_FILE}`;
  const info = await lstatIfPresent(path);
  if (info === undefined || !info.isFile || info.size > STATE_BYTES_MAX) return undefined;
  try {
    return ClockMemory.safeParse(JSON.parse(await Deno.readTextFile(path))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writeClockMemory(sinkDir: string, memory: ClockMemory): Promise<void> {
  const temporary = `${sinkDir}/${STATE_TEMPORARY}`;
  if (await lstatIfPresent(temporary) !== undefined) await Deno.remove(temporary);
  await Deno.writeTextFile(temporary, JSON.stringify(memory) + "\n", { createNew: true });
  await Deno.rename(temporary, `${sinkDir}/${STATE_FILE}`);
}

function latestActivityMs(files: readonly Pick<SinkFile, "mtimeMs">[], nowMs: number): number {
  let latestMs = -Infinity;
  for (const { mtimeMs } of files) if (mtimeMs <= nowMs) latestMs = Math.max(latestMs, mtimeMs);
  return latestMs === -Infinity ? nowMs : latestMs;
}
