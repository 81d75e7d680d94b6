/**
 * Names of journal files, and what a name says. All times are UTC.
 *
 * | name | holds |
 * |---|---|
 * | `20260501.ndjson` | records received on 1 May 2026 |
 * | `2026050113.ndjson` | records received from 13:00 to 14:00 |
 * | `20260501.w2.ndjson` | the same day, written by worker 2 |
 * | `20260501.torn` | bytes of lines that a crash cut short: never served as records |
 */

export const ROTATIONS = ["day", "hour"] as const;
export type Rotation = typeof ROTATIONS[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NAME = /^(\d{4})(\d{2})(\d{2})(\d{2})?(?:\.w(\d{1,3}))?\.(ndjson|torn)$/;

/** What a journal file's name says of its content. `startMs` is inclusive, `endMs` exclusive. */
export interface JournalFile {
  readonly name: string;
  readonly rotation: Rotation;
  readonly startMs: number;
  readonly endMs: number;
  /** Absent for a gateway that runs as one process. */
  readonly worker?: number;
  /** `records` are whole lines; `torn` is set aside after a crash. */
  readonly content: "records" | "torn";
}

export interface JournalFileNameOptions {
  readonly rotation: Rotation;
  readonly worker?: number | undefined;
}

/** The name of the file that takes what is received at `atMs` (epoch milliseconds). */
export function journalFileName(atMs: number, options: JournalFileNameOptions): string {
  return `${stem(atMs, options)}.ndjson`;
}

/** The name of the file beside `journalFileName` that keeps torn lines. */
export function tornFileName(journalName: string): string {
  return journalName.replace(/\.ndjson$/, ".torn");
}

/** Reads a file name; `undefined` for every name that is not a journal file's. */
export function parseJournalFileName(name: string): JournalFile | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, year, month, day, hour, worker, extension] = match;
  const startMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0));
  const rotation: Rotation = hour === undefined ? "day" : "hour";
  const digits = `${year}${month}${day}${hour ?? ""}`;
  if (stem(startMs, { rotation }) !== digits) return undefined; // 31 February and the like
  return {
    name,
    rotation,
    startMs,
    endMs: startMs + (rotation === "day" ? DAY_MS : HOUR_MS),
    ...(worker === undefined ? {} : { worker: Number(worker) }),
    content: extension === "torn" ? "torn" : "records",
  };
}

function stem(atMs: number, { rotation, worker }: JournalFileNameOptions): string {
  const length = rotation === "day" ? "YYYYMMDD".length : "YYYYMMDDHH".length;
  const digits = new Date(atMs).toISOString().replace(/[-T:]/g, "").slice(0, length);
  return worker === undefined ? digits : `${digits}.w${worker}`;
}
