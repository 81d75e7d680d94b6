/** What the gateway would make of a file: told before anything is sent. Pure; `read_cli.ts` is around it. */
import type { Failure, Level } from "../contract/mod.ts";
import { type BodyFormat, createTextLines } from "./decode/mod.ts";
import { createPiiCounts, PII_KINDS, type PiiCounts } from "./protect/mod.ts";
import type { NormaliseCounts } from "./normalise.ts";
import { createTranscribe } from "./transcribe/mod.ts";

export const READ_FORMATS = ["text", "ndjson", "json", "csv"] as const;

export interface FileReport {
  readonly records: number;
  readonly readers: Readonly<Record<string, number>>;
  readonly levels: Readonly<Record<Level, number>>;
  readonly missing_ts: number;
  readonly missing_level: number;
  readonly unreadable_ts: number;
  readonly unreadable_level: number;
  readonly replaced: number;
  readonly masked: Readonly<Record<string, number>>;
  /** Why the file, or a part of it, would be refused. */
  readonly refused: readonly string[];
}

export interface ShownRecord {
  readonly reader: string;
  readonly line: string;
}

export interface FileReading {
  readonly report: FileReport;
  /** The first records, as they would be stored. */
  readonly shown: readonly ShownRecord[];
}

export interface ReadFileOptions {
  readonly format: BodyFormat;
  readonly nowMs: number;
  readonly joins: boolean;
  readonly shownMax: number;
}

/** Text and NDJSON are read in pieces of whole lines, as a shipper would send them. */
const PIECE_BYTES_MAX = 4 * 1024 * 1024;
/** Of parts that are refused, so many are told. */
const REFUSED_MAX = 10;
const LF = 0x0a;

export function formatOf(path: string): BodyFormat {
  const name = path.toLowerCase();
  if (name.endsWith(".json")) return "json";
  if (/\.(?:ndjson|jsonl)$/.test(name)) return "ndjson";
  return /\.(?:csv|tsv)$/.test(name) ? "csv" : "text";
}

export async function readFile(bytes: Uint8Array, options: ReadFileOptions): Promise<FileReading> {
  const { format, nowMs, joins, shownMax } = options;
  const transcribe = createTranscribe({
    ...{ kinds: PII_KINDS, keepFields: [], joinsLines: joins, replacesBytes: true },
    ...{ recordsMax: Infinity, linesCharsMax: Infinity },
  });
  const origin = { emitter: "file", receivedTs: new Date(nowMs).toISOString() };
  const sums = { records: 0, masked: createPiiCounts(), refused: [] as string[] };
  const readers = new Map<string, number>();
  const shown: ShownRecord[] = [];
  let counts: NormaliseCounts | undefined;
  for (const piece of piecesOf(bytes, format)) {
    const batch = await transcribe(format, piece, origin, nowMs);
    if (!batch.ok) {
      if (sums.refused.length < REFUSED_MAX) sums.refused.push(describe(batch.failure));
      continue;
    }
    const { lines, records, readers: byReader } = batch.value;
    sums.records += records;
    counts = counts === undefined ? batch.value.counts : added(counts, batch.value.counts);
    addMasked(sums.masked, batch.value.masked);
    for (const [reader, n] of byReader) readers.set(reader, (readers.get(reader) ?? 0) + n);
    if (shown.length < shownMax) {
      const names = format === "text" ? readersOf(piece, options) : undefined;
      for (const [i, line] of lines.split("\n", shownMax - shown.length).entries()) {
        if (line !== "") shown.push({ reader: names?.[i] ?? format, line });
      }
    }
  }
  const { levels, ...problems } = counts ?? EMPTY;
  const masked = Object.entries(sums.masked).filter(([, n]) => n > 0);
  return {
    report: {
      records: sums.records,
      readers: Object.fromEntries([...readers].toSorted((one, other) => other[1] - one[1])),
      levels,
      ...problems,
      masked: Object.fromEntries(masked),
      refused: sums.refused,
    },
    shown,
  };
}

const EMPTY: NormaliseCounts = {
  ...{ missing_ts: 0, missing_level: 0, unreadable_ts: 0, unreadable_level: 0, replaced: 0 },
  levels: { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0 },
};

function added(one: NormaliseCounts, other: NormaliseCounts): NormaliseCounts {
  const { DEBUG, INFO, WARN, ERROR } = one.levels;
  return {
    missing_ts: one.missing_ts + other.missing_ts,
    missing_level: one.missing_level + other.missing_level,
    unreadable_ts: one.unreadable_ts + other.unreadable_ts,
    unreadable_level: one.unreadable_level + other.unreadable_level,
    replaced: one.replaced + other.replaced,
    levels: {
      DEBUG: DEBUG + other.levels.DEBUG,
      INFO: INFO + other.levels.INFO,
      WARN: WARN + other.levels.WARN,
      ERROR: ERROR + other.levels.ERROR,
    },
  };
}

function addMasked(to: PiiCounts, from: PiiCounts): void {
  for (const kind of Object.keys(from) as (keyof PiiCounts)[]) to[kind] += from[kind];
}

/** The reader of each record of a piece, in their order. */
function readersOf(piece: Uint8Array, { nowMs, joins, shownMax }: ReadFileOptions): string[] {
  const lines = createTextLines(new TextDecoder().decode(piece), { nowMs, joins });
  const names: string[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    names.push(line.reader);
    if (names.length >= shownMax) break;
  }
  return names;
}

function* piecesOf(bytes: Uint8Array, format: BodyFormat): Generator<Uint8Array> {
  if (format === "json" || format === "csv") return yield bytes;
  for (let start = 0; start < bytes.length;) {
    const limit = Math.min(bytes.length, start + PIECE_BYTES_MAX);
    const cut = limit === bytes.length ? -1 : bytes.subarray(start, limit).lastIndexOf(LF);
    const next = limit === bytes.length ? -1 : bytes.indexOf(LF, limit);
    const end = limit === bytes.length
      ? limit
      : cut !== -1
      ? start + cut + 1
      : next === -1
      ? bytes.length
      : next + 1;
    yield bytes.subarray(start, end);
    start = end;
  }
}

function describe(failure: Failure): string {
  if ("detail" in failure && failure.detail !== undefined) return failure.detail;
  if (failure.kind !== "invalid_records") return failure.kind;
  const first = failure.invalid_indices.slice(0, 5).join(", ");
  return `${failure.count} records are not objects, or nested too deep: numbers ${first}`;
}
