/** What was found, as `--json` has it, and why, in one sentence. */
import type { Season } from "./baseline.ts";
import type { Excursion } from "./judge.ts";
import { type Grid, timeOf } from "./series.ts";

export const ANOMALY_KINDS = [
  "burst",
  "drop",
  "silence",
  "level-share",
  "pattern-share",
  "latency",
  "new-error-pattern",
] as const;
export type AnomalyKind = typeof ANOMALY_KINDS[number];

export interface Finding {
  readonly kind: AnomalyKind;
  /** Absent: all emitters together. */
  readonly emitter?: string;
  readonly level?: string;
  readonly pattern?: { readonly id: string; readonly template: string };
  /** RFC 3339. The end is absent while it goes on. */
  readonly start: string;
  readonly end?: string;
  /** When a reader of every window would have known: the end of the window that gave it away. */
  readonly detected: string;
  readonly unit: "records" | "share" | "seconds";
  readonly observed: number;
  readonly expected: number;
  /** How many times the expected. Absent where nothing was expected. */
  readonly ratio?: number;
  /** Standard deviations, at its height. */
  readonly deviations?: number;
  readonly why: string;
}

const WHEN: Readonly<Record<Season, string>> = {
  week: "at this time of the week",
  day: "at this time of the day",
  recent: "by the two hours before",
};

export function findingOf(excursion: Excursion, grid: Grid): Finding {
  const { series, from, to, detected, isOngoing, value, expected, total, score } = excursion;
  const { subject, measure } = series;
  const isShare = measure === "share";
  const observed = isShare ? value / total : value;
  const wanted = isShare ? expected / total : expected;
  const { emitter, level, pattern } = subject;
  const facts = {
    kind: kindOf(excursion),
    ...(emitter === undefined ? {} : { emitter }),
    ...(level === undefined ? {} : { level }),
    ...(pattern === undefined ? {} : { pattern }),
    start: isoTime(timeOf(grid, from)),
    ...(isOngoing ? {} : { end: isoTime(timeOf(grid, to)) }),
    detected: isoTime(timeOf(grid, detected + 1)),
    unit: isShare ? "share" : measure === "value" ? "seconds" : "records",
    observed: rounded(observed),
    expected: rounded(wanted),
    ...(wanted > 0 ? { ratio: rounded(observed / wanted) } : {}),
    deviations: Math.round(score * 10) / 10,
  } as const;
  const lasted = duration((to - from) * grid.windowMs);
  return { ...facts, why: whyOf(facts, { lasted, total, when: WHEN[excursion.season] }) };
}

function kindOf({ series, direction, isSilent }: Excursion): AnomalyKind {
  switch (series.subject.signal) {
    case "level":
      return "level-share";
    case "pattern":
      return "pattern-share";
    case "latency":
      return "latency";
    case "rate":
      if (direction > 0) return "burst";
      return isSilent ? "silence" : "drop";
  }
}

interface Circumstances {
  readonly lasted: string;
  readonly total: number;
  readonly when: string;
}

function whyOf(finding: Omit<Finding, "why">, { lasted, total, when }: Circumstances): string {
  const { kind, emitter, level, pattern, observed, expected, ratio } = finding;
  const who = emitter ?? "All emitters";
  const times = ratio === undefined ? "" : ` (${factor(ratio)})`;
  switch (kind) {
    case "silence":
      return `${who} sent ${records(observed)} in ${lasted}, and ${
        records(expected)
      } were expected ${when}.`;
    case "burst":
    case "drop":
      return `${who} sent ${records(observed)} in ${lasted}, and ${
        records(expected)
      } were expected ${when}${times}.`;
    case "latency":
      return `A batch took ${seconds(observed)} for ${lasted}, and ${
        seconds(expected)
      } were expected ${when}${times}.`;
    default: {
      const what = level === undefined ? `of pattern ${pattern!.id}` : level;
      return `${percent(observed)} of ${emitter === undefined ? "all" : `${emitter}'s`} ${
        records(total)
      } in ${lasted} were ${what}, and ${percent(expected)} were expected ${when}${times}.`;
    }
  }
}

export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60), rest = minutes % 60;
  if (hours < 48) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  return `${Math.round(hours / 24)} days`;
}

export function records(count: number): string {
  const whole = Math.round(count);
  if (whole === 0) return count > 0 ? "less than 1 record" : "no record";
  return `${whole.toLocaleString("en-US")} record${whole === 1 ? "" : "s"}`;
}

export function percent(share: number): string {
  const value = 100 * share;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}

export function seconds(value: number): string {
  return value < 1 ? `${(value * 1000).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
}

/** `5.2 times`, `0.1 times`. */
export function factor(ratio: number): string {
  return `${ratio >= 10 ? Math.round(ratio).toLocaleString("en-US") : ratio.toFixed(1)} times`;
}

const DIGITS = 4;

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
