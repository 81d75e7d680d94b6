/** Everything that is known of a run when it is over; the source of the summary, JSON and JUnit. */
import type { DeliveryReport } from "./delivery_report.ts";
import type { RunSnapshot } from "../drive/mod.ts";
import type { Verdict } from "./verdict.ts";

export interface Report {
  readonly scenario: string;
  readonly scenarioId: string;
  readonly url: string;
  readonly seed: number | string;
  readonly startedMs: number;
  readonly endedMs: number;
  /** `interrupted`: stopped before its end. */
  readonly outcome: "passed" | "broken" | "interrupted";
  readonly run: RunSnapshot;
  readonly delivery?: DeliveryReport | undefined;
  readonly verdict: Verdict;
}
