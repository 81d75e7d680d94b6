/**
 * `deno task bench`: how fast LogOps is, measured from outside and in one run with what the runtime
 * could reach at most, so that ratios are printed and not only figures.
 *
 * A room of its own, since it belongs to no other: it starts the gateway as a process, as users do,
 * runs the orchestrator's engine against it, and imports neither's inside. Nothing imports it.
 *
 * ```
 * client (wrk, or our own) ── HTTP ──► gateway │ limit server      each a process of its own
 *                                      └── /proc/<pid>: CPU, memory
 * ```
 *
 * Linux only. Exit codes: 0 done, 2 bad arguments. Benchmarks are no tests: a missed target is
 * printed, and fails nothing.
 */
import { complainAlike, VERSION } from "../contract/mod.ts";
import { readMachine, readVersions } from "./machine.ts";
import { ownClient } from "./own_client.ts";
import { replaceBetweenMarks, reportMarkdown } from "./performance_page.ts";
import { type BenchReport, headLines, tablesOf } from "./report.ts";
import { type Part, PARTS, runBench } from "./run.ts";
import { hasSetting } from "./subject.ts";
import { toText } from "./table.ts";
import { targetsOf, targetTable } from "./targets.ts";
import { findWrk } from "./wrk.ts";
import { Command, CommanderError, InvalidArgumentError } from "commander";

const EXIT_BAD_INPUT = 2;
const FULL = { rounds: 3, durationSec: 4, warmUpSec: 3 } as const;
const QUICK = { rounds: 1, durationSec: 2, warmUpSec: 2 } as const;
const ROUNDS_MAX = 20;
const PAGE = "docs/performance.md";

interface Flags {
  readonly quick?: boolean;
  readonly only?: Part[];
  readonly rounds?: number;
  readonly client?: string;
  readonly sinkDir: string;
  readonly json?: boolean;
  readonly markdown?: boolean | string;
}

const command = new Command("bench")
  .description("Measure the gateway and the emitters, with their limits, in one run.")
  .option("--quick", "one short round of each: minutes instead of a quarter of an hour")
  .option("--only <part>", `one part, or several: ${PARTS.join(", ")}`, addPart)
  .option("--rounds <n>", "how often each case is measured", readRounds)
  .option("--client <name>", "wrk, or own; default: wrk where it is installed")
  .option("--sink-dir <dir>", "where journals are written: its file system is measured", "/tmp")
  .option("--json", "print everything that was measured as JSON")
  .option("--markdown [file]", `replace the tables in a page (default ${PAGE})`)
  .exitOverride();

function addPart(value: string, parts: Part[] | undefined): Part[] {
  const part = PARTS.find((each) => each === value);
  if (part === undefined) throw new InvalidArgumentError(`It must be one of ${PARTS.join(", ")}.`);
  return [...parts ?? [], part];
}

function readRounds(value: string): number {
  const rounds = Number(value);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= ROUNDS_MAX) return rounds;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${ROUNDS_MAX}.`);
}

async function main(): Promise<number> {
  complainAlike(command, "bench");
  try {
    command.parse(Deno.args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_BAD_INPUT;
  }
  if (Deno.build.os !== "linux") {
    return complain("Cannot measure: CPU and memory of processes are read from Linux' /proc");
  }
  const flags = command.opts<Flags>();
  const client = flags.client === "own" ? ownClient : await findWrk();
  if (client === undefined && flags.client === "wrk") {
    return complain("Cannot use wrk: it is not installed");
  }
  const report = await measure(flags, client ?? ownClient);
  if (flags.json === true) {
    print(JSON.stringify({ ...report, targets: targetsOf(report) }, null, 2));
  } else print(asText(report));
  return flags.markdown === undefined ? 0 : await writePage(flags.markdown, report);
}

async function measure(flags: Flags, client: typeof ownClient): Promise<BenchReport> {
  const env = Deno.env.toObject();
  const times = flags.quick === true ? QUICK : FULL;
  const rounds = flags.rounds ?? times.rounds;
  const sinkRoot = await Deno.realPath(flags.sinkDir);
  const head = {
    startedAt: new Date().toISOString(),
    command: ["deno task bench", ...Deno.args].join(" "),
    client: client.name,
    machine: await readMachine(sinkRoot),
    versions: await readVersions(VERSION),
    rounds,
    durationSec: times.durationSec,
  };
  const measured = await runBench({
    ...times,
    rounds,
    parts: flags.only ?? PARTS,
    canSeal: await hasSetting("LOGOPS_ENCRYPT_PII", env),
    sinkRoot,
  }, {
    env,
    client,
    openLoopClient: ownClient,
    monotonicMs: () => performance.now(),
    progress: (text) => console.error(`… ${text}`),
  });
  return { ...head, ...measured };
}

function asText(report: BenchReport): string {
  const targets = targetsOf(report);
  const tables = [...tablesOf(report), ...(targets.length > 0 ? [targetTable(targets)] : [])];
  return [
    headLines(report).join("\n"),
    ...tables.map(toText),
    ...report.skipped.map((what) => `Left out: ${what}`),
  ].join("\n\n");
}

async function writePage(file: boolean | string, report: BenchReport): Promise<number> {
  const path = typeof file === "string" ? file : PAGE;
  const page = replaceBetweenMarks(await Deno.readTextFile(path), reportMarkdown(report));
  if (page === undefined) return complain(`Cannot write ${path}: it has no marks for the tables`);
  await Deno.writeTextFile(path, page);
  return 0;
}

function print(text: string): void {
  console.log(text);
}

function complain(text: string): number {
  console.error(text);
  return EXIT_BAD_INPUT;
}

if (import.meta.main) Deno.exit(await main());
