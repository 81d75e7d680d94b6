/**
 * Opening sealed PII, on one page: say who and why in the audit log, read, open, write, say how it
 * went.
 *
 * ```
 * audit: begin, synced ─▶ source ─▶ lines ─▶ filter ─▶ open ─▶ output ─▶ audit: end, synced
 *                            └───────── one chunk at a time ─────┘
 * ```
 *
 * Nothing is opened before the first entry is on the disk. What was opened is in memory and in the
 * output, and nowhere else.
 */
import type { KeyRing } from "../../contract/mod.ts";
import { appendAuditEntry, type AuditEntry } from "./audit_log.ts";
import { LineSplitter } from "../files/mod.ts";
import { createNoMatch } from "./no_match.ts";
import { createOpenToken, type OpenedToken, type Originals } from "./open_sealed.ts";
import { candidateOf, type RecordFilter, type StoredRecord } from "./record_filter.ts";
import { type RecordSource, recordSources } from "./record_source.ts";

/**
 * - `open`: matching records, with `pii` replaced by what it held;
 * - `verify`: every matching token is opened, and nothing written;
 * - `find`: matching lines as they are stored, and nothing opened.
 */
export const UNSEAL_MODES = ["open", "verify", "find"] as const;
export type UnsealMode = typeof UNSEAL_MODES[number];

export interface UnsealOrder {
  readonly operator: string;
  readonly reason: string;
  readonly mode: UnsealMode;
  readonly inputs: readonly string[];
  readonly filter: RecordFilter;
  /** Of the originals of a record only these; empty for all. */
  readonly fields: readonly string[];
}

export interface UnsealDeps {
  /** Not needed to find. */
  readonly keys: KeyRing | undefined;
  readonly auditPath: string;
  /** The operating system's user, where it has one. */
  readonly uid: number | null;
  readonly run: string;
  readonly nowMs: () => number;
  readonly stdin: ReadableStream<Uint8Array>;
  /** Resolves to false when nobody reads the output any more. */
  readonly write: (text: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

export interface UnsealCounts {
  lines: number;
  /** Lines that the filter lets through. */
  matched: number;
  opened: number;
  failed: number;
  unknown_key: number;
  /** Lines that are no JSON object, or too long. */
  unreadable: number;
  /** Lines that may match: more addresses are in them than their index names. */
  index_cut: number;
  written: number;
}

export type UnsealOutcome = "complete" | "interrupted" | "output_closed";

export type UnsealReport =
  /** Nothing was opened. */
  | { readonly refused: string }
  | {
    readonly outcome: UnsealOutcome;
    readonly counts: UnsealCounts;
    /** Sources that could not be read, and an audit log that took no closing entry. */
    readonly problems: readonly string[];
    /** The first lines that did not open or could not be read, and why. */
    readonly places: readonly string[];
    /** Why nothing matched, where nothing did and the lines tell. */
    readonly whyNothing: readonly string[];
    readonly auditHead: string | undefined;
  };

const LINE_BYTES_MAX = 64 * 2 ** 20;
const PLACES_MAX = 10;
const INPUTS_LISTED_MAX = 50;
const INPUT_CHARS_MAX = 300;

export async function unseal(order: UnsealOrder, deps: UnsealDeps): Promise<UnsealReport> {
  const begun = await appendAuditEntry(deps.auditPath, beginEntry(order, deps));
  if (!begun.ok) return { refused: begun.detail };

  const closed = new AbortController();
  const signal = AbortSignal.any([deps.signal, closed.signal]);
  const reader = createReader(order, { ...deps, signal, onClosed: () => closed.abort() });
  const problems: string[] = [];
  for await (const source of recordSources(order.inputs, { stdin: deps.stdin, signal })) {
    const read = source.ok ? await reader.read(source.value) : source;
    if (signal.aborted) break;
    if (!read.ok) problems.push(read.failure.detail);
  }

  const outcome = closed.signal.aborted
    ? "output_closed"
    : deps.signal.aborted
    ? "interrupted"
    : "complete";
  const { counts, places } = reader;
  const isEmpty = counts.matched + counts.index_cut === 0 && outcome === "complete";
  const whyNothing = isEmpty && problems.length === 0 ? reader.whyNothing() : [];
  const ended = await appendAuditEntry(deps.auditPath, {
    ...stamp(deps),
    event: "end",
    outcome,
    counts,
    unread_inputs: problems.length,
  });
  if (!ended.ok) problems.push(ended.detail);
  const auditHead = ended.ok ? ended.value : undefined;
  return { outcome, counts, problems, places, whyNothing, auditHead };
}

/** What became of one line: what goes out for it, or why it could not be opened. */
interface Taken {
  readonly line?: string | undefined;
  readonly not?: "failed" | "unknown_key" | "unreadable";
  readonly why?: string;
}

const UNREADABLE = { is: "unreadable" } as const;

interface ReaderDeps extends UnsealDeps {
  readonly onClosed: () => void;
}

function createReader(order: UnsealOrder, { keys, write, signal, onClosed }: ReaderDeps) {
  const openToken = keys === undefined ? undefined : createOpenToken(keys);
  const counts: UnsealCounts = {
    lines: 0,
    matched: 0,
    opened: 0,
    failed: 0,
    unknown_key: 0,
    unreadable: 0,
    index_cut: 0,
    written: 0,
  };
  const places: string[] = [];
  const noMatch = createNoMatch(order.filter);

  async function take(line: string | undefined): Promise<Taken> {
    const found = line === undefined ? UNREADABLE : candidateOf(line, order.filter);
    if (found.is === "unreadable") {
      return { not: "unreadable", why: "not a record: not a JSON object, or too long" };
    }
    if (found.is === "cut") counts.index_cut++;
    if (found.is !== "match") {
      if (counts.matched === 0) noMatch.see(line!);
      return {};
    }
    counts.matched++;
    const { record, token } = found;
    const writes = order.mode !== "verify";
    if (order.mode === "find" || token === undefined) return writes ? { line } : {};
    const opened = await openToken!(token);
    switch (opened.outcome) {
      case "unknown_key":
        return { not: "unknown_key", why: `there is no key ${opened.kid}` };
      case "failed":
        return { not: "failed", why: "the token is not authentic" };
      case "opened":
        counts.opened++;
        return writes ? { line: openedLine(record, opened, order.fields) } : {};
    }
  }

  /** All tokens of a chunk are opened together. */
  async function takeAll(lines: readonly (string | undefined)[], name: string, from: number) {
    counts.lines += lines.length;
    const out: string[] = [];
    for (const [index, { line, not, why }] of (await Promise.all(lines.map(take))).entries()) {
      if (line !== undefined) out.push(line);
      if (not === undefined) continue;
      counts[not]++;
      if (places.length < PLACES_MAX) places.push(`${name}:${from + index}: ${why}`);
    }
    if (out.length === 0 || signal.aborted) return;
    if (await write(out.map((line) => `${line}\n`).join(""))) counts.written += out.length;
    else onClosed();
  }

  return {
    counts,
    places,
    whyNothing: noMatch.why,
    async read(source: RecordSource) {
      let number = 1;
      const splitter = new LineSplitter(LINE_BYTES_MAX, async (lines) => {
        await takeAll(lines, source.name, number);
        number += lines.length;
      });
      const read = await source.read((chunk) => splitter.push(chunk));
      if (!read.ok || splitter.openBytes === 0) return read;
      const rest = splitter.finish();
      // A gateway may be in the middle of writing its last line: that one is not there yet.
      const isUnderWay = rest !== undefined && candidateOf(rest, order.filter).is === "unreadable";
      if (!isUnderWay) await takeAll([rest], source.name, number);
      return read;
    },
  };
}

/** The record as stored, its token replaced by what it held. */
function openedLine(
  record: StoredRecord,
  { originals }: Extract<OpenedToken, { outcome: "opened" }>,
  fields: readonly string[],
): string | undefined {
  const pii = fields.length === 0 ? originals : only(fields, originals);
  return Object.keys(pii).length === 0 ? undefined : JSON.stringify({ ...record, pii });
}

function only(fields: readonly string[], originals: Originals): Originals {
  return Object.fromEntries(Object.entries(originals).filter(([name]) => fields.includes(name)));
}

function stamp({ nowMs, run }: UnsealDeps): Pick<AuditEntry, "ts" | "run"> {
  return { ts: new Date(nowMs()).toISOString(), run };
}

/** Addresses that were searched for are named by their index entries alone. */
function beginEntry(order: UnsealOrder, deps: UnsealDeps): AuditEntry {
  const { sinceMs, untilMs, emitters, scenarios, kids, indexEntries } = order.filter;
  return {
    ...stamp(deps),
    event: "begin",
    operator: order.operator,
    reason: order.reason,
    uid: deps.uid,
    mode: order.mode,
    inputs: order.inputs.slice(0, INPUTS_LISTED_MAX).map((name) => name.slice(0, INPUT_CHARS_MAX)),
    inputs_count: order.inputs.length,
    since: sinceMs === undefined ? undefined : new Date(sinceMs).toISOString(),
    until: untilMs === undefined ? undefined : new Date(untilMs).toISOString(),
    emitters,
    scenarios,
    kids,
    fields: order.fields,
    index: indexEntries,
    keys: deps.keys?.keys.map(({ kid }) => kid),
  };
}
