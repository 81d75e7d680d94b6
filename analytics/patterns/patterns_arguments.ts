/** The command line of `deno task patterns`, read and checked. */
import { parseArgs } from "node:util";
import { faultOfArguments } from "../../contract/mod.ts";

export const PATTERNS_HELP = `Which messages are in these logs, and what changed.

Usage: deno task patterns [options] FILE|FOLDER|-…

  FILE may be a journal (NDJSON), an archive of housekeeping (zip), any text log, or one of them
  with gzip; FOLDER stands for the files in it; - is standard input. Every line is counted in
  exactly one pattern, values in it are named: <ip>, <num>, <path>, <user>, …

  --top N                 rows of a table (default 40)
  --json                  all patterns as one JSON object: save it as a baseline
  --since-baseline FILE   what is new, gone, or has another share since a saved --json
  --before PATH           the same against another log; repeatable
  --assign FILE           write line,pattern_id for each line, numbered from 1 over all inputs
  --metrics FILE          write metrics for node_exporter's textfile collector (name it .prom)
  --fail-on-new-error     exit 1 if a pattern with an ERROR in it is new; with one of the two above
  --quiet                 no progress
  --help, --version

Examples and patterns are masked as the gateway masks. See docs/analytics.md.
Exit codes: 0 done, 1 a new ERROR pattern (where asked for), 2 bad input, 130 interrupted.`;

export interface PatternsOrder {
  readonly paths: readonly string[];
  readonly before: readonly string[];
  readonly baseline: string | undefined;
  readonly assign: string | undefined;
  readonly metrics: string | undefined;
  readonly rowsMax: number;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  readonly failsOnNewError: boolean;
}

const OPTIONS = {
  top: { type: "string", default: "40" },
  json: { type: "boolean", default: false },
  "since-baseline": { type: "string" },
  before: { type: "string", multiple: true, default: [] as string[] },
  assign: { type: "string" },
  metrics: { type: "string" },
  quiet: { type: "boolean", default: false },
  "fail-on-new-error": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

/** What is to be done; `help`, `version`, or what is wrong. */
export function readPatternsArguments(
  args: readonly string[],
): PatternsOrder | "help" | "version" | { readonly problem: string } {
  let read;
  try {
    read = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return { problem: faultOfArguments(error, OPTIONS) };
  }
  const { values, positionals } = read;
  if (values.help || args.length === 0) return "help";
  if (values.version) return "version";
  const compares = values["since-baseline"] !== undefined || values.before.length > 0;
  const isCount = /^[1-9]\d{0,8}$/.test(values.top);
  const problem = positionals.length === 0
    ? "Name a file, a folder, or - for standard input"
    : !isCount
    ? "--top must be a count of rows: a whole number from 1"
    : values["since-baseline"] !== undefined && values.before.length > 0
    ? "--since-baseline and --before are two ways to say what was before: name one"
    : values["fail-on-new-error"] && !compares
    ? "--fail-on-new-error needs --since-baseline or --before"
    : values.assign !== undefined && values.before.length > 0
    ? "--assign numbers the lines of one input: leave out --before"
    : [...positionals, ...values.before].filter((path) => path === "-").length > 1
    ? "Standard input can be read once"
    : undefined;
  if (problem !== undefined) return { problem };
  return {
    paths: positionals,
    before: values.before,
    baseline: values["since-baseline"],
    assign: values.assign,
    metrics: values.metrics,
    rowsMax: Number(values.top),
    isJson: values.json,
    isQuiet: values.quiet,
    failsOnNewError: values["fail-on-new-error"],
  };
}
