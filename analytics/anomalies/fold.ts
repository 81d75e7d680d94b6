/**
 * One event shows in many series: a sender that falls silent is missing in the sum of all, and where
 * ERROR takes a larger share INFO has a smaller one. People are told of it once.
 */
import type { Finding } from "./finding.ts";

const SHARES: readonly string[] = ["level-share", "pattern-share"];
const RATES: readonly string[] = ["burst", "drop", "silence"];

/** `emitters` are those that send at all. */
export function fold(findings: readonly Finding[], emitters: readonly string[]): Finding[] {
  const rates = findings.filter(({ kind }) => RATES.includes(kind));
  const shares = findings.filter(({ kind }) => SHARES.includes(kind));
  const others = findings.filter(({ kind }) => !RATES.includes(kind) && !SHARES.includes(kind));
  return [...foldRates(rates, emitters), ...foldShares(shares), ...others]
    .sort((a, b) =>
      compare(a.start, b.start) || compare(a.kind, b.kind) ||
      compare(a.emitter ?? "", b.emitter ?? "")
    );
}

/** The sum is told of where all emitters go the same way, or none alone; else they are. */
function foldRates(findings: readonly Finding[], emitters: readonly string[]): Finding[] {
  const sums = findings.filter(({ emitter }) => emitter === undefined);
  const parts = findings.filter(({ emitter }) => emitter !== undefined);
  const partsOf = (sum: Finding) =>
    parts.filter((part) =>
      overlap(sum, part) && (part.kind === "burst") === (sum.kind === "burst")
    );
  const isWhole = (sum: Finding) =>
    new Set(partsOf(sum).map(({ emitter }) => emitter)).size ===
      emitters.length;
  const wholes = emitters.length > 1 ? sums.filter(isWhole) : [];
  const told = new Set(wholes.flatMap(partsOf));
  return [
    ...wholes,
    ...sums.filter((sum) => partsOf(sum).length === 0),
    ...parts.filter((part) => !told.has(part)),
  ];
}

/** Of shares of one emitter that move at a time, the one that rose most, levels before patterns. */
function foldShares(findings: readonly Finding[]): Finding[] {
  const ranked = [...findings].sort((a, b) => rank(b) - rank(a));
  const kept: Finding[] = [];
  for (const finding of ranked) {
    const isTold = kept.some((each) => each.emitter === finding.emitter && overlap(each, finding));
    if (!isTold) kept.push(finding);
  }
  return kept;
}

const LEVEL_RANK = 1e9, RISE_RANK = 1e6;

function rank({ kind, observed, expected, deviations = 0 }: Finding): number {
  return (kind === "level-share" ? LEVEL_RANK : 0) + (observed > expected ? RISE_RANK : 0) +
    deviations;
}

function overlap(a: Finding, b: Finding): boolean {
  return (a.end === undefined || b.start < a.end) && (b.end === undefined || a.start < b.end);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
