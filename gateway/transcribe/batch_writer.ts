/** The lines of one batch, as they come to be: from records that are written, to what is stored. */
import { ok, type Result } from "../../contract/mod.ts";
import type { Batch } from "../batch.ts";
import {
  countLevel,
  createNormaliseCounts,
  type NormaliseCounts,
  type Origin,
} from "../normalise.ts";
import { type BlindIndex, countPii, createPiiCounts, type Sealer } from "../protect/mod.ts";
import type { BodyFormat } from "../decode/mod.ts";
import { type BadRecords, createBadRecords } from "./bad_records.ts";
import type { Line } from "./line.ts";
import type { RecordWriter } from "./record_writer.ts";
import type { Roles } from "./roles.ts";
import type { Strings } from "./strings.ts";

export interface BatchBounds {
  readonly recordsMax: number;
  /** Characters that a batch may have as stored: the names of a CSV header come back in each record. */
  readonly linesCharsMax: number;
}

export interface BatchWriter extends BatchBounds {
  readonly record: RecordWriter;
  readonly records: number;
  readonly counts: NormaliseCounts;
  /** Whether there may be one more record, and whether all fit that there are. */
  hasRoom(): boolean;
  isWithin(): boolean;
  /** Ends the record and writes its line. */
  add(): void;
  /** Where records go that cannot be stored; without it the batch is refused for one. */
  readonly bad: BadRecords | undefined;
  /** Notes which reader of lines took the record. */
  countReader(name: string): void;
  /** What is stored. Failures: those of sealing. */
  batch(): Result<Batch> | Promise<Result<Batch>>;
}

export interface BatchParts {
  readonly line: Line;
  readonly strings: Strings;
  readonly roles: Roles;
  readonly record: RecordWriter;
  readonly index: BlindIndex | undefined;
  readonly sealer: Sealer | undefined;
  /** The listed fields whose originals are sealed. */
  readonly sealedNames: readonly string[];
  readonly keepsField: (name: string) => boolean;
}

/** Of a record. */
const END = "}\n";
const NONE_BAD = { records: 0, lines: "" };

export function createBatchWriter(
  parts: BatchParts,
  origin: Origin,
  { recordsMax, linesCharsMax }: BatchBounds,
  { quarantines, format }: { readonly quarantines: boolean; readonly format: BodyFormat },
): BatchWriter {
  const { line, roles, record, index, sealer, sealedNames } = parts;
  const counts = createNormaliseCounts();
  const masked = createPiiCounts();
  const readers = new Map<string, number>();
  const bad = quarantines
    ? createBadRecords({ maskedJson: parts.strings.text, sealer: parts.sealer })
    : undefined;
  const emitter = originField("emitter", origin.emitter);
  const scenario = originField("scenario_id", origin.scenarioId);
  const tenant = originField("tenant_id", origin.tenantId);
  /** The first record without its end, and the others, each begun by the end of the one before. */
  let first = "";
  let others = "";
  /** Where sealing is on: each line without its end, and the originals that go into it. */
  const unsealed: string[] = [];
  const originals: (string | undefined)[] = [];
  let chars = 0;
  const writer = {
    record,
    records: 0,
    counts,
    bad,
    recordsMax,
    linesCharsMax,
    hasRoom,
    isWithin,
    add,
    countReader,
    batch,
  };

  function originField(name: string, value: string | undefined): string {
    if (value === undefined) return "";
    const json = parts.keepsField(name) ? JSON.stringify(value) : parts.strings.text(value);
    return `,"${name}":${json}`;
  }

  function hasRoom(): boolean {
    return writer.records < recordsMax;
  }

  function isWithin(): boolean {
    return chars <= linesCharsMax;
  }

  function add(): void {
    record.finish(origin, counts);
    const level = roles.level ?? "INFO";
    countLevel(counts.levels, level);
    const { kinds, count } = line.found;
    for (let i = 0; i < count; i++) countPii(masked, kinds[i]!);
    const written = `{"ts":"${roles.ts ?? origin.receivedTs}","level":"${level}","msg":` +
      roles.msg + emitter + (scenario === "" ? roles.scenario : scenario) + tenant + line.out +
      (index === undefined || count === 0 ? "" : entriesOf(index));
    if (sealer === undefined) put(written, writer.records);
    else {
      unsealed.push(written);
      originals.push(sealedOriginals());
    }
    writer.records++;
    chars += written.length + END.length;
  }

  function put(record: string, index: number): void {
    if (index === 0) first = record;
    else others += END + record;
  }

  function countReader(name: string): void {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }

  function entriesOf({ onFound, take }: BlindIndex): string {
    const { kinds, texts, starts, ends, count } = line.found;
    for (let i = 0; i < count; i++) onFound(kinds[i]!, texts[i]!, starts[i]!, ends[i]!);
    const entries = take();
    return entries === undefined ? "" : `,"pii_index":${JSON.stringify(entries)}`;
  }

  /** JSON text, as the originals stand in the source; `undefined` for none. */
  function sealedOriginals(): string | undefined {
    let json = "";
    for (let i = 0; i < sealedNames.length; i++) {
      const original = line.originals[i];
      if (original === undefined) continue;
      json += `${json === "" ? "{" : ","}${JSON.stringify(sealedNames[i])}:${original}`;
    }
    return json === "" ? undefined : `${json}}`;
  }

  function batch(): Result<Batch> | Promise<Result<Batch>> {
    if (bad !== undefined && bad.count > 0) return withBad(bad);
    return sealer === undefined ? ok(stored()) : seal(sealer);
  }

  async function withBad(records: BadRecords): Promise<Result<Batch>> {
    const good = sealer === undefined ? ok(stored()) : await seal(sealer);
    if (!good.ok) return good;
    const apart = await records.lines(origin, format);
    if (!apart.ok) return apart;
    return ok({ ...good.value, bad: { records: records.count, lines: apart.value } });
  }

  async function seal({ sealBatch }: Sealer): Promise<Result<Batch>> {
    const tokens = await sealBatch(originals);
    if (!tokens.ok) return tokens;
    for (let i = 0; i < unsealed.length; i++) {
      const token = tokens.value[i];
      put(unsealed[i]! + (token === undefined ? "" : `,"pii":"${token}"`), i);
    }
    return ok(stored());
  }

  function stored(): Batch {
    const { records } = writer;
    const lines = records === 0 ? "" : first + others + END;
    return { lines, withFields, records, counts, masked, readers, bad: NONE_BAD };
  }

  function withFields(ofFirst: string, ofLast: string): string {
    return first + ofFirst + others + ofLast + END;
  }

  return writer;
}
