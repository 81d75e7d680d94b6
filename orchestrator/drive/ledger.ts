/**
 * The sender's book: for each record that was made, its level, what became of it, and the time it
 * was made for. About two bytes a record, so a run of ten million fits into 20 MB.
 *
 * An emitter is a pure function of its seed, its settings and the times it is asked for. So the
 * book keeps the times (as differences, one byte each at most rates), and what was sent can be made
 * again, byte for byte, when it is to be held against what was stored.
 */
import { type Level, LEVELS } from "../../contract/mod.ts";
import type { EmittedRecord } from "../../emitters/mod.ts";
import { ByteLog } from "./byte_log.ts";
import { RepeatCheck } from "./repeat_check.ts";

/** What became of a record. `unsent` was made but dropped; `unanswered` may be stored or not. */
export const FATES = ["unsent", "unanswered", "accepted", "rejected"] as const;
export type Fate = typeof FATES[number];

/** A request with several records. Ticks count what happened on this sender, in order. */
export interface BatchEntry {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly sentTick: number;
  /** `Infinity` while it is not accepted. */
  readonly acceptedTick: number;
}

/** What is booked of a record: its text may be given up once it is on its way. */
export type BookedRecord = Pick<EmittedRecord, "seq" | "level" | "defect">;

export interface RecordEntry {
  readonly fate: Fate;
  readonly level: Level;
  /** It was sent in a request of its own. */
  readonly isAlone: boolean;
  readonly hasDefect: boolean;
}

// One byte: fate in bits 0–1, level in bits 2–3, alone in bit 4, defect in bit 5.
const FATE_MASK = 0b11;
const LEVEL_SHIFT = 2;
const ALONE = 0b1_0000;
const DEFECT = 0b10_0000;

export class EmitterLedger {
  readonly #entries = new ByteLog();
  readonly #times = new ByteLog();
  /** Of the records as they were made for the run. */
  readonly firstTexts = new RepeatCheck();
  #lastMs = 0;
  /** The first delivery of each record that was delivered again. */
  readonly #firstDeliveries = new Map<number, number>();
  readonly #batchFirst: number[] = [];
  readonly #batchLast: number[] = [];
  readonly #batchSent: number[] = [];
  readonly #batchAccepted: number[] = [];

  /** Records made; their sequence numbers are 1 to this. */
  get made(): number {
    return this.#entries.length;
  }

  /** Books a record that was made for `tsMs`, a whole number that never goes back. */
  add(record: EmittedRecord, tsMs: number): void {
    if (record.seq !== this.made + 1) {
      throw new Error(`An emitter must count from 1: after ${this.made} came ${record.seq}`);
    }
    if (record.redeliveryOf !== undefined) {
      this.#firstDeliveries.set(record.seq, record.redeliveryOf);
    }
    this.firstTexts.add(record.text);
    this.#times.pushVarint(tsMs - this.#lastMs);
    this.#lastMs = tsMs;
    this.#entries.push(
      LEVELS.indexOf(record.level) << LEVEL_SHIFT |
        (record.request === undefined ? 0 : ALONE) |
        (record.defect === undefined ? 0 : DEFECT),
    );
  }

  /** Books the sending of records that go together; returns the batch's number. */
  send(records: readonly BookedRecord[], tick: number): number {
    this.settle(records, "unanswered");
    this.#batchFirst.push(records[0]!.seq);
    this.#batchLast.push(records.at(-1)!.seq);
    this.#batchSent.push(tick);
    return this.#batchAccepted.push(Infinity) - 1;
  }

  accept(batch: number, tick: number): void {
    this.#batchAccepted[batch] = tick;
  }

  settle(records: readonly BookedRecord[], fate: Fate): void {
    const bits = FATES.indexOf(fate);
    for (const { seq } of records) {
      this.#entries.set(seq - 1, this.#entries.at(seq - 1) & ~FATE_MASK | bits);
    }
  }

  /** The entry of record `seq`; `undefined` if no such record was made. */
  entry(seq: number): RecordEntry | undefined {
    if (seq < 1 || seq > this.made) return undefined;
    const byte = this.#entries.at(seq - 1);
    return {
      fate: FATES[byte & FATE_MASK]!,
      level: LEVELS[byte >> LEVEL_SHIFT & 0b11]!,
      isAlone: (byte & ALONE) !== 0,
      hasDefect: (byte & DEFECT) !== 0,
    };
  }

  /** Of a record that its source delivered again: the number of the first delivery. */
  firstDelivery(seq: number): number | undefined {
    return this.#firstDeliveries.get(seq);
  }

  /** How many records met `fate`. */
  count(fate: Fate): number {
    const bits = FATES.indexOf(fate);
    let count = 0;
    for (let i = 0; i < this.made; i++) if ((this.#entries.at(i) & FATE_MASK) === bits) count++;
    return count;
  }

  /** The times that the records were made for, in order. */
  times(): Generator<number> {
    return runningSum(this.#times.varints());
  }

  get batches(): number {
    return this.#batchFirst.length;
  }

  batch(index: number): BatchEntry {
    return {
      firstSeq: this.#batchFirst[index]!,
      lastSeq: this.#batchLast[index]!,
      sentTick: this.#batchSent[index]!,
      acceptedTick: this.#batchAccepted[index]!,
    };
  }
}

function* runningSum(differences: Iterable<number>): Generator<number> {
  let sum = 0;
  for (const difference of differences) yield sum += difference;
}
