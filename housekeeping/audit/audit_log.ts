/**
 * The audit log: who opened what, when and why, one JSON object a line, each tied to the one before.
 *
 * ```
 * {"seq":1,"ts":"…","event":"begin",…,"prev":"0000…","hash":"9f86…"}
 * {"seq":2,"ts":"…","event":"end",…,"prev":"9f86…","hash":"03ac…"}
 *  └────────── SHA-256 of these bytes ────────────┘        │
 * {"seq":3,…,"prev":"03ac…" ◀──────────────────────────────┘
 * ```
 *
 * So an edited line does not fit its own hash, and where lines were removed, inserted or put in
 * another order, a line does not fit the one before. Two things a chain cannot show: lines cut off
 * at the end, and a chain that was written anew from some line on. For those the last hash is
 * printed at each run, to be kept elsewhere, and `verifyAuditLog` can be asked for it.
 *
 * Entries are appended under an exclusive lock of the file and synced. A log whose chain is broken
 * takes no more of them.
 */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { failureOf, LineSplitter, lstatIfPresent, syncDirectory } from "../files/mod.ts";

/** What an entry says, without what ties it into the chain. */
export interface AuditEntry {
  readonly ts: string;
  /** `begin` comes before anything is opened, `end` says how it went; both carry the same `run`. */
  readonly event: "begin" | "end";
  readonly run: string;
  readonly [detail: string]: unknown;
}

export interface AuditProblem {
  readonly line: number;
  readonly detail: string;
}

export interface AuditReport {
  readonly entries: number;
  /** The hash of the last line; `NO_HASH` for an empty log. */
  readonly head: string;
  /** The first `PROBLEMS_MAX`, in the order of lines. */
  readonly problems: readonly AuditProblem[];
  /** Runs that began and did not end: under way, killed, or their end was removed. */
  readonly unfinished: readonly string[];
  /** Whether a hash that was asked for is in the chain. */
  readonly holds: boolean;
}

export type AuditResult<T> =
  | { readonly ok: true; readonly value: T }
  /** A whole sentence, which names the file and the line. */
  | { readonly ok: false; readonly detail: string };

/** What stands in `prev` of the first line. */
export const NO_HASH = "0".repeat(64);

export const PROBLEMS_MAX = 20;
const LINE_BYTES_MAX = 1024 * 1024;
/** A UTF-16 unit takes three bytes of UTF-8 at most. */
const ENTRY_CHARS_MAX = 256 * 1024;
const READ_BYTES = 64 * 1024;
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

const LINE = /^(\{"seq":(\d{1,15}),.*,"prev":"([0-9a-f]{64})"),"hash":"([0-9a-f]{64})"\}$/s;

/** Appends one entry and syncs it; the new head. The file and its directory are made if need be. */
export async function appendAuditEntry(
  path: string,
  entry: AuditEntry,
): Promise<AuditResult<string>> {
  const action = `Cannot write audit log ${path}`;
  try {
    const isNew = await lstatIfPresent(path) === undefined;
    if (isNew) await Deno.mkdir(dirname(path), { recursive: true, mode: DIRECTORY_MODE });
    const found = await lstatIfPresent(path);
    if (found !== undefined && !found.isFile) {
      return { ok: false, detail: `${action}: it is not a regular file` };
    }
    const file = await Deno.open(path, { read: true, append: true, create: true, mode: FILE_MODE });
    try {
      await file.lock(true);
      const report = await readChain(file);
      if (report.problems.length > 0) {
        return { ok: false, detail: `${action}: ${describe(report.problems[0]!)}` };
      }
      const { line, hash } = chainLine(report.entries + 1, entry, report.head);
      await appendWhole(file, new TextEncoder().encode(line));
      if (isNew) await syncDirectory(dirname(path));
      return { ok: true, value: hash };
    } finally {
      file.close(); // which lets go of the lock
    }
  } catch (error) {
    return { ok: false, detail: failureOf(error, action).detail };
  }
}

/** Checks every line. `expectedHash`, as an earlier run printed it, must then be among them. */
export async function verifyAuditLog(
  path: string,
  expectedHash?: string,
): Promise<AuditResult<AuditReport>> {
  const action = `Cannot read audit log ${path}`;
  try {
    const file = await Deno.open(path, { read: true });
    try {
      await file.lock(false);
      return { ok: true, value: await readChain(file, expectedHash) };
    } finally {
      file.close();
    }
  } catch (error) {
    return { ok: false, detail: failureOf(error, action).detail };
  }
}

export function describe({ line, detail }: AuditProblem): string {
  return `line ${line} ${detail}`;
}

function chainLine(seq: number, entry: AuditEntry, prev: string): { line: string; hash: string } {
  if (["seq", "prev", "hash"].some((name) => Object.hasOwn(entry, name))) {
    throw new RangeError("An audit entry has a name that the chain uses");
  }
  const tied = JSON.stringify({ seq, ...entry, prev }).slice(0, -1);
  if (tied.length > ENTRY_CHARS_MAX) throw new RangeError("An audit entry is too long");
  const hash = sha256(tied);
  return { line: `${tied},"hash":"${hash}"}\n`, hash };
}

async function readChain(file: Deno.FsFile, expectedHash?: string): Promise<AuditReport> {
  const problems: AuditProblem[] = [];
  const unfinished = new Map<string, string>();
  let head = NO_HASH;
  let number = 0;
  let holds = expectedHash === undefined || expectedHash === head;
  const report = (detail: string) => {
    if (problems.length < PROBLEMS_MAX) problems.push({ line: number, detail });
  };
  const check = (text: string | undefined) => {
    number++;
    const match = text === undefined ? null : LINE.exec(text);
    if (match === null) return report("is no entry of an audit log");
    const [, tied, seq, prev, hash] = match;
    if (sha256(tied!) !== hash) report("was changed");
    if (prev !== head || Number(seq) !== number) report(orderProblem(number, Number(seq)));
    head = hash!;
    holds ||= head === expectedHash;
    noteRun(`${tied}}`, unfinished);
  };
  const splitter = new LineSplitter(LINE_BYTES_MAX, (lines) => lines.forEach(check));
  const chunk = new Uint8Array(READ_BYTES);
  for (let count; (count = await file.read(chunk)) !== null;) {
    await splitter.push(chunk.subarray(0, count));
  }
  if (splitter.openBytes > 0) {
    number++;
    report("is cut short");
  }
  return { entries: number, head, problems, unfinished: [...unfinished.values()], holds };
}

function orderProblem(line: number, seq: number): string {
  const before = line === 1 ? "begin the log" : "follow the line before";
  const counted = seq === line ? "" : ` (it is entry ${seq})`;
  return `does not ${before}${counted}: lines were removed, inserted, moved or changed`;
}

function noteRun(text: string, unfinished: Map<string, string>): void {
  try {
    const { run, event, ts } = JSON.parse(text);
    if (event === "begin") unfinished.set(run, `${run} of ${ts}`);
    else unfinished.delete(run);
  } catch {
    // its hash has been judged already
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Synced when it resolves. When the disk takes a part only, that part is taken back. */
async function appendWhole(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  const { size } = await file.stat();
  try {
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}
