/**
 * A run in numbers: a fold over what happened, without clock or I/O of its own.
 *
 * ```
 * planned ≥ due = made + skipped      made = sent + late (+ what waits)
 * sent = accepted + rejected + unanswered (+ what is in flight)
 * dropped = skipped (the sender was behind) + late (no request was free in time)
 * ```
 */
import { type Level, LEVELS } from "../../contract/mod.ts";
import type { BookedRecord } from "./ledger.ts";
import type { Delivery } from "./transport.ts";
import { createLatencies, type Latencies, type LatencySummary } from "./latencies.ts";

export type LevelCounts = Readonly<Record<Level, number>>;

/** A class of defects: how many were sent, and how many did not meet the fate on their label. */
export interface DefectCounts {
  readonly outcome: "repaired" | "refused";
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Accepted though it was to be refused, refused though it was to be repaired, or for another reason. */
  readonly astray: number;
}

export interface EmitterStatistics {
  readonly label: string;
  readonly planned: number;
  readonly due: number;
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Of `rejected`: broken on purpose, and refused for the reason on the label. */
  readonly refused: number;
  readonly unanswered: number;
  readonly dropped: number;
  readonly requests: number;
  readonly retries: number;
  readonly rejectedByReason: Readonly<Record<string, number>>;
  /** Of `refused`, by reason. */
  readonly refusedByReason: Readonly<Record<string, number>>;
  readonly unansweredByReason: Readonly<Record<string, number>>;
  readonly retriedByReason: Readonly<Record<string, number>>;
  /** What the first answer that refused for a reason says: `429: …`. */
  readonly exampleByReason: Readonly<Record<string, string>>;
  readonly sentLevels: LevelCounts;
  readonly acceptedLevels: LevelCounts;
  readonly defects: Readonly<Record<string, DefectCounts>>;
  readonly latency: LatencySummary;
  /** Records over the seconds in which the schedule was on. */
  readonly askedEps: number;
  readonly achievedEps: number;
  /** What is sent a second just now, over the last few seconds. */
  readonly currentEps: number;
}

/** Seconds over which `currentEps` is taken. */
const CURRENT_SEC = 3;

export class EmitterTally {
  readonly #label: string;
  planned = 0;
  due = 0;
  skipped = 0;
  late = 0;
  sent = 0;
  accepted = 0;
  rejected = 0;
  refused = 0;
  unanswered = 0;
  requests = 0;
  retries = 0;
  readonly #rejected = new Map<string, number>();
  readonly #refused = new Map<string, number>();
  readonly #examples = new Map<string, string>();
  readonly #unanswered = new Map<string, number>();
  readonly #retried = new Map<string, number>();
  readonly #sentLevels = noLevels();
  readonly #acceptedLevels = noLevels();
  readonly #defects = new Map<string, Mutable<DefectCounts>>();
  readonly latencies: Latencies = createLatencies();
  readonly #sentBySecond = new Map<number, number>();
  #latestSec = 0;

  constructor(label: string) {
    this.#label = label;
  }

  /** Books a request that leaves now, `sec` seconds into the run. */
  send(records: readonly BookedRecord[], sec: number): void {
    this.sent += records.length;
    this.requests++;
    for (const { level, defect } of records) {
      this.#sentLevels[level]++;
      if (defect !== undefined) this.#defect(defect).sent++;
    }
    const second = Math.floor(sec);
    if (second !== this.#latestSec) {
      this.#latestSec = second;
      this.#sentBySecond.delete(second - CURRENT_SEC - 2);
    }
    add(this.#sentBySecond, second, records.length);
  }

  retry(reason: string): void {
    this.retries++;
    add(this.#retried, reason, 1);
  }

  /** Books what became of a request; `latencyMs` counts from when it was due. */
  settle(records: readonly BookedRecord[], delivery: Delivery, latencyMs: number): void {
    if (delivery.kind === "unanswered") {
      this.unanswered += records.length;
      add(this.#unanswered, delivery.reason, records.length);
      return;
    }
    this.latencies.record(latencyMs);
    if (delivery.kind === "rejected") {
      const { status, reason, detail = "" } = delivery;
      if (!this.#examples.has(reason)) this.#examples.set(reason, `${status}: ${detail}`);
      this.#reject(records, reason);
    } else this.#accept(records, delivery.accepted ?? records.length);
  }

  summary(seconds: { readonly activeSec: number; readonly nowSec: number }): EmitterStatistics {
    const { activeSec, nowSec } = seconds;
    return {
      label: this.#label,
      planned: this.planned,
      due: this.due,
      sent: this.sent,
      accepted: this.accepted,
      rejected: this.rejected,
      refused: this.refused,
      unanswered: this.unanswered,
      dropped: this.skipped + this.late,
      requests: this.requests,
      retries: this.retries,
      rejectedByReason: Object.fromEntries(this.#rejected),
      refusedByReason: Object.fromEntries(this.#refused),
      unansweredByReason: Object.fromEntries(this.#unanswered),
      retriedByReason: Object.fromEntries(this.#retried),
      exampleByReason: Object.fromEntries(this.#examples),
      sentLevels: { ...this.#sentLevels },
      acceptedLevels: { ...this.#acceptedLevels },
      defects: Object.fromEntries(
        [...this.#defects].map(([name, counts]) => [name, { ...counts }]),
      ),
      latency: this.latencies.summary(),
      askedEps: perSecond(this.due, activeSec),
      achievedEps: perSecond(this.sent, activeSec),
      currentEps: this.#currentEps(nowSec),
    };
  }

  #accept(records: readonly BookedRecord[], acceptedCount: number): void {
    const accepted = Math.min(acceptedCount, records.length);
    this.accepted += accepted;
    for (const { level, defect } of records) {
      this.#acceptedLevels[level]++;
      if (defect === undefined) continue;
      const counts = this.#defect(defect);
      counts.accepted++;
      if (defect.outcome === "refused") counts.astray++;
    }
    const short = records.length - accepted;
    if (short === 0) return;
    this.unanswered += short;
    add(this.#unanswered, "accepted_fewer", short);
  }

  #reject(records: readonly BookedRecord[], reason: string): void {
    this.rejected += records.length;
    add(this.#rejected, reason, records.length);
    for (const { defect } of records) {
      if (defect === undefined) continue;
      const counts = this.#defect(defect);
      counts.rejected++;
      if (defect.outcome === "refused" && (defect.reason ?? reason) === reason) {
        this.refused++;
        add(this.#refused, reason, 1);
      } else counts.astray++;
    }
  }

  #defect(defect: NonNullable<BookedRecord["defect"]>): Mutable<DefectCounts> {
    const known = this.#defects.get(defect.class);
    if (known !== undefined) return known;
    const fresh = { outcome: defect.outcome, sent: 0, accepted: 0, rejected: 0, astray: 0 };
    this.#defects.set(defect.class, fresh);
    return fresh;
  }

  #currentEps(nowSec: number): number {
    const second = Math.floor(nowSec);
    const from = Math.max(0, second - CURRENT_SEC);
    let sent = 0;
    for (let s = from; s < second; s++) sent += this.#sentBySecond.get(s) ?? 0;
    return perSecond(sent, second - from);
  }
}

/** Totals over emitters, in the shape of one. */
export function totalOf(
  parts: readonly EmitterStatistics[],
  latency: LatencySummary,
): EmitterStatistics {
  const sum = (key: NumericKey) => parts.reduce((total, part) => total + part[key], 0);
  return {
    label: "all",
    planned: sum("planned"),
    due: sum("due"),
    sent: sum("sent"),
    accepted: sum("accepted"),
    rejected: sum("rejected"),
    refused: sum("refused"),
    unanswered: sum("unanswered"),
    dropped: sum("dropped"),
    requests: sum("requests"),
    retries: sum("retries"),
    rejectedByReason: sumCounts(parts.map((part) => part.rejectedByReason)),
    refusedByReason: sumCounts(parts.map((part) => part.refusedByReason)),
    unansweredByReason: sumCounts(parts.map((part) => part.unansweredByReason)),
    retriedByReason: sumCounts(parts.map((part) => part.retriedByReason)),
    exampleByReason: Object.assign({}, ...parts.map((part) => part.exampleByReason).reverse()),
    sentLevels: sumLevels(parts.map((part) => part.sentLevels)),
    acceptedLevels: sumLevels(parts.map((part) => part.acceptedLevels)),
    defects: sumDefects(parts.map((part) => part.defects)),
    latency,
    askedEps: sum("askedEps"),
    achievedEps: sum("achievedEps"),
    currentEps: sum("currentEps"),
  };
}

type NumericKey = {
  [K in keyof EmitterStatistics]: EmitterStatistics[K] extends number ? K : never;
}[keyof EmitterStatistics];

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function noLevels(): Record<Level, number> {
  return { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0 };
}

function add<K>(counts: Map<K, number>, key: K, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function perSecond(count: number, seconds: number): number {
  return seconds > 0 ? count / seconds : 0;
}

function sumCounts(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const counts of all) for (const [key, n] of Object.entries(counts)) add(sums, key, n);
  return Object.fromEntries(sums);
}

function sumLevels(all: readonly LevelCounts[]): LevelCounts {
  const sums = noLevels();
  for (const counts of all) for (const level of LEVELS) sums[level] += counts[level];
  return sums;
}

function sumDefects(
  all: readonly Readonly<Record<string, DefectCounts>>[],
): Record<string, DefectCounts> {
  const sums: Record<string, DefectCounts> = {};
  for (const classes of all) {
    for (const [name, counts] of Object.entries(classes)) {
      const before = sums[name];
      sums[name] = before === undefined ? counts : {
        outcome: counts.outcome,
        sent: before.sent + counts.sent,
        accepted: before.accepted + counts.accepted,
        rejected: before.rejected + counts.rejected,
        astray: before.astray + counts.astray,
      };
    }
  }
  return sums;
}
