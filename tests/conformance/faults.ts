/** What the tests' own pipeline does wrong in each mode, and how conform must find it: exactly. */
import type { CaseReport } from "../../conformance/mod.ts";

export interface KnownFault {
  readonly mode: string;
  /** The case that must find it. */
  readonly name: string;
  readonly holds: (found: CaseReport) => boolean;
}

/** A second of load. */
export const RECORDS = 200;
export const HARMED = RECORDS / 50;

const breaks = (finding: string, count: number) => ({ status, counts }: CaseReport) =>
  status === "broken" && counts[finding] === count;

export const FAULTS: readonly KnownFault[] = [
  { mode: "drop", name: "steady", holds: breaks("lost", HARMED) },
  { mode: "double", name: "steady", holds: breaks("duplicated", HARMED) },
  { mode: "corrupt", name: "steady", holds: breaks("corrupted", HARMED) },
  // A second of 100 records in requests of 20: the fifth request has two records swapped.
  { mode: "swap", name: "order", holds: breaks("reordered", 1) },
  {
    mode: "honest",
    name: "pii",
    holds: ({ status, counts }) => status === "broken" && counts.planted! > 0,
  },
  {
    mode: "forget",
    name: "kill",
    holds: ({ status, counts, affected }) =>
      status === "broken" && counts.lost! > 0 && affected.length > 0,
  },
  {
    mode: "cut",
    name: "hostile",
    holds: ({ status, affected }) =>
      status === "broken" && affected.some((each) => each.startsWith("no_json:")) &&
      affected.some((each) => each.startsWith("big_number:")),
  },
  {
    mode: "cut",
    name: "bad_record",
    holds: ({ status, affected }) =>
      status === "broken" && affected[0] === "the bad record is nowhere",
  },
  {
    mode: "honest",
    name: "times",
    holds: ({ status, counts }) => status === "broken" && counts.wrong === 6,
  },
  ...["steady", "burst", "order", "kill", "term", "restart", "retries", "slow_client"].map((
    name,
  ) => ({
    mode: "honest",
    name,
    holds: ({ status }: CaseReport) => status === "passed",
  })),
];
