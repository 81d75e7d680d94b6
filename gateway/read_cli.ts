/**
 * Composition root of `deno task read`: what the gateway would make of a file. It may read files, and
 * nothing else. Exit codes: 0 all of it would be stored, 1 some would be refused, 2 bad arguments.
 */
import { complain, EXIT, faultOfArguments, print, VERSION, withHelp } from "../contract/mod.ts";
import { type FileReading, formatOf, READ_FORMATS, readFile } from "./read_file.ts";
import { parseArgs } from "node:util";

const HELP = `See what the gateway would make of a file, before anything is sent.

Usage: deno task read [--format <format>] [--show <n>] [--json] FILE

  --format <format>  text, ndjson, json or csv (default: by the name of the file)
  --show <n>         also the first n records, masked, as they would be stored (default 0)
  --no-join          do not join lines that go on with the one before
  --json             print the summary as JSON, and records as NDJSON before it
  --version          print the version
  --help             print this

Exit codes: 0 all of it would be stored, 1 some would be refused, 2 bad arguments or no such file.`;

const BYTES_MAX = 256 * 1024 * 1024;

const OPTIONS = {
  format: { type: "string" },
  show: { type: "string", default: "0" },
  "no-join": { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

async function main(): Promise<number> {
  const read = readArguments(Deno.args);
  if (typeof read === "string") return complain(withHelp(read, "read"));
  const { values: flags, positionals: [path, ...others] } = read;
  if (flags.help || Deno.args.length === 0) return print(HELP);
  if (flags.version) return print(VERSION);
  if (path === undefined || others.length > 0) {
    return complain(withHelp("Cannot read: name one file", "read"));
  }
  const format = READ_FORMATS.find((one) => one === (flags.format ?? formatOf(path)));
  if (format === undefined) {
    return complain(withHelp(`--format must be one of ${READ_FORMATS.join(", ")}`, "read"));
  }
  if (!/^\d{1,6}$/.test(flags.show)) {
    return complain(withHelp("--show must be a whole number from 0 to 999999", "read"));
  }
  const bytes = await bytesOf(path);
  if (typeof bytes === "string") return complain(bytes);
  const reading = await readFile(bytes, {
    ...{ format, nowMs: Date.now(), joins: !flags["no-join"], shownMax: Number(flags.show) },
  });
  console.log(flags.json ? asJson(reading) : inWords(reading, path, format));
  return reading.report.refused.length === 0 ? EXIT.done : EXIT.failed;
}

async function bytesOf(path: string): Promise<Uint8Array | string> {
  try {
    const { size, isFile } = await Deno.stat(path);
    if (!isFile) return `Cannot read ${path}: it is no file`;
    if (size > BYTES_MAX) return `Cannot read ${path}: ${size} bytes, more than ${BYTES_MAX}`;
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `Cannot read ${path}: no such file`;
    if (error instanceof Deno.errors.PermissionDenied) return `Cannot read ${path}: not permitted`;
    throw error;
  }
}

function asJson({ report, shown }: FileReading): string {
  return [...shown.map(({ line }) => line), JSON.stringify(report)].join("\n");
}

function inWords({ report, shown }: FileReading, path: string, format: string): string {
  const { records, readers, levels, masked, refused } = report;
  const width = Math.max(0, ...shown.map(({ reader }) => reader.length));
  const table = (values: Readonly<Record<string, number>>) =>
    Object.entries(values).filter(([, n]) => n > 0).map(([name, n]) => {
      const share = records === 0 ? 0 : 100 * n / records;
      return `  ${name.padEnd(16)} ${n.toLocaleString("en").padStart(11)}  ${share.toFixed(1)} %`;
    });
  return [
    ...shown.map(({ reader, line }) => `${reader.padEnd(width)}  ${line}`),
    `${path}, as ${format}: ${records.toLocaleString("en")} records`,
    ...section("read by", table(readers)),
    ...section("levels", table(levels)),
    ...section(
      "not found or not readable",
      table({
        "no time": report.missing_ts,
        "no level": report.missing_level,
        "unreadable time": report.unreadable_ts,
        "unreadable level": report.unreadable_level,
        "bad characters": report.replaced,
      }),
    ),
    ...section(
      "masked",
      Object.entries(masked).map(([kind, n]) => `  ${kind.padEnd(16)} ${String(n).padStart(11)}`),
    ),
    ...section("would be refused", refused.map((why) => `  ${why}`)),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines];
}

if (import.meta.main) Deno.exitCode = await main();
