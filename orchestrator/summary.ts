/**
 * The end of a run, for a person: verdict first, then one row for each emitter, then only what
 * went other than well. Pure: a report in, lines out.
 */
import { LEVELS } from "../contract/mod.ts";
import type { DeliveryCounts, DeliveryReport } from "./delivery_report.ts";
import type { Report } from "./report.ts";
import type { EmitterStatistics } from "./statistics.ts";
import {
  duration,
  type Paint,
  painter,
  percent,
  rate,
  type Style,
  table,
  whole,
} from "./terminal.ts";
import type { Check } from "./verdict.ts";

export function renderSummary(report: Report, style: Style): string[] {
  const paint = painter(style);
  const sections = [
    emitterTable(report, paint),
    levelTable(report, paint),
    facts(report.run.total),
    deliverySection(report.delivery, paint),
    checkSection(report.verdict.checks, paint),
  ].filter((lines) => lines.length > 0);
  const indented = sections.map((lines) => lines.map((line) => `  ${line}`));
  return [headline(report, paint), ...indented.flatMap((lines) => ["", ...lines])];
}

const OUTCOMES = {
  passed: ["green", "PASSED"],
  broken: ["red", "BROKEN"],
  interrupted: ["yellow", "INTERRUPTED"],
} as const;

function headline({ outcome, scenarioId, run, url, seed, verdict }: Report, paint: Paint): string {
  const [color, word] = OUTCOMES[outcome];
  const broken = verdict.checks.filter(({ status }) => status === "broken").length;
  const count = broken === 0 || outcome === "interrupted"
    ? ""
    : ` ${broken} of ${verdict.checks.length} expectations`;
  const about = [scenarioId, `${run.elapsedSec.toFixed(1)} s`, `seed ${seed}`, url].join(" · ");
  return `${paint("bold", paint(color, `${word}${count}`))}  ${paint("dim", about)}`;
}

const HEAD = ["emitter", "asked/s", "sent/s", "planned", "sent", "accepted", "rejected", "dropped"];

function emitterTable({ run }: Report, paint: Paint): string[] {
  const rows = [...run.emitters, ...(run.emitters.length > 1 ? [run.total] : [])];
  const someUnanswered = run.total.unanswered > 0;
  const head = [...HEAD, ...(someUnanswered ? ["unanswered"] : []), "p50", "p95", "p99"];
  return table([
    head.map((title) => paint("dim", title)),
    ...rows.map((row) => [
      row.label === "all" ? paint("bold", row.label) : row.label,
      rate(row.askedEps),
      row.sent < row.due * 0.99 ? paint("yellow", rate(row.achievedEps)) : rate(row.achievedEps),
      whole(row.planned),
      whole(row.sent),
      whole(row.accepted),
      bad(row.rejected, row.refused, paint),
      bad(row.dropped, 0, paint),
      ...(someUnanswered ? [bad(row.unanswered, 0, paint)] : []),
      duration(row.latency.p50Ms),
      duration(row.latency.p95Ms),
      duration(row.latency.p99Ms),
    ]),
  ]);
}

/** What was sent, by emitter and level, with the share of each level over all. */
function levelTable({ run }: Report, paint: Paint): string[] {
  const { emitters, total } = run;
  const several = emitters.length > 1;
  return table([
    ["sent", ...LEVELS].map((title) => paint("dim", title)),
    ...emitters.map(({ label, sentLevels }) => [
      label,
      ...LEVELS.map((level) => whole(sentLevels[level])),
    ]),
    ...(several
      ? [[paint("bold", "all"), ...LEVELS.map((level) => whole(total.sentLevels[level]))]]
      : []),
    ["", ...LEVELS.map((level) => paint("dim", shareOf(total.sentLevels[level], total.sent)))],
  ]);
}

function shareOf(count: number, whole: number): string {
  return whole === 0 ? "–" : percent(count / whole);
}

/** A count of what should not be; `byDesign` of them are as they should. */
function bad(count: number, byDesign: number, paint: Paint): string {
  return count > byDesign ? paint("red", whole(count)) : whole(count);
}

function facts(total: EmitterStatistics): string[] {
  const defects = Object.entries(total.defects).sort(([, a], [, b]) => b.sent - a.sent);
  const astray = defects.filter(([, { astray }]) => astray > 0);
  const rows: (readonly [string, string])[] = [];
  if (total.rejected > 0) {
    const byDesign = total.refused === 0 ? "" : `  (${whole(total.refused)} broken on purpose)`;
    rows.push(["rejected", counts(total.rejectedByReason) + byDesign]);
  }
  if (total.unanswered > 0) rows.push(["unanswered", counts(total.unansweredByReason)]);
  if (total.retries > 0) rows.push(["retried", counts(total.retriedByReason)]);
  if (defects.length > 0) {
    const sent = defects.reduce((sum, [, one]) => sum + one.sent, 0);
    const fate = astray.length === 0
      ? "each met its label's fate"
      : `astray: ${astray.map(([name, one]) => `${name} ${whole(one.astray)}`).join(" · ")}`;
    rows.push(["defects", `${whole(sent)} sent, ${fate}`]);
  }
  return table(rows, 2);
}

function counts(byName: Readonly<Record<string, number>>): string {
  return Object.entries(byName).sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${whole(count)}`).join(" · ");
}

function deliverySection(delivery: DeliveryReport | undefined, paint: Paint): string[] {
  if (delivery === undefined) return [];
  const names = Object.entries(delivery.emitters);
  const rows: [string, DeliveryCounts][] = names.length > 1
    ? [...names, ["all", delivery.total]]
    : names;
  const head = ["stored", "accepted", "delivered", "lost", "twice", "out of order", "corrupted"];
  const lines = table([
    [...head, "PII in clear"].map((title) => paint("dim", title)),
    ...rows.map(([label, row]) => [
      label === "all" ? paint("bold", label) : label,
      whole(row.accepted),
      whole(row.delivered),
      ...[row.lost, row.duplicated, row.reordered, row.corrupted].map((n) => bad(n, 0, paint)),
      `${bad(sumOf(row.piiInClear), 0, paint)} of ${whole(row.piiPlanted)}`,
    ]),
  ]);
  const { unanswered, unansweredButStored, rejectedButStored } = delivery.total;
  const { redelivered, deduplicated } = delivery.total;
  const unnumbered = names.filter(([, one]) => one.unnumbered > 0 && one.corrupted === 0);
  const rest = [
    ...(unanswered > 0
      ? [`of ${whole(unanswered)} unanswered, ${whole(unansweredButStored)} are stored`]
      : []),
    ...(rejectedButStored > 0 ? [`${whole(rejectedButStored)} rejected records are stored`] : []),
    ...(redelivered > 0
      ? [`${whole(redelivered)} came a second time, ${whole(deduplicated)} of them left out`]
      : []),
    ...unnumbered.map(([label]) => `${label} has no numbers: compared by count alone`),
    ...(sumOf(delivery.total.piiInClear) > 0
      ? [`PII in clear: ${counts(delivery.total.piiInClear)}`]
      : []),
  ];
  return [...lines, ...rest];
}

function sumOf(byName: Readonly<Record<string, number>>): number {
  return Object.values(byName).reduce((sum, count) => sum + count, 0);
}

const MARKS = {
  passed: ["green", "✔"],
  broken: ["red", "✘"],
} as const;

function checkSection(checks: readonly Check[], paint: Paint): string[] {
  if (checks.length === 0) return [];
  const rows = checks.flatMap(({ status, name, wanted, got, note = "" }) => {
    if (status === "unchecked") return [];
    const [color, mark] = MARKS[status];
    const found = status === "broken" ? paint("red", got) : got;
    return [[`${paint(color, mark)} ${name}`, wanted, found, note]];
  });
  const unchecked = checks.filter(({ status }) => status === "unchecked");
  const rest = [...Map.groupBy(unchecked, ({ note = "" }) => note)].map(([note, same]) => {
    const names = same.length > 2 ? `${same.length} more` : same.map(({ name }) => name).join(", ");
    return paint("dim", `– ${names} not checked: ${note}`);
  });
  const head = ["  expectation", "wanted", "got"].map((title) => paint("dim", title));
  return [...table([head, ...rows], 4), ...rest];
}
