/** The command line of `deno task anomalies`, read and checked. */
import { parseArgs } from "node:util";
import { faultOfArguments } from "../../contract/mod.ts";
import { DAY_MS, WINDOW_DEFAULT, WINDOWS, WINDOWS_MAX } from "./series.ts";

export const ANOMALIES_HELP = `When logs were not as they should be, and why.

Usage: deno task anomalies [options] FILE|FOLDER|-…
       deno task anomalies [options] --prometheus URL

  FILE may be a journal (NDJSON) or an archive of housekeeping (zip), FOLDER stands for the files in
  it; name both folders to learn from weeks: data/archive data/ingest. What is usual at an hour and
  a day of the week is learnt; told are bursts, drops and silence, levels and patterns that take
  another share, batches that take longer (Prometheus only), and errors of a new pattern.

  --prometheus URL     ask the Prometheus that scrapes the gateway, instead of reading records
  --days N             with --prometheus: how far back (default 28)
  --window LENGTH      ${Object.keys(WINDOWS).join(", ")} (default ${WINDOW_DEFAULT})
  --learn LENGTH       learn before judging, such as 7d or 12h (default: a week of two and more,
                       a day of two and more, else a third)
  --until TIME         where the input ends: RFC 3339, or now, so that silence up to now is seen
                       (default: the last record; now with --prometheus or --every)
  --every LENGTH       again and again, such as 5m, until interrupted; tells what is new
  --json               all findings as one JSON object; with --every one line for each
  --metrics FILE       write metrics for node_exporter's textfile collector (name it .prom)
  --fail-on-anomaly    exit 1 if there is one
  --quiet              no progress
  --help, --version

Times are UTC. Patterns are masked as the gateway masks. See docs/analytics.md.
Exit codes: 0 done, 1 an anomaly (where asked for), 2 bad input, 130 interrupted.`;

export interface AnomaliesOrder {
  readonly paths: readonly string[];
  readonly prometheus: string | undefined;
  readonly days: number;
  readonly windowMs: number;
  readonly learningMs: number | undefined;
  /** Epoch milliseconds, or `now`; `undefined` for the last record. */
  readonly until: number | "now" | undefined;
  readonly everyMs: number | undefined;
  readonly isJson: boolean;
  readonly metrics: string | undefined;
  readonly failsOnAnomaly: boolean;
  readonly isQuiet: boolean;
}

const OPTIONS = {
  prometheus: { type: "string" },
  days: { type: "string", default: "28" },
  window: { type: "string", default: WINDOW_DEFAULT },
  learn: { type: "string" },
  until: { type: "string" },
  every: { type: "string" },
  json: { type: "boolean", default: false },
  metrics: { type: "string" },
  "fail-on-anomaly": { type: "boolean", default: false },
  quiet: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

const DAYS_MAX = 366;
const EVERY_MS_MAX = DAY_MS;

/** What is to be done; `help`, `version`, or what is wrong. */
export function readAnomaliesArguments(
  args: readonly string[],
): AnomaliesOrder | "help" | "version" | { readonly problem: string } {
  let read;
  try {
    read = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return { problem: faultOfArguments(error, OPTIONS) };
  }
  const { values, positionals } = read;
  if (values.help || args.length === 0) return "help";
  if (values.version) return "version";
  const windowMs = WINDOWS[values.window];
  const learningMs = values.learn === undefined ? undefined : lengthMs(values.learn);
  const everyMs = values.every === undefined ? undefined : lengthMs(values.every);
  const until = values.until === undefined || values.until === "now"
    ? values.until
    : Date.parse(values.until);
  const days = Number(values.days);
  const hasOrigin = URL.canParse(values.prometheus ?? "") &&
    /^https?:$/.test(new URL(values.prometheus!).protocol);
  const problem = values.prometheus !== undefined && positionals.length > 0
    ? "Name files or --prometheus, not both"
    : values.prometheus === undefined && positionals.length === 0
    ? "Name a file, a folder, - for standard input, or --prometheus URL"
    : values.prometheus !== undefined && !hasOrigin
    ? "--prometheus must be a URL, such as http://127.0.0.1:9090"
    : windowMs === undefined
    ? `--window must be one of ${Object.keys(WINDOWS).join(", ")}`
    : !(Number.isInteger(days) && days >= 1 && days <= DAYS_MAX)
    ? `--days must be a whole number from 1 to ${DAYS_MAX}`
    : values.prometheus !== undefined && days * DAY_MS / windowMs > WINDOWS_MAX
    ? `--days ${days} has more than ${WINDOWS_MAX} windows of ${values.window}: take longer ones`
    : values.learn !== undefined && learningMs === undefined
    ? "--learn must be a length of time, such as 7d or 12h"
    : values.every !== undefined && !(everyMs !== undefined && everyMs <= EVERY_MS_MAX)
    ? "--every must be a length of time up to a day, such as 5m"
    : typeof until === "number" && Number.isNaN(until)
    ? "--until must be a time such as 2026-05-14T00:00:00Z, or now"
    : values.every !== undefined && positionals.includes("-")
    ? "Standard input can be read once: leave out --every"
    : undefined;
  if (problem !== undefined) return { problem };
  return {
    paths: positionals,
    prometheus: values.prometheus,
    days,
    windowMs: windowMs!,
    learningMs,
    until: until ??
      (values.prometheus === undefined && values.every === undefined ? undefined : "now"),
    everyMs,
    isJson: values.json,
    metrics: values.metrics,
    failsOnAnomaly: values["fail-on-anomaly"],
    isQuiet: values.quiet,
  };
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: DAY_MS,
};

/** `90s`, `5m`, `12h`, `7d` in milliseconds. */
function lengthMs(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})([smhd])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNITS_MS[match[2]!]!;
}
