/**
 * `deno task prove:soak`: ten minutes at half of the peak that is measured right before. Memory must
 * not grow, latency must stay flat, and no file may stay open; see `soak.ts` for the limits.
 *
 * Linux, with `fallocate` of util-linux. Exit codes: 0 passed, 1 a limit is broken, 2 bad arguments.
 */
import { complainAlike, VERSION } from "../contract/mod.ts";
import { readMachine, readVersions } from "./machine.ts";
import { judgeSoak, type SoakCheck, type SoakSample, type SoakWindow } from "./soak.ts";
import { measurePeak, runSoak } from "./soak_run.ts";
import { Command, CommanderError, InvalidArgumentError } from "commander";

const EXIT_BROKEN = 1;
const EXIT_BAD_INPUT = 2;
const MINUTES_MAX = 24 * 60;
const SEC_PER_MIN = 60;
/** A run shorter than this has windows of a tenth of it. */
const WHOLE_WINDOWS_MIN = 10;

interface Flags {
  readonly minutes: number;
  readonly rate?: number;
  readonly sinkDir: string;
  readonly json?: boolean;
}

const command = new Command("soak")
  .description("Run the gateway at half of its peak and see that nothing grows.")
  .option(
    "--minutes <n>",
    "how long; the first tenth, at most a minute, is warm-up",
    readMinutes,
    10,
  )
  .option("--rate <n>", "requests a second, instead of half of the measured peak", readRate)
  .option("--sink-dir <dir>", "where the journal is written", "/tmp")
  .option("--json", "print series and checks as JSON")
  .exitOverride();

function readMinutes(value: string): number {
  const minutes = Number(value);
  if (minutes > 0 && minutes <= MINUTES_MAX) return minutes;
  throw new InvalidArgumentError(`It must be a positive number up to ${MINUTES_MAX}.`);
}

function readRate(value: string): number {
  const rate = Number(value);
  if (rate > 0 && Number.isFinite(rate)) return rate;
  throw new InvalidArgumentError("It must be a positive number.");
}

async function main(): Promise<number> {
  complainAlike(command, "prove:soak");
  try {
    command.parse(Deno.args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : EXIT_BAD_INPUT;
  }
  const flags = command.opts<Flags>();
  const env = Deno.env.toObject();
  const sinkRoot = await Deno.realPath(flags.sinkDir);
  const [machine, versions] = await Promise.all([readMachine(sinkRoot), readVersions(VERSION)]);
  const peak = flags.rate === undefined ? await measurePeak(sinkRoot, env) : undefined;
  const requestsPerSec = flags.rate ?? peak! / 2;
  const durationSec = flags.minutes * SEC_PER_MIN;
  const windowSec = Math.min(SEC_PER_MIN, durationSec / WHOLE_WINDOWS_MIN);
  console.error(
    `LogOps ${versions.logops}, Deno ${versions.deno}, ${machine.cores} cores of ${machine.cpu}, ` +
      `journal on ${machine.fileSystem}, load average ${machine.loadAverage.toFixed(1)}\n` +
      `${flags.minutes} min at ${requestsPerSec.toFixed(0)} batches of 100 records a second` +
      (peak === undefined ? "" : `, half of the peak of ${peak.toFixed(0)}`),
  );
  const series = await runSoak({ sinkRoot, requestsPerSec, durationSec, windowSec }, {
    env,
    monotonicMs: () => performance.now(),
    onWindow: (window, sample) => console.error(windowLine(window, windowSec, sample)),
  });
  const checks = judgeSoak(series);
  if (flags.json === true) {
    console.log(JSON.stringify({ machine, versions, peak, requestsPerSec, series, checks }));
  } else for (const check of checks) console.log(checkLine(check));
  return checks.every(({ passed }) => passed) ? 0 : EXIT_BROKEN;
}

function windowLine(window: SoakWindow, windowSec: number, sample: SoakSample | undefined): string {
  const { atSec, requests, errors, p99Ms } = window;
  const process = sample === undefined
    ? ""
    : `, ${(sample.residentBytes / 1e6).toFixed(0)} MB, ${sample.openFiles} open files`;
  return `to ${(atSec + windowSec).toFixed(0)} s: ${requests} batches, ${errors} errors, ` +
    `p99 ${p99Ms.toFixed(1)} ms${process}`;
}

function checkLine({ name, asked, found, passed }: SoakCheck): string {
  return `${passed ? "pass" : "FAIL"}  ${name}: ${found} (${asked})`;
}

if (import.meta.main) Deno.exit(await main());
