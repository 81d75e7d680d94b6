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
 * Requests that were under way at the same time may be stored in any order. What was sent is not
 * kept: it is made again, from the seed and the times in the ledger.
 */
import { LogRecord, sequenceOf } from "../contract/mod.ts";
import type { EmittedRecord } from "../emitters/mod.ts";
import { matchesSent, type StoredRecord } from "./content_match.ts";
import type { DeliveryCounts, DeliveryReport } from "./delivery_report.ts";
import type { EmitterLedger } from "./ledger.ts";
import { OrderCheck } from "./order_check.ts";
import type { RunResult } from "./run_handle.ts";
import { storedLines } from "./stored_lines.ts";

/** Clocks of sender and gateway may differ by this much before a file is missed. */
const CLOCK_SKEW_MS_MAX = 600_000;
/** Stored records of one emitter that wait to be compared, in order of their numbers. */
const WAITING_MAX = 20_000;

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

interface Waiting {
  readonly seq: number;
  readonly record: StoredRecord;
  readonly text: string;
}

/** Looks at the stored records of one emitter. */
class Inspector {
  readonly #ledger: EmitterLedger;
  readonly #recreate: () => Generator<EmittedRecord>;
  readonly #order: OrderCheck;
  /** Of each record: how often it is stored as sent (at most 255), and whether it is damaged. */
  readonly #intact: Uint8Array;
  readonly #damaged: Uint8Array;
  #waiting: Waiting[] = [];
  #made: Generator<EmittedRecord> | undefined;
  #madeSeq = 0;
  #duplicated = 0;
  #reordered = 0;
  #corrupted = 0;
  readonly #piiInClear: Record<string, number> = {};
  #piiPlanted = 0;

  constructor(ledger: EmitterLedger, recreate: () => Generator<EmittedRecord>) {
    this.#ledger = ledger;
    this.#recreate = recreate;
    this.#order = new OrderCheck(ledger);
    this.#intact = new Uint8Array(ledger.made + 1);
    this.#damaged = new Uint8Array(ledger.made + 1);
  }

  take(record: StoredRecord, text: string, worker: number): void {
    const seq = sequenceOf(record);
    const entry = seq === undefined ? undefined : this.#ledger.entry(seq);
    if (seq === undefined || entry === undefined || entry.fate === "unsent") {
      this.#corrupted++;
      return;
    }
    if (this.#order.isLate(seq, entry.isAlone, worker)) this.#reordered++;
    this.#waiting.push({ seq, record, text });
    if (this.#waiting.length >= WAITING_MAX) this.#compare();
  }

  finish(): DeliveryCounts {
    this.#compare();
    const counts = { accepted: 0, delivered: 0, lost: 0, rejectedButStored: 0 };
    const doubtful = { unanswered: 0, unansweredButStored: 0 };
    for (let seq = 1; seq <= this.#ledger.made; seq++) {
      const { fate } = this.#ledger.entry(seq)!;
      const isIntact = this.#intact[seq]! > 0;
      const isStored = isIntact || this.#damaged[seq]! > 0;
      if (fate === "accepted") {
        counts.accepted++;
        if (isIntact) counts.delivered++;
        else if (!isStored) counts.lost++;
      } else if (fate === "rejected" && isStored) {
        counts.rejectedButStored++;
      } else if (fate === "unanswered") {
        doubtful.unanswered++;
        if (isStored) doubtful.unansweredButStored++;
      }
    }
    return {
      ...counts,
      ...doubtful,
      duplicated: this.#duplicated,
      reordered: this.#reordered,
      corrupted: this.#corrupted,
      piiInClear: this.#piiInClear,
      piiPlanted: this.#piiPlanted,
    };
  }

  /** Compares what waits with what was sent, in one pass over what was sent. */
  #compare(): void {
    for (const { seq, record, text } of this.#waiting.sort((a, b) => a.seq - b.seq)) {
      const sent = this.#sent(seq);
      for (const { kind, value } of sent.planted) {
        this.#piiPlanted++;
        if (isInClear(value, text)) this.#piiInClear[kind] = (this.#piiInClear[kind] ?? 0) + 1;
      }
      if (sent.request === undefined && !matchesSent(sent, record)) {
        this.#corrupted++;
        this.#damaged[seq] = 1;
      } else {
        if (this.#intact[seq]! > 0) this.#duplicated++;
        this.#intact[seq] = 1;
      }
    }
    this.#waiting = [];
  }

  #lastMade: EmittedRecord | undefined;

  #sent(seq: number): EmittedRecord {
    if (this.#made === undefined || seq < this.#madeSeq) {
      this.#made = this.#recreate();
      this.#madeSeq = 0;
    }
    while (this.#madeSeq < seq) {
      const next = this.#made.next();
      if (next.done) throw new Error(`Record ${seq} was booked, and cannot be made again`);
      this.#lastMade = next.value;
      this.#madeSeq++;
    }
    return this.#lastMade!;
  }
}

/** Whether the value stands in the line by itself, not as a part of a longer word or number. */
function isInClear(value: string, line: string): boolean {
  const spellings = new Set([value, JSON.stringify(value).slice(1, -1)]);
  for (const spelling of spellings) {
    for (let at = line.indexOf(spelling); at >= 0; at = line.indexOf(spelling, at + 1)) {
      const around = [line[at - 1] ?? "", line[at + spelling.length] ?? ""];
      if (!around.some((sign) => /[A-Za-z0-9]/.test(sign))) return true;
    }
  }
  return false;
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
    piiInClear,
    piiPlanted: sum((one) => one.piiPlanted),
  };
}
