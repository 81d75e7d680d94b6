/**
 * The end of a run, for a person: verdict first, then one row for each emitter, then only what
 * went other than well. Pure: a report in, lines out.
 */
import { LEVELS, printable } from "../../contract/mod.ts";
import {
  type Check,
  type DeliveryCounts,
  type DeliveryReport,
  isNothingStored,
  isUnnumbered,
  NEEDS_VERIFY,
  type Report,
  type SaidCheck,
} from "../judge/mod.ts";
import type { EmitterStatistics } from "../drive/mod.ts";
import {
  duration,
  type Paint,
  painter,
  percent,
  rate,
  type Style,
  table,
  visibleLength,
  whole,
} from "./terminal.ts";

export function renderSummary(report: Report, style: Style): string[] {
  const paint = painter(style);
  const sections = [
    emitterTable(report, style),
    levelTable(report, paint),
    facts(report.run.total),
    deliverySection(report.delivery, paint),
    checkSection(report.verdict.checks, { paint, width: style.width - INDENT }),
  ].filter((lines) => lines.length > 0);
  const indented = sections.map((lines) => lines.map((line) => " ".repeat(INDENT) + line));
  return [headline(report, paint), ...indented.flatMap((lines) => ["", ...lines])];
}

const OUTCOMES = {
  passed: ["green", "PASSED"],
  unjudged: ["green", "SENT"],
  broken: ["red", "BROKEN"],
  interrupted: ["yellow", "INTERRUPTED"],
} as const;

function headline(report: Report, paint: Paint): string {
  const { outcome, scenarioId, run, url, seed, verdict } = report;
  const isJudged = verdict.checks.some(({ status }) => status !== "unchecked");
  const [color, word] = OUTCOMES[outcome === "passed" && !isJudged ? "unjudged" : outcome];
  const count = countOf(report, isJudged);
  const about = [scenarioId, `${run.elapsedSec.toFixed(1)} s`, `seed ${seed}`, url].join(" · ");
  return `${paint("bold", paint(color, `${word}${count}`))}  ${paint("dim", about)}`;
}

/** How many expectations the word before it is about, unless it is about all of them. */
function countOf({ outcome, verdict: { checks } }: Report, isJudged: boolean): string {
  if (outcome === "interrupted") return "";
  const count = (status: Check["status"]) => checks.filter((one) => one.status === status).length;
  if (outcome === "broken") return ` ${count("broken")} of ${checks.length} expectations`;
  if (checks.length === 0) return ", nothing was expected";
  if (count("unchecked") === 0) return "";
  return isJudged
    ? ` ${count("passed")} of ${checks.length} expectations`
    : `: none of its expectations was checked`;
}

interface Column {
  readonly title: string;
  readonly cell: (row: EmitterStatistics) => string;
}

/** Columns that a narrow screen can do without, the first to go first. */
const SPARE_COLUMNS = ["p95", "planned", "asked/s", "p50"];
const INDENT = 2;

function emitterTable({ run }: Report, style: Style): string[] {
  const paint = painter(style);
  const rows = [...run.emitters, ...(run.emitters.length > 1 ? [run.total] : [])];
  let columns = emitterColumns(run.total, paint);
  for (const spare of [...SPARE_COLUMNS, undefined]) {
    const lines = table([
      columns.map(({ title }) => paint("dim", title)),
      ...rows.map((row) => columns.map(({ cell }) => cell(row))),
    ]);
    const width = Math.max(...lines.map(visibleLength)) + INDENT;
    if (width <= style.width || spare === undefined) return lines;
    columns = columns.filter(({ title }) => title !== spare);
  }
  return [];
}

function emitterColumns(total: EmitterStatistics, paint: Paint): readonly Column[] {
  const unanswered: Column = {
    title: "unanswered",
    cell: (row) => bad(row.unanswered, 0, paint),
  };
  const isShort = (row: EmitterStatistics) => row.sent < row.due * 0.99;
  return [
    { title: "emitter", cell: ({ label }) => label === "all" ? paint("bold", label) : label },
    { title: "asked/s", cell: (row) => rate(row.askedEps) },
    {
      title: "sent/s",
      cell: (row) => isShort(row) ? paint("yellow", rate(row.achievedEps)) : rate(row.achievedEps),
    },
    { title: "planned", cell: (row) => whole(row.planned) },
    { title: "sent", cell: (row) => whole(row.sent) },
    { title: "accepted", cell: (row) => whole(row.accepted) },
    { title: "rejected", cell: (row) => bad(row.rejected, row.refused, paint) },
    { title: "dropped", cell: (row) => bad(row.dropped, 0, paint) },
    ...(total.unanswered > 0 ? [unanswered] : []),
    { title: "p50", cell: ({ latency }) => duration(latency.p50Ms) },
    { title: "p95", cell: ({ latency }) => duration(latency.p95Ms) },
    { title: "p99", cell: ({ latency }) => duration(latency.p99Ms) },
  ];
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
  const head = ["stored", "accepted", "delivered", "lost", "duplicated", "reordered", "corrupted"];
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
  const unnumbered = names.filter(([, one]) => isUnnumbered(one));
  const rest = [
    ...(delivery.unreadable !== undefined
      ? [`${delivery.directory} cannot be read: ${delivery.unreadable}`]
      : isNothingStored(delivery)
      ? [`no line of this run in ${delivery.directory}: is it the gateway's LOGOPS_SINK_DIR?`]
      : []),
    ...(unanswered > 0
      ? [`of ${whole(unanswered)} unanswered, ${whole(unansweredButStored)} are stored`]
      : []),
    ...(rejectedButStored > 0 ? [`${whole(rejectedButStored)} rejected records are stored`] : []),
    ...(redelivered > 0
      ? [`${whole(redelivered)} came a second time, ${whole(deduplicated)} of them left out`]
      : []),
    ...delivery.unrepeatable.map((label) =>
      `${label} made other records the second time: does it draw everything from its random?`
    ),
    ...unnumbered.map(([label]) => `${label} has no numbers: compared by count alone`),
    ...(sumOf(delivery.total.piiInClear) > 0
      ? [`PII in clear: ${counts(delivery.total.piiInClear)}`]
      : []),
    ...exampleLines(delivery),
  ];
  return [...lines, ...rest];
}

/** `corrupted: 20261129.ndjson:310 (lifts seq 17): level: sent ERROR, stored INFO`. */
function exampleLines(delivery: DeliveryReport): string[] {
  const { examples, total } = delivery;
  if (isNothingStored(delivery)) return [];
  const lost = examples.filter(({ finding }) => finding === "lost");
  const placed = examples.filter(({ finding }) => finding !== "lost");
  const names = lost.map(({ emitter, seq }) => `${emitter} seq ${seq}`).join(", ");
  const more = total.lost > lost.length ? ", …" : "";
  return [
    ...(lost.length === 0 ? [] : [`lost: ${names}${more}`]),
    ...placed.map(({ finding, emitter, seq, file, line, what }) => {
      const record = [emitter, seq === undefined ? undefined : `seq ${seq}`]
        .filter((part) => part !== undefined).join(" ");
      const of = record === "" ? "" : ` (${record})`;
      const text = `${finding}: ${file}:${line}${of}${what === undefined ? "" : `: ${what}`}`;
      return printable(text); // names of files and fields are the store's
    }),
  ];
}

function sumOf(byName: Readonly<Record<string, number>>): number {
  return Object.values(byName).reduce((sum, count) => sum + count, 0);
}

const MARKS = {
  passed: ["green", "✔"],
  broken: ["red", "✘"],
} as const;

function checkSection(checks: readonly SaidCheck[], { paint, width }: CheckStyle): string[] {
  if (checks.length === 0) return [];
  const known = checks.filter(({ status }) => status !== "unchecked");
  const says = Math.max(0, ...known.map((check) => check.says.length));
  // Beside the words stands the setting; on a narrow screen below them.
  const isBeside = says + Math.max(0, ...known.map((check) => setting(check).length)) + 8 <= width;
  const rows = known.flatMap((check) => {
    const { status } = check;
    const [color, mark] = status === "broken" ? MARKS.broken : MARKS.passed;
    const words = status === "broken" ? paint("red", check.says) : check.says;
    const aside = paint("dim", setting(check));
    const pad = " ".repeat(says - check.says.length);
    return isBeside
      ? [`${paint(color, mark)} ${words}${pad}  ${aside}`]
      : [`${paint(color, mark)} ${words}`, `    ${aside}`];
  });
  const unchecked = checks.filter(({ status }) => status === "unchecked");
  const rest = [...Map.groupBy(unchecked, ({ note = "" }) => note)].map(([note, same]) => {
    const names = same.map(({ name }) => name).join(", ");
    if (note !== NEEDS_VERIFY) return `– ${names} not checked: ${note}`;
    const count = same.length === 1 ? "1 expectation" : `${same.length} expectations`;
    const needs = same.length === 1 ? "it needs" : "they need";
    return `– ${count} not checked: ${needs} --verify <sink folder> (${names})`;
  });
  return [...rows, ...rest];
}

interface CheckStyle {
  readonly paint: Paint;
  readonly width: number;
}

/** `lost_max ≤ 0`; of what was found by default, what was wanted alone. */
function setting({ name, wanted }: SaidCheck): string {
  return `${name} ${wanted}`;
}
