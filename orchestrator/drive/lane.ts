/**
 * One emitter of a run: records become due, are made, and leave in parcels.
 *
 * A parcel is a batch that is full, or whose oldest record has waited long enough, or a single
 * record that brings a request of its own (broken on purpose, so that it spoils no other).
 */
import type { EmittedRecord, EmittedRequest, Emitter, Random } from "../../emitters/mod.ts";
import { type DueTimes, dueTimesOf, type ScenarioEmitter } from "../plan/mod.ts";
import type { BookedRecord, EmitterLedger } from "./ledger.ts";
import type { EmitterTally } from "./statistics.ts";

/** A request that is due. */
export interface Parcel {
  readonly lane: Lane;
  readonly request: EmittedRequest;
  readonly records: readonly BookedRecord[];
  /** One of the records as it was made, while samples are wanted. */
  readonly sample?: EmittedRecord | undefined;
  readonly isAlone: boolean;
  /** When it should leave, in seconds of the run. */
  readonly dueSec: number;
}

export interface LaneDeps {
  readonly emitter: Emitter;
  readonly ledger: EmitterLedger;
  readonly tally: EmitterTally;
  readonly jitterRandom: Random;
  /** How many parcels shall bring a sample with planted PII. */
  readonly samplesMax: number;
}

/** Records that one turn makes at most, so that answers are read in between. */
const RECORDS_PER_TURN_MAX = 2_000;

export class Lane {
  readonly scenario: ScenarioEmitter;
  readonly ledger: EmitterLedger;
  readonly tally: EmitterTally;
  readonly due: DueTimes;
  readonly #emitter: Emitter;
  #pending: EmittedRecord[] = [];
  #samplesLeft: number;
  #oldestSec = 0;
  #newestSec = 0;

  constructor(scenario: ScenarioEmitter, deps: LaneDeps) {
    this.scenario = scenario;
    this.ledger = deps.ledger;
    this.tally = deps.tally;
    this.#emitter = deps.emitter;
    this.#samplesLeft = deps.samplesMax;
    this.due = dueTimesOf(scenario, deps.jitterRandom);
    this.tally.planned = this.due.total;
  }

  /** Everything has been made and has left. */
  get isDone(): boolean {
    return this.#pending.length === 0 && this.due.peekSec() === Infinity;
  }

  /**
   * Makes the records that are due by `nowSec` and returns the parcels that are ready. Records that
   * were due before `lateSec` are not made any more. `tsMsOf` turns a due time into epoch ms.
   */
  collect(nowSec: number, lateSec: number, tsMsOf: (sec: number) => number): Parcel[] {
    const parcels: Parcel[] = [];
    this.tally.skipped += this.due.skipUntil(lateSec);
    for (let made = 0; made < RECORDS_PER_TURN_MAX; made++) {
      const dueSec = this.due.peekSec();
      if (dueSec > nowSec) break;
      this.due.take();
      const tsMs = tsMsOf(dueSec);
      const record = this.#emitter.next(tsMs);
      this.ledger.add(record, tsMs);
      if (record.request !== undefined) {
        const { request } = record;
        parcels.push({ lane: this, request, records: [record], isAlone: true, dueSec });
        continue;
      }
      if (this.#pending.length === 0) this.#oldestSec = dueSec;
      this.#newestSec = dueSec;
      this.#pending.push(record);
      if (this.#pending.length >= this.scenario.batchSize) parcels.push(this.#pack(dueSec));
    }
    this.tally.due = this.due.taken;
    if (this.#pending.length > 0) {
      if (this.due.peekSec() === Infinity) parcels.push(...this.flush());
      else if (this.#flushSec() <= nowSec) parcels.push(this.#pack(this.#flushSec()));
    }
    return parcels;
  }

  /** When there will be something to do, in seconds of the run. */
  nextSec(): number {
    return Math.min(this.due.peekSec(), this.#pending.length > 0 ? this.#flushSec() : Infinity);
  }

  /** What has been made and waits for its batch to fill, as a last parcel. */
  flush(): Parcel[] {
    return this.#pending.length === 0 ? [] : [this.#pack(this.#newestSec)];
  }

  setFactor(factor: number, sec: number): void {
    this.due.setFactor(factor, sec);
    this.tally.planned = this.due.total;
  }

  #flushSec(): number {
    return this.#oldestSec + this.scenario.batchWaitMs / 1000;
  }

  #pack(dueSec: number): Parcel {
    const request = encoded(this.#emitter.batch(this.#pending));
    const sample = this.#sample();
    // The texts are in the request now; held on to, they would fill the memory when answers are slow.
    const records = this.#pending.map(({ seq, level, defect }): BookedRecord =>
      defect === undefined ? { seq, level } : { seq, level, defect }
    );
    this.#pending = [];
    return { lane: this, request, records, sample, isAlone: false, dueSec };
  }

  #sample(): EmittedRecord | undefined {
    if (this.#samplesLeft === 0) return undefined;
    const found = this.#pending.find(({ planted, defect }) => planted.length > 0 && !defect);
    if (found !== undefined) this.#samplesLeft--;
    return found;
  }
}

const encoder = new TextEncoder();

/**
 * With its body as bytes. A text that was put together from thousands of pieces is all of them until
 * it is encoded, and what waits to be sent would be looked through by every garbage collection.
 */
function encoded({ contentType, body }: EmittedRequest): EmittedRequest {
  return { contentType, body: typeof body === "string" ? encoder.encode(body) : body };
}
