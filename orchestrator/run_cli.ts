/**
 * What the commands `scenario` and `emit` share: settings from the environment and `.env`, a run
 * with its display, and the exit code. Composition root: it reads the clock and the environment.
 *
 * | exit code | meaning |
 * |---|---|
 * | 0 | the run passed |
 * | 1 | an expectation is broken |
 * | 2 | bad input: arguments, settings, scenario, or nothing answers at the URL |
 * | 130 | interrupted; a summary is printed all the same |
 */
import { environmentFor, readSettings } from "../contract/mod.ts";
import { type Clock, createClock } from "./clock.ts";
import { toJUnit } from "./junit.ts";
import { createRedraw, renderLive, renderSecond } from "./live_view.ts";
import type { Report } from "./report.ts";
import type { RunSnapshot } from "./run.ts";
import { endLine, reportJson, secondLine, startLine } from "./run_log.ts";
import type { Scenario } from "./scenario.ts";
import { describeProblem } from "./scenario_problem.ts";
import type { Loaded } from "./scenario_files.ts";
import { ClientSettings, isHttpUrl } from "./settings.ts";
import { createSigner, newNonce } from "./signer.ts";
import { renderSummary } from "./summary.ts";
import { type Style, wantsColor } from "./terminal.ts";
import { startTrial, type Trial, whyUnreachable } from "./trial.ts";

export const EXIT = { passed: 0, broken: 1, badInput: 2, interrupted: 130 } as const;

/** Thrown to end the command with a message; never for bugs. */
export class BadInput extends Error {}

export interface RunFlags {
  readonly url?: string | undefined;
  readonly seed?: string | undefined;
  readonly runId?: string | undefined;
  readonly logFile?: string | undefined;
  readonly verify?: string | undefined;
  readonly junit?: string | undefined;
  readonly json?: boolean | undefined;
  readonly debug?: boolean | undefined;
}

const DRAW_MS = 200;
const INTERRUPT_DRAIN_MS_MAX = 2_000;

export function systemClock(): Clock {
  return createClock(() => performance.timeOrigin + performance.now());
}

function readDotenv(): string | undefined {
  try {
    return Deno.readTextFileSync(".env");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

export function styleOf(stream: typeof Deno.stdout | typeof Deno.stderr): Style {
  const isTerminal = stream.isTerminal();
  const width = isTerminal ? Deno.consoleSize().columns : 100;
  const names = ["NO_COLOR", "FORCE_COLOR", "TERM"];
  const env = Object.fromEntries(names.map((name) => [name, Deno.env.get(name)]));
  const color = wantsColor(env, isTerminal);
  return { color, width };
}

export function readClientSettings(flags: RunFlags): ClientSettings {
  const sources = { get: (name: string) => Deno.env.get(name), dotenv: readDotenv() };
  const read = readSettings(ClientSettings, environmentFor(ClientSettings, sources));
  if (!read.ok) {
    const lines = read.problems.map(({ message }) => `Cannot read settings: ${message}`);
    throw new BadInput(lines.join("\n"));
  }
  if (flags.url !== undefined && !isHttpUrl(flags.url)) {
    throw new BadInput(`Cannot send to '${flags.url}': --url must be an http or https URL`);
  }
  return { ...read.settings, ...(flags.url === undefined ? {} : { LOGOPS_URL: flags.url }) };
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

/** Six letters and digits: two runs of one scenario in one store stay apart. */
export function newRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return [...bytes].map((byte) => "0123456789abcdefghijkmnpqrstvwxy"[byte % 32]).join("");
}

/** Runs a command to its exit code; bad input becomes a message and 2. */
export async function exitWith(command: () => Promise<number>): Promise<never> {
  try {
    Deno.exit(await command());
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    writeAll(Deno.stderr, `${error.message}\n`);
    Deno.exit(EXIT.badInput);
  }
}

export function print(lines: readonly string[]): void {
  writeAll(Deno.stdout, `${lines.join("\n")}\n`);
}

/** Runs `scenario`, shows it, writes what was asked for, and returns the exit code. */
export async function runWithDisplay(scenario: Scenario, flags: RunFlags): Promise<number> {
  const settings = readClientSettings(flags);
  const url = settings.LOGOPS_URL;
  const clock = systemClock();
  const deps = { fetch, clock, sign: createSigner(settings, { nowMs: clock.nowMs, newNonce }) };
  const unreachable = await whyUnreachable(url, deps);
  if (unreachable !== undefined) {
    const hint = "start a gateway with 'deno task gateway', or name another with --url";
    throw new BadInput(`Cannot reach ${url}: ${unreachable} (${hint})`);
  }
  const log = openLog(flags.logFile);
  const display = createDisplay(flags);
  const seed = seedOf(flags.seed, scenario);
  const trial = await startTrial(scenario, {
    url,
    seed,
    runId: flags.runId ?? newRunId(),
    verifyDir: flags.verify,
    onSecond: (snapshot) => {
      log.write(secondLine(snapshot, clock.nowMs()));
      display.second(snapshot);
    },
  }, deps);
  const { plan, scenarioId } = trial.run;
  log.write(startLine({ atMs: clock.nowMs(), scenarioId, url, seed, plan }));
  display.start(trial);
  const interrupts = onInterrupt(trial);
  try {
    const { report } = await trial.report;
    display.end(report);
    log.write(endLine(report));
    if (flags.junit !== undefined) await Deno.writeTextFile(flags.junit, toJUnit(report));
    return EXIT[report.outcome];
  } finally {
    display.stop();
    interrupts.remove();
    log.close();
  }
}

/** The first Ctrl-C ends the run in order; the second does not wait for answers. */
function onInterrupt({ run }: Trial) {
  let deadline: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
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

function openLog(path: string | undefined) {
  if (path === undefined) return { write: (_line: string) => {}, close: () => {} };
  const file = openForWriting(path);
  const encoder = new TextEncoder();
  return {
    write(line: string) {
      let rest = encoder.encode(`${line}\n`);
      while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
    },
    close: () => file.close(),
  };
}

function openForWriting(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { write: true, create: true, truncate: true });
  } catch (error) {
    const reason = writeFault(error);
    if (reason === undefined) throw error;
    throw new BadInput(`Cannot write ${path}: ${reason}`);
  }
}

function writeFault(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NotFound) return "there is no such folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it is not allowed";
  if (error instanceof Deno.errors.NotCapable) {
    return "this command may only write below the working directory";
  }
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  return undefined;
}

/** Progress goes to stderr, the result to stdout, so that the result can be piped. */
function createDisplay(flags: RunFlags) {
  const isLive = Deno.stderr.isTerminal() && flags.debug !== true;
  const redraw = createRedraw((text) => writeAll(Deno.stderr, text));
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    redraw.clear();
  };
  return {
    start({ run }: Trial) {
      if (!isLive) return;
      const draw = () => {
        const input = { snapshot: run.snapshot(), plan: run.plan };
        redraw.draw(renderLive(input, styleOf(Deno.stderr)));
      };
      draw();
      timer = setInterval(draw, DRAW_MS);
    },
    second(snapshot: RunSnapshot) {
      if (!isLive) writeAll(Deno.stderr, `${renderSecond(snapshot)}\n`);
      if (flags.debug === true) {
        for (const one of snapshot.emitters) {
          writeAll(Deno.stderr, `      ${one.label}: ${debugText(one)}\n`);
        }
      }
    },
    end(report: Report) {
      stop();
      const text = flags.json === true
        ? JSON.stringify(reportJson(report), null, 2)
        : renderSummary(report, styleOf(Deno.stdout)).join("\n");
      writeAll(Deno.stdout, `${text}\n`);
    },
    stop,
  };
}

function debugText(one: RunSnapshot["emitters"][number]): string {
  const parts = { requests: one.requests, retries: one.retries, ...one.rejectedByReason };
  return Object.entries({ ...parts, ...one.unansweredByReason })
    .map(([name, count]) => `${name} ${count}`).join(" · ");
}

function writeAll(stream: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
}
