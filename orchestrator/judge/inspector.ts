/** The stored records of one emitter, held against the ledger and against what was sent. */
import { sequenceOf } from "../../contract/mod.ts";
import type { EmittedRecord, Emitter } from "../../emitters/mod.ts";
import { contentDifference, type StoredRecord } from "./content_match.ts";
import { type DeliveryCounts, type Example, EXAMPLES_MAX } from "./delivery_report.ts";
import type { EmitterLedger } from "../drive/mod.ts";
import { OrderCheck } from "./order_check.ts";
import type { StoredLine } from "./stored_lines.ts";
import { spellingsOf } from "./value_search.ts";
import { type Wire, wireOf } from "./wire.ts";

/** Records made again ahead of the store, until it shows them; more than that is disorder or loss. */
const AHEAD_MAX = 10_000;
/** Stored records that came too late for that, or again, until they are compared in one pass. */
const WAITING_MAX = 10_000;

interface Waiting {
  readonly seq: number;
  readonly record: StoredRecord;
  readonly line: StoredLine;
}

/** What the sender knows of an emitter. */
export interface Sender {
  readonly label: string;
  readonly ledger: EmitterLedger;
  /** Begins again: the emitter as it was made for the run. */
  readonly create: () => Emitter;
  /** The records that were sent, made again in order. */
  readonly recreate: () => Generator<EmittedRecord>;
  /** Of the store: see there. */
  readonly isOrdered?: boolean;
  readonly keepsTexts?: boolean;
}

/** What was found of one emitter. */
export interface Inspection {
  readonly counts: DeliveryCounts;
  readonly examples: readonly Example[];
}

/** Looks at the stored records of one emitter, one after another in the order of the store. */
export class Inspector {
  readonly #label: string;
  readonly #ledger: EmitterLedger;
  readonly #create: () => Emitter;
  readonly #recreate: () => Generator<EmittedRecord>;
  readonly #order: OrderCheck | undefined;
  readonly #keepsTexts: boolean;
  /** Of each record: 1 if it is stored as sent, and 1 if it is stored damaged. */
  readonly #intact: Uint8Array;
  readonly #damaged: Uint8Array;
  readonly #ahead = new Map<number, EmittedRecord>();
  readonly #making: Generator<EmittedRecord>;
  #madeSeq = 0;
  #waiting: Waiting[] = [];
  #made: Generator<EmittedRecord> | undefined;
  #remadeSeq = 0;
  #lastMade: EmittedRecord | undefined;
  #duplicated = 0;
  #reordered = 0;
  #corrupted = 0;
  #unnumbered = 0;
  #compared = 0;
  #wire: Wire | undefined;
  readonly #examples: Example[] = [];
  readonly #piiInClear: Record<string, number> = {};
  #piiPlanted = 0;

  constructor({ label, ledger, create, recreate, isOrdered, keepsTexts }: Sender) {
    this.#label = label;
    this.#ledger = ledger;
    this.#create = create;
    this.#recreate = recreate;
    this.#making = recreate();
    this.#order = isOrdered === false ? undefined : new OrderCheck(ledger);
    this.#keepsTexts = keepsTexts === true;
    this.#intact = new Uint8Array(ledger.made + 1);
    this.#damaged = new Uint8Array(ledger.made + 1);
  }

  take(record: StoredRecord, line: StoredLine): void {
    const seq = sequenceOf(record);
    if (seq === undefined) {
      this.#unnumbered++;
      return this.#note("corrupted", line, undefined, "no sequence number");
    }
    this.#compared++;
    const entry = this.#ledger.entry(seq);
    if (entry === undefined || entry.fate === "unsent") {
      this.#corrupted++;
      return this.#note("corrupted", line, seq, "never sent");
    }
    if (this.#order?.isLate(seq, entry.isAlone, line.file.worker ?? 0) === true) {
      this.#reordered++;
      this.#note("reordered", line, seq);
    }
    const sent = this.#takeAhead(seq);
    if (sent !== undefined) return this.#compare(sent, record, line);
    this.#waiting.push({ seq, record, line });
    if (this.#waiting.length >= WAITING_MAX) this.#compareWaiting();
  }

  finish(): Inspection {
    this.#compareWaiting();
    const counts = this.#countFates();
    const found = {
      duplicated: this.#duplicated,
      reordered: this.#reordered,
      piiInClear: this.#piiInClear,
      piiPlanted: this.#piiPlanted,
      unnumbered: this.#unnumbered,
      compared: this.#compared,
    };
    if (this.#unnumbered === 0 || this.#compared > 0) {
      // Among records with numbers, one without has lost it on the way.
      const corrupted = this.#corrupted + this.#unnumbered;
      return { counts: { ...counts, ...found, corrupted }, examples: this.#examples };
    }
    const { accepted } = counts;
    const surplus = this.#unnumbered - accepted;
    return {
      counts: {
        ...counts,
        ...found,
        delivered: Math.min(accepted, this.#unnumbered),
        lost: Math.max(0, -surplus),
        duplicated: Math.max(0, surplus),
        corrupted: 0,
      },
      examples: [], // which is which cannot be told
    };
  }

  #note(
    finding: Example["finding"],
    { file, number }: StoredLine,
    seq: number | undefined,
    what?: string,
  ): void {
    this.#keep({
      finding,
      emitter: this.#label,
      ...(seq === undefined ? {} : { seq }),
      file: file.name,
      line: number,
      ...(what === undefined ? {} : { what }),
    });
  }

  #keep(example: Example): void {
    const same = this.#examples.filter(({ finding }) => finding === example.finding);
    if (same.length < EXAMPLES_MAX) this.#examples.push(example);
  }

  #countFates() {
    const counts = {
      accepted: 0,
      delivered: 0,
      lost: 0,
      rejectedButStored: 0,
      unanswered: 0,
      unansweredButStored: 0,
      redelivered: 0,
      deduplicated: 0,
    };
    for (let seq = 1; seq <= this.#ledger.made; seq++) {
      const { fate } = this.#ledger.entry(seq)!;
      const isStored = this.#isStored(seq);
      if (fate === "accepted") {
        const first = this.#ledger.firstDelivery(seq);
        counts.accepted++;
        if (first !== undefined) counts.redelivered++;
        if (this.#intact[seq] === 1) counts.delivered++;
        else if (!isStored && first !== undefined && this.#isStored(first)) counts.deduplicated++;
        else if (!isStored) {
          counts.lost++;
          this.#keep({ finding: "lost", emitter: this.#label, seq });
        }
      } else if (fate === "rejected" && isStored) {
        counts.rejectedButStored++;
      } else if (fate === "unanswered") {
        counts.unanswered++;
        if (isStored) counts.unansweredButStored++;
      }
    }
    return counts;
  }

  #isStored(seq: number): boolean {
    return this.#intact[seq] === 1 || this.#damaged[seq] === 1;
  }

  /** Record `seq` as it was sent, if the store shows it for the first time and not far too late. */
  #takeAhead(seq: number): EmittedRecord | undefined {
    while (this.#madeSeq < seq) {
      this.#madeSeq++;
      this.#ahead.set(this.#madeSeq, made(this.#making, this.#madeSeq));
      if (this.#ahead.size > AHEAD_MAX) this.#ahead.delete(this.#ahead.keys().next().value!);
    }
    const sent = this.#ahead.get(seq);
    this.#ahead.delete(seq);
    return sent;
  }

  /** Compares what waits with what was sent, in one pass over what was sent. */
  #compareWaiting(): void {
    for (const { seq, record, line } of this.#waiting.sort((a, b) => a.seq - b.seq)) {
      this.#compare(this.#sent(seq), record, line);
    }
    this.#waiting = [];
  }

  #compare(sent: EmittedRecord, record: StoredRecord, line: StoredLine): void {
    const { seq } = sent;
    for (const { kind, value } of sent.planted) {
      this.#piiPlanted++;
      if (!isInClear(value, line.text)) continue;
      this.#piiInClear[kind] = (this.#piiInClear[kind] ?? 0) + 1;
      this.#note("in clear", line, seq, kind);
    }
    const difference = sent.request === undefined
      ? contentDifference(sent, record, this.#wireOf(sent), this.#keepsTexts)
      : undefined;
    if (difference !== undefined) {
      this.#corrupted++;
      this.#damaged[seq] = 1;
      return this.#note("corrupted", line, seq, difference);
    }
    if (this.#intact[seq] === 1) {
      this.#duplicated++;
      this.#note("duplicated", line, seq);
    }
    this.#intact[seq] = 1;
  }

  #wireOf(sent: EmittedRecord): Wire {
    return this.#wire ??= wireOf(this.#create().batch([sent]));
  }

  #sent(seq: number): EmittedRecord {
    if (this.#made === undefined || seq < this.#remadeSeq) {
      this.#made = this.#recreate();
      this.#remadeSeq = 0;
    }
    while (this.#remadeSeq < seq) {
      this.#remadeSeq++;
      this.#lastMade = made(this.#made, this.#remadeSeq);
    }
    return this.#lastMade!;
  }
}

function made(making: Generator<EmittedRecord>, seq: number): EmittedRecord {
  const next = making.next();
  if (next.done) throw new Error(`Record ${seq} was booked, and cannot be made again`);
  return next.value;
}

/** Whether the value stands in the line by itself, not as a part of a longer word or number. */
export function isInClear(value: string, line: string): boolean {
  if (value === "") return false;
  for (const spelling of spellingsOf(value)) {
    for (let at = line.indexOf(spelling); at >= 0; at = line.indexOf(spelling, at + 1)) {
      const around = [line[at - 1] ?? "", line[at + spelling.length] ?? ""];
      if (!around.some((sign) => /[A-Za-z0-9]/.test(sign))) return true;
    }
  }
  return false;
}
