/**
 * A check as a person would say it, with the numbers that it is about:
 *
 * ```
 * lost_max ≤ 0, got 0    every accepted record arrived: 2,096 of 2,096
 * lost_max ≤ 0, got 3    3 of 2,096 accepted records never arrived
 * ```
 *
 * Pure. A name that has no words of its own is said by its bounds.
 */
import type { DeliveryReport } from "./delivery_report.ts";
import type { Check } from "./check.ts";
import type { EmitterStatistics } from "../drive/mod.ts";

export interface CheckedRun {
  readonly total: EmitterStatistics;
  readonly delivery?: DeliveryReport | undefined;
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

export function wordsOf(check: Check, run: CheckedRun): string {
  if (check.status === "unchecked" || check.got === "–") return unknown(check);
  const [name = "", ...rest] = check.name.split(" ");
  const of = rest.join(" ");
  return arrival(check, name, run) ?? sending(check, name, of, run) ??
    stored(check, name, of, run) ?? measured(check, name, of);
}

function unknown({ note, wanted }: Check): string {
  const why = note?.replace(/^not checked: /, "");
  return `not known${why === undefined ? "" : `: ${why}`} (wanted ${wanted})`;
}

function arrival({ got, note }: Check, name: string, { total }: CheckedRun): string | undefined {
  switch (name) {
    case "accepted": {
      const due = total.due - total.refused;
      return `${n(due - total.accepted)} of ${n(due)} records that were due were never accepted` +
        (note === undefined ? "" : `: ${note}`);
    }
    case "accepted_fewer":
      return `${got} records were answered 2xx, and not taken`;
    default:
      return undefined;
  }
}

function sending(
  { got, note }: Check,
  name: string,
  of: string,
  { total }: CheckedRun,
): string | undefined {
  const count = Number(got);
  switch (name) {
    case "achieved_rate_min":
      return `${percent(count)} of the records that were due were sent` +
        (note === undefined ? "" : ` (${note})`);
    case "dropped_max":
      return count === 0
        ? `every record was sent in time: ${n(total.sent)} of ${n(total.due)}`
        : `${n(count)} records could not be sent in time`;
    case "unanswered_max":
      return count === 0
        ? `every record was answered: ${n(total.sent)} of ${n(total.sent)}`
        : `${n(count)} of ${n(total.sent)} records were never answered`;
    case "rejected_ratio_max":
      return count === 0
        ? "no record was refused, but those broken on purpose"
        : `${percent(count)} of the records were refused`;
    case "rejected_by_reason":
      return `${n(count)} records were refused for ${of}`;
    case "defects_as_labelled":
      return `broken on purpose, and treated as their label says: ${got}`;
    case "defects":
      return `the gateway counts as the sender does: ${got}`;
    case "level_share":
      return `${percent(count)} of the accepted records are ${of}`;
    default:
      return undefined;
  }
}

function stored(
  { got }: Check,
  name: string,
  of: string,
  { delivery }: CheckedRun,
): string | undefined {
  if (delivery === undefined) return undefined;
  const { accepted, delivered, piiPlanted, compared, unnumbered } = delivery.total;
  const count = Number(got);
  const found = n(compared + unnumbered);
  switch (name) {
    case "lost_max":
      return count === 0
        ? `every accepted record arrived: ${n(delivered)} of ${n(accepted)}`
        : `${n(count)} of ${n(accepted)} accepted records never arrived`;
    case "duplicated_max":
      return count === 0
        ? `each arrived once: no copy among ${found}`
        : `${n(count)} copies arrived beyond the first`;
    case "late_sec_max":
      return `the last record was there ${got} after the end of the run`;
    case "reordered_max":
      return count === 0 ? "they arrived in order" : `${n(count)} arrived after later ones`;
    case "corrupted_max":
      return count === 0
        ? `none was changed, but for masks: ${n(compared)} compared`
        : `${n(count)} arrived changed`;
    case "planted_pii_in_clear_max": {
      const what = of === "" ? "planted personal values" : `planted personal values, of kind ${of}`;
      return count === 0
        ? `none of ${n(piiPlanted)} ${what} can be read`
        : `${n(count)} ${what} can be read`;
    }
    default:
      return undefined;
  }
}

function measured({ got, wanted, note }: Check, name: string, of: string): string {
  const latency = /^p(\d+)_latency_ms_max$/.exec(name);
  if (latency !== null) {
    return got === "no answers"
      ? "nothing was answered"
      : `${latency[1]} % of the requests were answered within ${got}`;
  }
  const by = note === undefined ? "" : ` (${note})`;
  return `${name}${of === "" ? "" : ` ${of}`} is ${got}, wanted ${wanted}${by}`;
}

function n(value: number): string {
  return whole.format(value);
}

function percent(share: number): string {
  return `${short.format(share * 100)} %`;
}
