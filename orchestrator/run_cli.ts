/**
 * What the commands `scenario` and `emit` share: settings from the environment and `.env`, a run
 * with its display, and the exit code. Composition root: it reads the clock and the environment.
 *
 * | exit code | meaning |
 * |---|---|
 * | 0 | the run passed: all that could be checked holds, and something could |
 * | 1 | an expectation is broken, or could not be checked in the folder of `--verify` |
 * | 2 | bad input: arguments, settings, scenario, nothing that could be checked without `--verify`, or nothing answers at the URL |
 * | 130 | interrupted; a summary is printed all the same |
 */
import { complainAlike, describeProblems, loadSettings } from "../contract/mod.ts";
import {
  ClientSettings,
  type Clock,
  createClock,
  createSigner,
  ingestUrl,
  isHttpUrl,
  newNonce,
  newRunId,
} from "./drive/mod.ts";
import {
  createDisplay,
  endLine,
  openOutputFile,
  type OutputFile,
  PLAIN_STYLE,
  type Screen,
  secondLine,
  startLine,
  type Style,
  toJUnit,
  wantsColor,
} from "./report/mod.ts";
import { describeProblem, type Loaded, type Scenario } from "./scenario/mod.ts";
import { RunRecorder, staticReport } from "./web/mod.ts";
import { isStoreAddress } from "../delivery/mod.ts";
import { farEnd } from "./far_end.ts";
import {
  journalStore,
  needsOfStore,
  startTrial,
  type Store,
  type Trial,
  whyUnreachable,
} from "./judge/mod.ts";
import { type Command, CommanderError } from "commander";

export const EXIT = { passed: 0, broken: 1, badInput: 2, interrupted: 130 } as const;

/** Thrown to end the command with a message; never for bugs. */
export class BadInput extends Error {}

export interface RunFlags {
  readonly url?: string | undefined;
  readonly seed?: string | undefined;
  readonly runId?: string | undefined;
  readonly logFile?: string | undefined;
  readonly verify?: string | undefined;
  readonly wait?: string | undefined;
  readonly junit?: string | undefined;
  readonly report?: string | undefined;
  readonly json?: boolean | undefined;
  readonly debug?: boolean | undefined;
}

const INTERRUPT_DRAIN_MS_MAX = 2_000;
const INTERRUPT_ECHO_MS = 250;

export function systemClock(): Clock {
  return createClock(() => performance.timeOrigin + performance.now());
}

export function styleOf(stream: typeof Deno.stdout | typeof Deno.stderr): Style {
  const isTerminal = stream.isTerminal();
  const width = isTerminal ? Deno.consoleSize().columns : PLAIN_STYLE.width;
  const names = ["NO_COLOR", "FORCE_COLOR", "TERM"];
  const env = Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));
  const color = wantsColor(env, isTerminal);
  return { color, width };
}

export async function readClientSettings(flags: RunFlags): Promise<ClientSettings> {
  const read = await loadSettings(ClientSettings, Deno.env);
  for (const warning of read.warnings) STDERR.write(`WARN ${warning}\n`);
  if (!read.ok) throw new BadInput(describeProblems("settings", read));
  if (flags.url !== undefined && !isHttpUrl(flags.url)) {
    throw new BadInput(`Cannot send to '${flags.url}': --url must be an http or https URL`);
  }
  return {
    ...read.settings,
    ...(flags.url === undefined ? {} : { LOGOPS_URL: ingestUrl(flags.url) }),
  };
}

export function scenarioOf(loaded: Loaded): Scenario {
  if (loaded.ok) return loaded.scenario;
  const text = "message" in loaded
    ? loaded.message
    : loaded.problems.map(describeProblem).join("\n");
  throw new BadInput(text);
}

/** A whole number where it looks like one: `--seed 42` and `seed: 42` are the same seed. */
export function seedOf(text: string | undefined, scenario: Scenario): number | string {
  if (text !== undefined) return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  return scenario.seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** Reads the command line; gives the exit code where nothing is left to do: help, or a mistake. */
export function parseArguments(command: Command): number | undefined {
  complainAlike(command, command.name());
  try {
    command.exitOverride().parse(Deno.args, { from: "user" });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.passed : EXIT.badInput;
  }
}

/** Runs a command to its exit code; bad input becomes a message and 2. */
export async function exitWith(command: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await command());
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    STDERR.write(`${error.message}\n`);
    Deno.exit(EXIT.badInput);
  }
}

export function print(lines: readonly string[]): void {
  STDOUT.write(`${lines.join("\n")}\n`);
}

/** Runs `scenario`, shows it, writes what was asked for, and returns the exit code. */
export async function runWithDisplay(scenario: Scenario, flags: RunFlags): Promise<number> {
  const settings = await readClientSettings(flags);
  const url = settings.LOGOPS_URL;
  const clock = systemClock();
  const deps = { fetch, clock, sign: createSigner(settings, { nowMs: clock.nowMs, newNonce }) };
  const storeFor = await openStore(flags.verify, settings, clock);
  const tailMsMax = tailOf(flags);
  if (flags.verify === undefined) checkNeeds(scenario);
  const unreachable = await whyUnreachable(url, deps);
  if (unreachable !== undefined) {
    const hint = "start a gateway with 'deno task gateway', or name another with --url";
    throw new BadInput(`Cannot reach ${url}: ${unreachable} (${hint})`);
  }
  const log = outputFile(flags.logFile);
  const junit = outputFile(flags.junit);
  const reportFile = outputFile(flags.report);
  const { json = false, debug = false } = flags;
  const display = createDisplay({ stdout: STDOUT, stderr: STDERR, json, debug });
  const seed = seedOf(flags.seed, scenario);
  const recorder = flags.report === undefined ? undefined : new RunRecorder({
    ...{ scenario, seed, target: url, sinkDir: flags.verify },
    nowMs: clock.nowMs,
  });
  const trial = await startTrial(recorder?.scenario ?? scenario, {
    url,
    seed,
    runId: flags.runId ?? newRunId(),
    store: storeFor?.(scenario.emitters.map(({ label }) => label)),
    tailMsMax,
    ...(recorder === undefined ? {} : { onAnswer: recorder.onAnswer }),
    onSecond: (snapshot) => {
      recorder?.onSecond();
      log.write(`${secondLine(snapshot, clock.nowMs())}\n`);
      display.second(snapshot);
    },
  }, deps);
  const { plan, scenarioId } = trial.run;
  recorder?.start(trial, plan);
  log.write(`${startLine({ atMs: clock.nowMs(), scenarioId, url, seed, plan })}\n`);
  display.start(trial.run);
  const interrupts = onInterrupt(trial);
  try {
    const result = await trial.report;
    const { report } = result;
    if (recorder !== undefined) reportFile.write(await staticReport(await recorder.end(result)));
    display.end(report);
    log.write(`${endLine(report)}\n`);
    junit.write(toJUnit(report));
    return EXIT[report.outcome];
  } finally {
    display.stop();
    interrupts.remove();
    log.close();
    junit.close();
    reportFile.close();
  }
}

type StoreFor = (emitters: readonly string[]) => Store;

/** What `--verify` names: the gateway's folder, or a store by its address. Nothing is sent before it answers. */
async function openStore(
  place: string | undefined,
  settings: ClientSettings,
  clock: Clock,
): Promise<StoreFor | undefined> {
  if (place === undefined) return undefined;
  if (isStoreAddress(place)) return await openFarEnd(place, settings, clock);
  const isFolder = await Deno.stat(place).then((info) => info.isDirectory, () => false);
  if (!isFolder) throw new BadInput(`Cannot verify against ${place}: there is no such folder`);
  return () => journalStore(place);
}

export async function openFarEnd(
  address: string,
  settings: ClientSettings,
  { nowMs }: Clock,
): Promise<StoreFor> {
  const { LOGOPS_VERIFY_USER: username, LOGOPS_VERIFY_SECRET: secret } = settings;
  const opened = farEnd(address, { fetch, nowMs, username, secret });
  if (!opened.ok) throw new BadInput(`Cannot look at ${address}: ${opened.fault}`);
  const why = await opened.end.whyUnreadable();
  if (why !== undefined) throw new BadInput(`Cannot look at ${address}: ${why}`);
  return opened.end.storeFor;
}

/** A store of its own is given time; a folder that is written before the answer needs none. */
const FAR_WAIT_SEC = 30;

function tailOf({ verify, wait }: RunFlags): number {
  if (wait === undefined) {
    return verify !== undefined && isStoreAddress(verify) ? FAR_WAIT_SEC * 1000 : 0;
  }
  const seconds = Number(wait);
  if (wait.trim() !== "" && seconds >= 0 && seconds <= 3_600) return seconds * 1000;
  throw new BadInput(
    `Cannot read --wait: it must be a number from 0 to 3600: current value is '${wait}'`,
  );
}

/** A run that could check nothing of what it is for would look like one that passed. */
function checkNeeds({ name, expect }: Scenario): void {
  const { names, all } = needsOfStore(expect);
  if (!all) return;
  const [count, need] = names.length === 1
    ? ["its 1 expectation", "needs"]
    : [`all of its ${names.length} expectations`, "need"];
  throw new BadInput(
    `Cannot judge scenario '${name}': ${count} ${need} --verify <sink folder>: ${names.join(", ")}`,
  );
}

function outputFile(path: string | undefined): OutputFile {
  const opened = openOutputFile(path);
  if (!opened.ok) throw new BadInput(opened.message);
  return opened.file;
}

/** The first Ctrl-C ends the run in order; the second does not wait for answers. */
export function onInterrupt({ run }: Trial) {
  let deadline: ReturnType<typeof setTimeout> | undefined;
  let lastMs = -Infinity;
  const stop = () => {
    const nowMs = performance.now();
    // One Ctrl-C can arrive twice: from the terminal, and from the task runner that had it too.
    if (nowMs - lastMs < INTERRUPT_ECHO_MS) return;
    lastMs = nowMs;
    run.stop();
    deadline ??= setTimeout(() => run.stop(), INTERRUPT_DRAIN_MS_MAX);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, stop);
  return {
    remove() {
      clearTimeout(deadline);
      for (const signal of signals) Deno.removeSignalListener(signal, stop);
    },
  };
}

function screenOf(stream: typeof Deno.stdout | typeof Deno.stderr): Screen {
  const encoder = new TextEncoder();
  return {
    isTerminal: stream.isTerminal(),
    style: () => styleOf(stream),
    write(text) {
      let rest = encoder.encode(text);
      try {
        while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
      } catch (error) {
        // Whoever was reading has seen enough, as with `| head`.
        if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
      }
    },
  };
}

const STDOUT = screenOf(Deno.stdout);
const STDERR = screenOf(Deno.stderr);
