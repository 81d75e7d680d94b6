/**
 * Holds what is stored against what was sent: the sender's ledger is the truth, and the journal is
 * read line by line.
 *
 * | finding | a record is … |
 * |---|---|
 * | delivered | accepted, and stored as sent |
 * | lost | accepted, and nowhere in the store |
 * | duplicated | each copy beyond the first |
 * | reordered | stored after one that was sent when this one was already acknowledged, or after a later one of its own request |
 * | corrupted | stored, but no valid record, never sent, or with other content than was sent |
 *
 * A record that its source delivers a second time, labelled as such, may be stored or left out by a
 * store that removes duplicates: left out, it is not lost. Lines that carry no sequence number, as
 * of a file that is replayed untouched, are compared by their number alone; planted values are
 * looked for in all of them.
 *
 * Requests that were under way at the same time may be stored in any order. What was sent is not
 * kept: it is made again, from the seed and the times in the ledger.
 */
import { sequenceOf } from "../../contract/mod.ts";
import type { EmittedRecord } from "../../emitters/mod.ts";
import {
  type DeliveryCounts,
  type DeliveryReport,
  type Example,
  EXAMPLES_MAX,
} from "./delivery_report.ts";
import { Inspector, type Sender } from "./inspector.ts";
import { type EmitterLedger, RepeatCheck, type RunResult } from "../drive/mod.ts";
import { type PlantedSearch, searchUnnumbered } from "./planted_search.ts";
import type { Store, Wanted } from "./store.ts";
import type { StoredLine } from "./stored_lines.ts";

/** Clocks of sender and gateway may differ by this much before a file is missed. */
const CLOCK_SKEW_MS_MAX = 600_000;

export type VerifySource = Pick<RunResult, "scenarioId" | "startedMs" | "ledgers" | "recreate">;

export async function verifyDelivery(
  source: VerifySource,
  store: Store,
): Promise<DeliveryReport> {
  const { scenarioId, startedMs, ledgers } = source;
  const inspectors = new Map(
    [...ledgers].map((
      [label, ledger],
    ) => [label, new Inspector(senderOf(source, label, ledger, store))]),
  );
  const counts = { files: 0, lines: 0 };
  let strays = 0;
  const examples: Example[] = [];
  const wanted = { fromMs: startedMs - CLOCK_SKEW_MS_MAX, scenarioId };
  for await (const lines of store.lines(wanted, counts)) {
    for (const line of lines) {
      const record = store.record(line.text, wanted);
      if (record !== undefined && record.scenario_id !== scenarioId) continue;
      const inspector = inspectors.get(String(record?.emitter));
      if (record !== undefined && inspector !== undefined) {
        inspector.take(record, line);
        continue;
      }
      strays++;
      const what = record === undefined
        ? "no valid record"
        : "an emitter that is none of the run's";
      examples.push({ finding: "corrupted", file: line.file.name, line: line.number, what });
      examples.length = Math.min(examples.length, EXAMPLES_MAX);
    }
  }
  const emitters: Record<string, DeliveryCounts> = {};
  for (const [label, inspector] of inspectors) {
    const found = inspector.finish();
    examples.push(...found.examples);
    emitters[label] = found.counts;
    if (found.counts.unnumbered === 0) continue;
    const sender = senderOf(source, label, ledgers.get(label)!, store);
    const search = await searchUnnumbered(sender, () => unnumberedLines(store, wanted, label));
    examples.push(...search.examples);
    emitters[label] = withSearch(found.counts, search);
  }
  const unrepeatable = [...ledgers.keys()].filter((label) => !isRepeatable(source, label));
  return {
    directory: store.name,
    ...(store.isOrdered === false ? { isOrdered: false } : {}),
    unrepeatable,
    emitters,
    total: totalOf(Object.values(emitters), strays),
    ...counts,
    strays,
    examples: FINDINGS.flatMap((name) =>
      examples.filter(({ finding }) => finding === name).slice(0, EXAMPLES_MAX)
    ),
  };
}

const FINDINGS = ["lost", "duplicated", "reordered", "corrupted", "in clear"] as const;

function senderOf(
  source: VerifySource,
  label: string,
  ledger: EmitterLedger,
  { isOrdered = true, keepsTexts = false }: Store,
): Sender {
  const create = () => source.recreate(label);
  return { label, ledger, create, recreate: () => recreated(source, label), isOrdered, keepsTexts };
}

/** The lines of one emitter that carry no number. */
async function* unnumberedLines(
  store: Store,
  wanted: Wanted,
  label: string,
): AsyncGenerator<StoredLine> {
  for await (const lines of store.lines(wanted, { files: 0, lines: 0 })) {
    for (const line of lines) {
      const record = store.record(line.text, wanted);
      if (record?.scenario_id !== wanted.scenarioId || record.emitter !== label) continue;
      if (sequenceOf(record) === undefined) yield line;
    }
  }
}

/** Where no record has a number, all that was planted has been looked for by this search alone. */
function withSearch(counts: DeliveryCounts, search: PlantedSearch): DeliveryCounts {
  const piiInClear = { ...counts.piiInClear };
  for (const [kind, count] of Object.entries(search.inClear)) {
    piiInClear[kind] = (piiInClear[kind] ?? 0) + count;
  }
  const piiPlanted = counts.compared === 0 ? search.planted : counts.piiPlanted;
  return { ...counts, piiInClear, piiPlanted };
}

/** The records that were sent, made again in order. */
function* recreated({ ledgers, recreate }: VerifySource, label: string): Generator<EmittedRecord> {
  const emitter = recreate(label);
  for (const tsMs of ledgers.get(label)!.times()) yield emitter.next(tsMs);
}

/** Whether what was sent comes out the same when it is made again. */
function isRepeatable(source: VerifySource, label: string): boolean {
  const again = new RepeatCheck();
  for (const { text } of recreated(source, label)) {
    again.add(text);
    if (again.isFull) break;
  }
  return again.isSameAs(source.ledgers.get(label)!.firstTexts);
}

function totalOf(parts: readonly DeliveryCounts[], strays: number): DeliveryCounts {
  const sum = (pick: (counts: DeliveryCounts) => number) =>
    parts.reduce((total, part) => total + pick(part), 0);
  const piiInClear: Record<string, number> = {};
  for (const part of parts) {
    for (const [kind, count] of Object.entries(part.piiInClear)) {
      piiInClear[kind] = (piiInClear[kind] ?? 0) + count;
    }
  }
  return {
    accepted: sum((one) => one.accepted),
    delivered: sum((one) => one.delivered),
    lost: sum((one) => one.lost),
    duplicated: sum((one) => one.duplicated),
    reordered: sum((one) => one.reordered),
    corrupted: sum((one) => one.corrupted) + strays,
    rejectedButStored: sum((one) => one.rejectedButStored),
    unanswered: sum((one) => one.unanswered),
    unansweredButStored: sum((one) => one.unansweredButStored),
    redelivered: sum((one) => one.redelivered),
    deduplicated: sum((one) => one.deduplicated),
    unnumbered: sum((one) => one.unnumbered),
    compared: sum((one) => one.compared),
    piiInClear,
    piiPlanted: sum((one) => one.piiPlanted),
  };
}
