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
 * of a file that is replayed untouched, are compared by their number alone.
 *
 * Requests that were under way at the same time may be stored in any order. What was sent is not
 * kept: it is made again, from the seed and the times in the ledger.
 */
import { LogRecord } from "../contract/mod.ts";
import type { EmittedRecord } from "../emitters/mod.ts";
import type { StoredRecord } from "./content_match.ts";
import type { DeliveryCounts, DeliveryReport } from "./delivery_report.ts";
import { Inspector } from "./inspector.ts";
import type { RunResult } from "./run_handle.ts";
import { storedLines } from "./stored_lines.ts";

/** Clocks of sender and gateway may differ by this much before a file is missed. */
const CLOCK_SKEW_MS_MAX = 600_000;

export type VerifySource = Pick<RunResult, "scenarioId" | "startedMs" | "ledgers" | "recreate">;

export async function verifyDelivery(
  source: VerifySource,
  directory: string,
): Promise<DeliveryReport> {
  const { scenarioId, startedMs, ledgers } = source;
  const inspectors = new Map(
    [...ledgers].map(([label, ledger]) => {
      return [label, new Inspector(ledger, () => recreated(source, label))] as const;
    }),
  );
  const counts = { files: 0, lines: 0 };
  let strays = 0;
  const options = { directory, fromMs: startedMs - CLOCK_SKEW_MS_MAX, containing: scenarioId };
  for await (const lines of storedLines(options, counts)) {
    for (const { file, text } of lines) {
      const record = parseRecord(text);
      if (record !== undefined && record.scenario_id !== scenarioId) continue;
      const inspector = inspectors.get(String(record?.emitter));
      if (record === undefined || inspector === undefined) strays++;
      else inspector.take(record, text, file.worker ?? 0);
    }
  }
  const emitters = Object.fromEntries(
    [...inspectors].map(([label, inspector]) => [label, inspector.finish()]),
  );
  const total = totalOf(Object.values(emitters), strays);
  return { emitters, total, ...counts, strays };
}

/** The records that were sent, made again in order. */
function* recreated({ ledgers, recreate }: VerifySource, label: string): Generator<EmittedRecord> {
  const emitter = recreate(label);
  for (const tsMs of ledgers.get(label)!.times()) yield emitter.next(tsMs);
}

function parseRecord(text: string): StoredRecord | undefined {
  try {
    // The value as it is, not the schema's copy: that leaves out keys such as `__proto__`.
    const value: StoredRecord = JSON.parse(text);
    return LogRecord.safeParse(value).success ? value : undefined;
  } catch {
    return undefined;
  }
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
    piiInClear,
    piiPlanted: sum((one) => one.piiPlanted),
  };
}
