/**
 * `deno task top [URL…]`: what gateways and delivery do right now, on a terminal, until q or Ctrl-C;
 * `--once` and `--json` for scripts. It reads `/metrics` and `/readyz` alone.
 *
 * Exit codes: 0 ended by who watches, or with `--once` all answered; 1 with `--once` one did not; 2 bad input.
 */
import {
  BadInput,
  EXIT,
  exitWith,
  parseArguments,
  readClientSettings,
  styleOf,
} from "./run_cli.ts";
import { isHttpUrl } from "./drive/mod.ts";
import {
  type Look,
  lookAt,
  ratesBetween,
  type Reading,
  renderTop,
  type TopRow,
} from "./top/mod.ts";
import { Command } from "commander";

interface TopFlags {
  readonly interval: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

const SCREEN = { enter: "\x1b[?1049h\x1b[?25l", leave: "\x1b[?25h\x1b[?1049l", home: "\x1b[H" };
const REST_OF_LINE = "\x1b[K";
const REST_OF_SCREEN = "\x1b[J";
const Q = "q".charCodeAt(0);
const HEIGHT_WITHOUT_TERMINAL = 1000;

const command = new Command("top")
  .description(
    "What gateways do right now: rates, latency, what is masked and refused, by emitter; sinks too,\n" +
      "where the metrics of delivery are among the addresses. q or Ctrl-C ends it.",
  )
  .argument("[urls...]", "addresses of gateways or delivery (default: that of LOGOPS_URL)")
  .option("--interval <seconds>", "how often to look, from 0.2", "1")
  .option("--once", "look twice, an interval apart, print and end")
  .option("--json", "print a line of JSON for each interval");

async function main(): Promise<number> {
  const ended = parseArguments(command);
  if (ended !== undefined) return ended;
  const flags = command.opts<TopFlags>();
  const bases = await basesOf(command.args);
  const intervalMs = 1000 * Number(flags.interval);
  if (!(intervalMs >= 200 && intervalMs <= 3_600_000)) {
    throw new BadInput("Cannot read --interval: it must be a number from 0.2 to 3600");
  }
  const { once = false, json = false } = flags;
  const ending = new AbortController();
  const isScreen = !once && !json && Deno.stdout.isTerminal();
  const restore = watch(ending, isScreen);
  try {
    return await follow(bases, { intervalMs, once, json, isScreen }, ending.signal);
  } finally {
    restore();
  }
}

/** Where they listen: of a URL all but its origin is left out. */
async function basesOf(args: readonly string[]): Promise<string[]> {
  const urls = args.length > 0 ? args : [(await readClientSettings({})).LOGOPS_URL];
  return urls.map((given) => {
    const url = given.includes("://") ? given : `http://${given}`;
    if (!isHttpUrl(url)) throw new BadInput(`Cannot look at '${given}': it is no HTTP address`);
    return new URL(url).origin;
  });
}

interface Mode {
  readonly intervalMs: number;
  readonly once: boolean;
  readonly json: boolean;
  readonly isScreen: boolean;
}

async function follow(bases: readonly string[], mode: Mode, ending: AbortSignal): Promise<number> {
  const before = new Map<string, Reading>();
  const deps = {
    fetch,
    nowMs: () => performance.now(),
    timeoutMs: Math.max(1000, mode.intervalMs),
  };
  for (let round = 0;; round++) {
    const looks = await Promise.all(bases.map((base) => lookAt(base, deps)));
    if (ending.aborted) return EXIT.passed;
    const rows = looks.map((look, i) => rowOf(bases[i]!, look, before));
    if (round > 0 || mode.isScreen) tell(rows, mode);
    if (mode.once && round > 0) {
      return rows.some(({ state }) => state === "down") ? EXIT.broken : EXIT.passed;
    }
    await pause(mode.intervalMs, ending);
    if (ending.aborted) return EXIT.passed;
  }
}

function rowOf(base: string, { state, why, reading }: Look, before: Map<string, Reading>): TopRow {
  const last = before.get(base);
  if (reading === undefined) before.delete(base);
  else before.set(base, reading);
  const rates = last === undefined || reading === undefined
    ? undefined
    : ratesBetween(last, reading);
  return { name: new URL(base).host, state, why, rates };
}

function tell(rows: readonly TopRow[], { json, isScreen }: Mode): void {
  if (json) return write(JSON.stringify({ at: new Date().toISOString(), targets: rows }) + "\n");
  const style = styleOf(Deno.stdout);
  if (!isScreen) return write(renderTop(rows, HEIGHT_WITHOUT_TERMINAL, style).join("\n") + "\n");
  const lines = renderTop(rows, Deno.consoleSize().rows - 1, style);
  write(SCREEN.home + lines.map((line) => line + REST_OF_LINE).join("\n") + REST_OF_SCREEN);
}

/** Ends at q, Ctrl-C and SIGTERM; what is given puts the terminal back. */
function watch(ending: AbortController, isScreen: boolean): () => void {
  const end = () => ending.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, end);
  if (!isScreen) return () => {};
  write(SCREEN.enter);
  const hasKeys = Deno.stdin.isTerminal();
  if (hasKeys) {
    Deno.stdin.setRaw(true, { cbreak: true });
    void readKeys(end);
  }
  return () => {
    if (hasKeys) Deno.stdin.setRaw(false);
    write(SCREEN.leave);
  };
}

async function readKeys(end: () => void): Promise<void> {
  for await (const keys of Deno.stdin.readable) if (keys.includes(Q)) return end();
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    Deno.exit(EXIT.passed); // who reads has had enough
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}

if (import.meta.main) await exitWith(main);
