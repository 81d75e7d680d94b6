/**
 * What was due has to be accepted, but for records that are broken on purpose and for what the
 * scenario allows by name. A 2xx that took a part breaks a run whatever is allowed: who says 2xx has
 * taken the batch.
 *
 * | never accepted, because it was | allowed by |
 * |---|---|
 * | not sent in time | `dropped_max`, `achieved_rate_min` |
 * | never answered | `unanswered_max` |
 * | rejected | `rejected_ratio_max`; for one reason, `rejected_by_reason` |
 *
 * Of what is allowed all may be missing, but for a run of which nothing was taken at all; that one
 * was made to see refusals, and says so by reason.
 */
import { type Check, check } from "./check.ts";
import type { Expect } from "../scenario/mod.ts";
import type { EmitterStatistics } from "../drive/mod.ts";

export function judgeArrival(expect: Expect, total: EmitterStatistics): Check[] {
  const fewer = total.unansweredByReason.accepted_fewer ?? 0;
  const partly = fewer === 0
    ? []
    : [check("accepted_fewer", { max: 0 }, fewer, "answered 2xx, and not all were taken")];
  return [...judgeAccepted(expect, total, fewer), ...partly];
}

function judgeAccepted(expect: Expect, total: EmitterStatistics, fewer: number): Check[] {
  const missing = notAllowed(expect, total, fewer);
  const count = missing.reduce((sum, { records }) => sum + records, 0);
  const wanted = total.due - total.refused;
  if (count > 0) {
    const note = missing.map(({ why, records }) => `${why} ${records}`).join(", ");
    const got = `${total.accepted} of ${wanted}`;
    return [{ name: "accepted", wanted: "all that was due", got, status: "broken", note }];
  }
  const meant = total.sent - total.refused;
  if (meant === 0 || total.accepted > 0 || expect.rejected_by_reason !== undefined) return [];
  return [check("accepted", { min: 1 }, 0, mostFrequentReason(total))];
}

interface Missing {
  readonly why: string;
  readonly records: number;
}

/** What was due, was never accepted, and may not be missing; the most frequent first. */
function notAllowed(expect: Expect, total: EmitterStatistics, fewer: number): Missing[] {
  const mayDrop = expect.dropped_max !== undefined || expect.achieved_rate_min !== undefined;
  const rejected = expect.rejected_ratio_max !== undefined
    ? []
    : Object.entries(total.rejectedByReason).map(([why, records]) => ({
      why,
      records: expect.rejected_by_reason?.[why] === undefined
        ? records - (total.refusedByReason[why] ?? 0)
        : 0,
    }));
  return [
    ...rejected,
    {
      why: "unanswered",
      records: expect.unanswered_max === undefined ? total.unanswered - fewer : 0,
    },
    { why: "not sent in time", records: mayDrop ? 0 : total.dropped },
  ].filter(({ records }) => records > 0).toSorted((a, b) => b.records - a.records);
}

function mostFrequentReason(total: EmitterStatistics): string | undefined {
  const [reason] = Object.entries({ ...total.rejectedByReason, ...total.unansweredByReason })
    .toSorted(([, a], [, b]) => b - a)[0] ?? [];
  return reason;
}
