/**
 * Composition root of housekeeping: arguments, environment, clock, signals.
 *
 * `deno task housekeeping` alone shows what a sweep would do; `--once` does it, `--every <sec>`
 * keeps doing it. Exit codes: 0 all done, 1 something could not be done, 2 bad arguments or
 * settings, 3 another sweep is running, 130 interrupted.
 */
import { statfs } from "node:fs/promises";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { Registry } from "prom-client";
import {
  complain,
  complainAlike,
  describeProblems,
  describeSettings,
  EXIT,
  loadSettings,
  parentGone,
  print,
  stopSignal,
  VERSION,
} from "../contract/mod.ts";
import { failureOf } from "./files/mod.ts";
import {
  describePlan,
  describeResult,
  formatBytes,
  resultAsJson,
  type SweepResult,
} from "./presentation.ts";
import { listArchives, restoreArchives, verifyArchive } from "./archive/mod.ts";
import { startHousekeeping } from "./service.ts";
import { HousekeepingSettings } from "./settings.ts";
import { describeEvent, planSweep, sweep, type SweepEvent, type SweepReport } from "./sweep/mod.ts";

/** Beside those that all programs have. */
const EXIT_BUSY = 3;

const RESTORE_DIR = "./data/restored";

const EXIT_BY_OUTCOME: Readonly<Record<SweepReport["outcome"], number>> = {
  done: 0,
  failed: EXIT.failed,
  busy: EXIT_BUSY,
  interrupted: EXIT.interrupted,
};

interface SweepFlags {
  readonly once?: boolean;
  readonly every?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly trustClock?: boolean;
  readonly check?: boolean;
  /** Started by `logops up`, which holds the standard input. */
  readonly supervised?: boolean;
}

const stopping = new AbortController();

async function main(): Promise<number> {
  let exitCode = 0;
  const program = createProgram(async (run) => {
    exitCode = await run();
  });
  // The first signal lets a sweep end cleanly, the second ends the process.
  const monotonicMs = () => performance.now();
  void stopSignal(Deno, { monotonicMs, repeated: EXIT.interrupted }).then(() => stopping.abort());
  try {
    await program.parseAsync(Deno.args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT.badInput;
  }
}

function createProgram(run: (command: () => Promise<number>) => Promise<void>): Command {
  const program = new Command("housekeeping")
    .description(
      "Archives or deletes journal files that are past their retention.\n" +
        "Without options it shows what a sweep would do, and changes nothing.",
    )
    .version(VERSION)
    .option("--once", "run one sweep")
    .option("--every <sec>", "run a sweep, and the next this many seconds after its end", seconds)
    .option("--dry-run", "say what a sweep would do, and why; change nothing")
    .option("--json", "one JSON object per sweep")
    .option("--trust-clock", "believe the clock even if it seems to have jumped (delete mode)")
    .option("--check", "print the effective settings and exit")
    .addOption(new Option("--supervised", "end with who started it").hideHelp())
    .exitOverride();
  complainAlike(program, "housekeeping");
  program.action((flags: SweepFlags) => run(() => sweepCommand(flags)));
  program.command("verify")
    .description("Checks archives against their manifests: all of them, or those of one day")
    .argument("[day]", "YYYYMMDD, or YYYYMMDDHH for one hour", day)
    .option("--json", "one JSON object per archive")
    .action((period: string | undefined, flags: { json?: boolean }) =>
      // `--json` may stand before the command too, where it is the program's option.
      run(() => verifyCommand(period, (flags.json ?? program.opts().json) === true))
    );
  program.command("restore")
    .description("Brings the journal files of a day back from its archives, checked")
    .argument("<day>", "YYYYMMDD, or YYYYMMDDHH for one hour", day)
    .option("--to <dir>", "directory to restore into", RESTORE_DIR)
    .action((period: string, flags: { to: string }) => run(() => restoreCommand(period, flags.to)));
  program.addHelpText(
    "after",
    "\nSettings are environment variables, or lines of a .env file: see docs/settings.md.\n" +
      "Exit codes: 0 done, 1 something failed, 2 bad input, 3 another sweep is running, " +
      "130 interrupted.",
  );
  return program;
}

async function sweepCommand(flags: SweepFlags): Promise<number> {
  const settings = await settingsOrComplaint();
  if (settings === undefined) return EXIT.badInput;
  if (flags.check === true) return print(describeSettings([HousekeepingSettings, settings]));
  if (flags.once === true && flags.every !== undefined) {
    return complain("Cannot sweep: choose one of --once and --every");
  }
  if (flags.dryRun === true || (flags.once !== true && flags.every === undefined)) {
    return await preview(settings, flags);
  }
  return flags.every === undefined
    ? await sweepOnce(settings, flags)
    : await sweepForever({ ...settings, LOGOPS_HOUSEKEEP_INTERVAL_SEC: flags.every }, flags);
}

async function preview(settings: HousekeepingSettings, flags: SweepFlags): Promise<number> {
  const nowMs = Date.now();
  const trustClock = flags.trustClock === true;
  try {
    const plan = await planSweep({ settings, nowMs, trustClock });
    if (flags.json === true) {
      const result: SweepResult = { outcome: "dry_run", nowMs, plan, events: [], failures: [] };
      print(resultAsJson(result, settings));
      return 0;
    }
    for (const warning of plan.warnings) complain(`WARN ${warning}`);
    print(describePlan(plan, settings));
    print(
      flags.dryRun === true
        ? "Nothing was changed."
        : "Nothing was changed: --once does it, --every 3600 keeps doing it, --help says more.",
    );
    return 0;
  } catch (error) {
    const failure = failureOf(error, `Cannot read ${settings.LOGOPS_SINK_DIR}`);
    complain(failure.detail);
    hintAtFolder([failure]);
    return EXIT.failed;
  }
}

function hintAtFolder(failures: SweepReport["failures"]): void {
  if (!failures.some(({ kind }) => kind === "not_found")) return;
  complain("Is LOGOPS_SINK_DIR right, and has the gateway run?");
}

async function sweepOnce(settings: HousekeepingSettings, flags: SweepFlags): Promise<number> {
  const nowMs = Date.now();
  const events: SweepEvent[] = [];
  const report = await sweep({
    settings,
    nowMs,
    trustClock: flags.trustClock === true,
    signal: stopping.signal,
    onEvent: (event) => {
      events.push(event);
      if (flags.json !== true) printEvent(event);
    },
  });
  const result = { ...report, nowMs, events };
  if (report.plan === undefined) hintAtFolder(report.failures);
  print(flags.json === true ? resultAsJson(result, settings) : describeResult(result));
  return EXIT_BY_OUTCOME[report.outcome];
}

async function sweepForever(settings: HousekeepingSettings, flags: SweepFlags): Promise<number> {
  if (flags.supervised === true) void parentGone(Deno.stdin).then(() => stopping.abort());
  const silent = () => {};
  const housekeeping = startHousekeeping({
    settings,
    registry: new Registry(),
    log: {
      info: silent,
      warn: silent,
      error: (event, fields) => {
        if (event === "housekeep_crashed") complain(`ERROR ${fields.error}`);
      },
    },
    nowMs: Date.now,
    monotonicMs: () => performance.now(),
    runSweep: async (order) => {
      const events: SweepEvent[] = [];
      const onEvent = (event: SweepEvent) => {
        events.push(event);
        order.onEvent(event);
        if (flags.json !== true) printEvent(event);
      };
      const report = await sweep({ ...order, trustClock: flags.trustClock === true, onEvent });
      const result = { ...report, nowMs: order.nowMs, events };
      if (report.plan === undefined) hintAtFolder(report.failures);
      print(flags.json === true ? resultAsJson(result, settings) : describeResult(result));
      return report;
    },
  });
  await new Promise((resolve) => stopping.signal.addEventListener("abort", resolve));
  await housekeeping.stop();
  return EXIT.interrupted;
}

async function verifyCommand(period: string | undefined, json: boolean): Promise<number> {
  const settings = await settingsOrComplaint();
  if (settings === undefined) return EXIT.badInput;
  const archives = await archivesOf(settings, period);
  if (archives === undefined) return EXIT.failed;
  let broken = 0;
  for (const archive of archives) {
    const checked = await verifyArchive(settings.LOGOPS_ARCHIVE_DIR, archive, stopping.signal);
    if (stopping.signal.aborted) return EXIT.interrupted;
    const { files, records, bytes, failure } = checked;
    if (failure !== undefined) broken++;
    if (json) print(JSON.stringify({ ...checked, ok: failure === undefined }));
    else if (failure !== undefined) complain(`BROKEN  ${archive}: ${failure.detail}`);
    else print(`ok  ${archive}  ${files} files, ${records} records, ${formatBytes(bytes)}`);
  }
  if (!json) print(`${archives.length} archives, ${broken} broken.`);
  return broken === 0 ? 0 : EXIT.failed;
}

async function restoreCommand(period: string, targetDir: string): Promise<number> {
  const settings = await settingsOrComplaint();
  if (settings === undefined) return EXIT.badInput;
  const archives = await archivesOf(settings, period);
  if (archives === undefined) return EXIT.failed;
  if (archives.length === 0) {
    complain(`Cannot restore ${period}: ${settings.LOGOPS_ARCHIVE_DIR} has no archive of it`);
    return EXIT.failed;
  }
  const failures = await restoreArchives(archives, {
    archiveDir: settings.LOGOPS_ARCHIVE_DIR,
    targetDir,
    signal: stopping.signal,
    freeBytes,
    onFile: ({ name, records, outcome }) =>
      print(`${outcome}  ${targetDir}/${name}  ${records} records`),
  });
  for (const failure of failures) complain(`ERROR ${failure.detail}`);
  if (stopping.signal.aborted) return EXIT.interrupted;
  return failures.length === 0 ? 0 : EXIT.failed;
}

/** A program that may not ask, as one that was compiled with other rights, does without. */
async function freeBytes(directory: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

async function archivesOf(
  settings: HousekeepingSettings,
  period: string | undefined,
): Promise<string[] | undefined> {
  try {
    return await listArchives(settings.LOGOPS_ARCHIVE_DIR, period);
  } catch (error) {
    complain(failureOf(error, `Cannot read ${settings.LOGOPS_ARCHIVE_DIR}`).detail);
    return undefined;
  }
}

async function settingsOrComplaint(): Promise<HousekeepingSettings | undefined> {
  const read = await loadSettings(HousekeepingSettings, Deno.env);
  for (const warning of read.warnings) complain(`WARN ${warning}`);
  if (read.ok) return read.settings;
  complain(describeProblems("housekeeping's settings", read));
  return undefined;
}

function printEvent(event: SweepEvent): void {
  const { level, text } = describeEvent(event);
  if (level === "INFO") print(text);
  else complain(`${level} ${text}`);
}

const SECONDS_MAX = 7 * 86_400;

function seconds(text: string): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= SECONDS_MAX) return value;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${SECONDS_MAX}.`);
}

/** `2026-05-01` is taken too. */
function day(text: string): string {
  const digits = text.replaceAll("-", "");
  if (/^\d{8}(\d{2})?$/.test(digits)) return digits;
  throw new InvalidArgumentError("It must be a day like 20260501, or an hour like 2026050113.");
}

Deno.exit(await main());
