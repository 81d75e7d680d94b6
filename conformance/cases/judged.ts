/** From what `logops verify` found to the outcome of a case. Pure. */
import { affected, type Finding, piiInClear, type VerifyReport } from "../judge/mod.ts";
import type { Subject } from "../subject/mod.ts";
import type { Outcome } from "./conform_case.ts";

export interface Judgement {
  /** Findings of which there must be none. */
  readonly none: readonly Finding[];
  /** Every record must be taken: there is no fault that would excuse a refusal. */
  readonly allTaken?: boolean;
  readonly counts?: Readonly<Record<string, number>>;
  readonly notes?: readonly string[];
  /** A fault of another kind than what became of records. */
  readonly broken?: string | undefined;
}

const AFFECTED_MAX = 3;

/**
 * What must not be where records are sent again because their answer was lost: copies only where the
 * subject says that it stores such a request once.
 */
export function noneWhereSentAgain({ promise }: Subject): readonly Finding[] {
  return promise.once ? ["lost", "corrupted", "duplicated"] : ["lost", "corrupted"];
}

export function judged(report: VerifyReport, judgement: Judgement): Outcome {
  const { total } = report.delivery;
  const found: Readonly<Record<Finding, number>> = {
    lost: total.lost,
    duplicated: total.duplicated,
    reordered: total.reordered,
    corrupted: total.corrupted,
    "in clear": piiInClear(report),
  };
  const { none, allTaken = false, broken } = judgement;
  const faults = none.filter((name) => found[name] > 0)
    .map((name) => `${whole(found[name])} ${name}`);
  const notTaken = report.rejected + report.unanswered + report.dropped;
  if (allTaken && notTaken > 0) faults.push(`${whole(notTaken)} not taken${reasons(report)}`);
  if (report.accepted === 0) faults.push("nothing was taken");
  if (broken !== undefined) faults.push(broken);
  const others = (["duplicated", "reordered"] as const)
    .filter((name) => !none.includes(name) && found[name] > 0)
    .map((name) => `${whole(found[name])} ${name}, which this case allows`);
  if (total.unansweredButStored > 0) {
    others.push(`${whole(total.unansweredButStored)} stored though their sender had no answer`);
  }
  const of = `of ${whole(total.accepted)} taken`;
  return {
    passed: faults.length === 0,
    says: faults.length === 0 ? `nothing wrong ${of}` : `${faults.join(", ")} ${of}`,
    counts: {
      sent: report.sent,
      taken: total.accepted,
      stored: total.delivered,
      lost: total.lost,
      duplicated: total.duplicated,
      reordered: total.reordered,
      corrupted: total.corrupted,
      not_taken: notTaken,
      ...judgement.counts,
    },
    affected: affected(report, none).slice(0, AFFECTED_MAX),
    notes: [...others, ...judgement.notes ?? []],
  };
}

function reasons({ rejected_by_reason: by, unanswered, dropped }: VerifyReport): string {
  const parts = Object.entries(by).map(([why, count]) => `${why} ${whole(count)}`);
  if (unanswered > 0) parts.push(`no answer ${whole(unanswered)}`);
  if (dropped > 0) parts.push(`not sent in time ${whole(dropped)}`);
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

export function whole(count: number): string {
  return count.toLocaleString("en-US", { maximumFractionDigits: 0 });
}
