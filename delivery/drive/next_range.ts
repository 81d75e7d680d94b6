/**
 * Chooses what comes next for a sink: for each worker its files in order of time, and among workers
 * in turn. Pure: files and positions in, a place to read from out.
 */
import type { JournalFileInfo } from "../journal/mod.ts";

export interface Candidate {
  readonly file: string;
  readonly start: number;
  readonly bytes: number;
  /** A later file of the same worker exists: this one grows no more. */
  readonly isClosed: boolean;
}

/**
 * Files with unread bytes, for each worker in order of time: a later one is for when the earlier has
 * no whole line. The worker of `afterFile` comes last.
 */
export function candidatesOf(
  files: readonly JournalFileInfo[],
  positions: Readonly<Record<string, number>>,
  afterFile?: string,
): Candidate[] {
  const byWorker = new Map<number | undefined, JournalFileInfo[]>();
  for (const file of files) {
    const ofWorker = byWorker.get(file.worker);
    if (ofWorker === undefined) byWorker.set(file.worker, [file]);
    else ofWorker.push(file);
  }
  const workers = [...byWorker.values()];
  const last = workers.findIndex((ofWorker) => ofWorker.some(({ name }) => name === afterFile));
  const inTurn = [...workers.slice(last + 1), ...workers.slice(0, last + 1)];
  return inTurn.flatMap((ofWorker) =>
    ofWorker.flatMap(({ name, bytes }, index): Candidate[] => {
      const start = positionOf(positions, name);
      if (bytes <= start) return [];
      return [{ file: name, start, bytes, isClosed: index < ofWorker.length - 1 }];
    })
  );
}

/** Bytes that a sink has not yet. */
export function unreadBytes(
  files: readonly JournalFileInfo[],
  positions: Readonly<Record<string, number>>,
): number {
  return files.reduce((sum, { name, bytes }) => {
    return sum + Math.max(0, bytes - positionOf(positions, name));
  }, 0);
}

/** Positions of a sink that begins with what comes now. */
export function positionsFromNow(files: readonly JournalFileInfo[]): Record<string, number> {
  return Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));
}

/** Without files that are gone, but for the last: it says that the earlier ones were read. */
export function withoutGone(
  positions: Readonly<Record<string, number>>,
  files: readonly JournalFileInfo[],
): Record<string, number> {
  const there = new Set(files.map(({ name }) => name));
  const names = Object.keys(positions).sort();
  const gone = names.filter((name) => !there.has(name));
  const kept = new Set([...there, ...gone.slice(-GONE_KEPT)]);
  return Object.fromEntries(Object.entries(positions).filter(([name]) => kept.has(name)));
}

/** As many as there can be workers, each with its last file. */
const GONE_KEPT = 256;

function positionOf(positions: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(positions, name) ? positions[name]! : 0;
}
