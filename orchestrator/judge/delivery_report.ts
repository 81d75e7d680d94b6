/** What was found of a run in the store. See `verify.ts` for how it is found. */

export interface DeliveryCounts {
  /** Accepted by the gateway, by the sender's ledger. */
  readonly accepted: number;
  /** Of those: stored, at least once, as sent. */
  readonly delivered: number;
  /** Accepted, and nowhere in the store; a redelivery only if the first delivery is missing too. */
  readonly lost: number;
  /** Copies beyond the first. */
  readonly duplicated: number;
  /** Stored after a record that was sent later, though the sender knew this one to be stored. */
  readonly reordered: number;
  /** Stored lines of this run that are not what was sent. */
  readonly corrupted: number;
  /** Stored although the gateway rejected them. */
  readonly rejectedButStored: number;
  /** Sent without an answer: how many, and how many of them are stored. */
  readonly unanswered: number;
  readonly unansweredButStored: number;
  /** Accepted records that their source delivered a second time; and of those, left out by the store. */
  readonly redelivered: number;
  readonly deduplicated: number;
  /** Stored records without a sequence number. */
  readonly unnumbered: number;
  /** Stored records that were held against what was sent: those with a number. */
  readonly compared: number;
  /** Planted values that are stored in clear, by kind. */
  readonly piiInClear: Readonly<Record<string, number>>;
  /** Planted values that were looked for. */
  readonly piiPlanted: number;
}

/** Where a finding can be looked at. Never says what could be personal. */
export interface Example {
  readonly finding: "lost" | "duplicated" | "reordered" | "corrupted" | "in clear";
  /** Absent where the line does not say it. */
  readonly emitter?: string;
  readonly seq?: number;
  /** File and line in the store; absent for what is not there. */
  readonly file?: string;
  readonly line?: number;
  /** What differs, or which kind is in clear. */
  readonly what?: string;
}

/** Of each finding, over all emitters. */
export const EXAMPLES_MAX = 3;

export interface DeliveryReport {
  /** The folder that was read, or the store's address. */
  readonly directory: string;
  /** False where the store has no order: `reordered` is 0 then, and says nothing. */
  readonly isOrdered?: boolean;
  /** Seconds from the end of the run until the last record was seen; absent if one never was. */
  readonly lateSec?: number;
  /** Why the store could not be read. */
  readonly unreadable?: string;
  /** Emitters whose records came out otherwise when they were made again: they use other chance. */
  readonly unrepeatable: readonly string[];
  readonly emitters: Readonly<Record<string, DeliveryCounts>>;
  readonly total: DeliveryCounts;
  /** Files and lines that were read. */
  readonly files: number;
  readonly lines: number;
  /** Lines of this run whose emitter cannot be told: corrupted, and counted in `total` alone. */
  readonly strays: number;
  /** The first of each finding, at most `EXAMPLES_MAX`. */
  readonly examples: readonly Example[];
}
