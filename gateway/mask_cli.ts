/**
 * Composition root of `deno task mask`: standard input or files, masked, to standard output. It may
 * read the files that are named, and nothing else: no network, no environment, no writing. Exit codes:
 * 0 all of it is out, 1 a line cannot be masked or a score is below what is asked, 2 bad arguments.
 */
import { complain, EXIT, faultOfArguments, print, VERSION, withHelp } from "../contract/mod.ts";
import {
  createSums,
  MASK_FORMATS,
  type MaskFormat,
  maskLines,
  type MaskSums,
  type Score,
  score,
  UnmaskableLine,
} from "./mask/mod.ts";
import { PII_KINDS, type PiiKind } from "./protect/mod.ts";
import { createMasker, type Masked, type Masker } from "./transcribe/mod.ts";
import { parseArgs } from "node:util";

const HELP = `Mask personal data and secrets in text or NDJSON, as the gateway does.

Usage: deno task mask [options] [FILE…]        a filter: standard input without FILE, or for -
       deno task mask --score CASES.jsonl      recall by kind, on cases of which it is known

  --format <format>  auto, text or json (default auto: each line by what it is)
  --kinds <kinds>    what is masked (default ${PII_KINDS.join(",")})
  --keep <fields>    fields of JSON that stay as they are, as in LOGOPS_MASK_KEEP_FIELDS
  --explain          on standard error: what was masked in which line and column, by kind
  --summary          on standard error, at the end: lines, and what was masked, by kind
  --json             --summary, --explain and --score as JSON
  --score <file>     one case a line: {"text":"…","hide":[{"kind":"email","value":"…"}],"keep":["…"]}
  --min <percent>    with --score: exit code 1 where recall or what stays is below it
  --version          print the version
  --help             print this

Values are never shown. Exit codes: 0 done, 1 a line could not be masked (nothing of it is written), or
a score is below --min, 2 bad arguments or no such file.`;

const OPTIONS = {
  format: { type: "string", default: "auto" },
  kinds: { type: "string", default: PII_KINDS.join(",") },
  keep: { type: "string", default: "" },
  explain: { type: "boolean", default: false },
  summary: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  score: { type: "string" },
  min: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

const STDIN = "-";

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

type Flags = Exclude<ReturnType<typeof readArguments>, string>["values"];

async function main(): Promise<number> {
  const read = readArguments(Deno.args);
  if (typeof read === "string") return complain(withHelp(read, "mask"));
  const { values: flags, positionals: paths } = read;
  if (flags.help || (Deno.args.length === 0 && Deno.stdin.isTerminal())) return print(HELP);
  if (flags.version) return print(VERSION);
  const format = MASK_FORMATS.find((one) => one === flags.format);
  if (format === undefined) {
    return complain(withHelp(`--format must be one of ${MASK_FORMATS.join(", ")}`, "mask"));
  }
  const kinds = kindsOf(flags.kinds);
  if (typeof kinds === "string") return complain(withHelp(kinds, "mask"));
  const keepFields = flags.keep.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const masker = createMasker({ kinds, keepFields });
  if (flags.score !== undefined) return await tellScore(flags.score, flags, masker);
  return await filter(paths.length === 0 ? [STDIN] : paths, flags, format, masker);
}

function kindsOf(list: string): readonly PiiKind[] | string {
  const names = list.split(",").map((name) => name.trim()).filter((name) => name !== "");
  const unknown = names.find((name) => !PII_KINDS.some((kind) => kind === name));
  return unknown === undefined
    ? PII_KINDS.filter((kind) => names.includes(kind))
    : `--kinds: '${unknown}' is none of ${PII_KINDS.join(", ")}`;
}

async function filter(
  paths: readonly string[],
  flags: Flags,
  format: MaskFormat,
  masker: Masker,
): Promise<number> {
  const sums = createSums();
  const output = Deno.stdout.writable.getWriter();
  for (const path of paths) {
    const input = await open(path);
    if (typeof input === "string") return complain(input);
    const before = sums.lines;
    const onMasked = flags.explain
      ? (line: number, found: readonly Masked[]) => explain(path, line - before, found, flags.json)
      : undefined;
    const options = onMasked === undefined ? { format } : { format, onMasked };
    try {
      for await (const piece of maskLines(input, masker, sums, options)) await output.write(piece);
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return EXIT.done; // who reads has had enough
      if (!(error instanceof UnmaskableLine)) throw error;
      complain(`Cannot mask ${nameOf(path)}: ${error.message}`);
      return EXIT.failed;
    }
  }
  if (flags.summary) console.error(flags.json ? JSON.stringify(asJson(sums)) : inWords(sums));
  return EXIT.done;
}

async function open(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | string> {
  if (path === STDIN) return Deno.stdin.readable;
  try {
    if ((await Deno.stat(path)).isDirectory) return `Cannot read ${path}: it is a folder`;
    return (await Deno.open(path)).readable;
  } catch (error) {
    return cannotRead(path, error);
  }
}

function cannotRead(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return `Cannot read ${path}: no such file`;
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return `Cannot read ${path}: not permitted`;
  }
  throw error;
}

function nameOf(path: string): string {
  return path === STDIN ? "standard input" : path;
}

function explain(path: string, line: number, found: readonly Masked[], json: boolean): void {
  for (const { kind, start, chars } of found) {
    if (json) {
      const column = start === undefined ? {} : { column: start + 1, chars };
      console.error(JSON.stringify({ file: nameOf(path), line, ...column, kind }));
    } else {
      const column = start === undefined ? "" : `:${start + 1}`;
      const length = chars === undefined ? "" : `, ${chars} characters`;
      console.error(`${nameOf(path)}:${line}${column}: ${kind}${length}`);
    }
  }
}

function asJson({ lines, masked, replaced, kinds }: MaskSums) {
  return {
    lines,
    masked_lines: masked,
    replaced_lines: replaced,
    kinds: Object.fromEntries(kinds),
  };
}

function inWords({ lines, masked, replaced, kinds }: MaskSums): string {
  const table = [...kinds].toSorted((one, other) => other[1] - one[1])
    .map(([kind, count]) => `  ${kind.padEnd(12)} ${count.toLocaleString("en").padStart(11)}`);
  const broken = replaced === 0
    ? ""
    : `, ${replaced.toLocaleString("en")} with bytes that are no text`;
  const head = `${lines.toLocaleString("en")} lines, ${
    masked.toLocaleString("en")
  } masked${broken}`;
  return [head, ...table].join("\n");
}

async function tellScore(path: string, flags: Flags, masker: Masker): Promise<number> {
  const min = flags.min === undefined ? 0 : Number(flags.min);
  if (!(min >= 0 && min <= 100)) {
    return complain(withHelp("--min must be a number from 0 to 100", "mask"));
  }
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    return complain(cannotRead(path, error));
  }
  const told = score(text, masker);
  if (typeof told === "string") return complain(`Cannot read cases of ${path}: ${told}`);
  console.log(flags.json ? JSON.stringify(told) : scoreInWords(told));
  const isEnough = percent(told.hidden, told.total) >= min && percent(told.kept, told.keep) >= min;
  return isEnough ? EXIT.done : EXIT.failed;
}

function scoreInWords({ cases, kinds, hidden, total, kept, keep, wrong }: Score): string {
  const row = (name: string, n: number, of: number) =>
    `  ${name.padEnd(14)} ${`${n} of ${of}`.padStart(16)}  ${
      percent(n, of).toFixed(1).padStart(5)
    } %`;
  return [
    `${cases} cases`,
    "hidden:",
    ...Object.entries(kinds).toSorted().map(([kind, { hidden, total }]) =>
      row(kind, hidden, total)
    ),
    row("all", hidden, total),
    "kept:",
    row("all", kept, keep),
    ...wrong.length === 0 ? [] : [`wrong, by line: ${wrong.join(", ")}`],
  ].join("\n");
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : 100 * part / whole;
}

if (import.meta.main) Deno.exitCode = await main();
