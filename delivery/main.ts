/**
 * Composition root of delivery: started by `deliver_cli.ts` with no more rights than its
 * configuration needs. Exit codes: 0 done, 1 something failed or a sink does not answer `--check`,
 * 2 bad configuration, 3 another delivery is running, 130 interrupted.
 */
import {
  complain,
  describeProblems,
  EXIT,
  loadSettings,
  parentGone,
  print,
  stopSignal,
  VERSION,
  writeLine,
} from "../contract/mod.ts";
import {
  checkSinks,
  DELIVER_HELP,
  listDead,
  readCommand,
  resendDead,
  runDelivery,
  showStatus,
} from "./commands/mod.ts";
import { parseDeliveryFile } from "./config/mod.ts";
import { DeliverySettings } from "./settings.ts";
import type { Tell } from "./status.ts";

/** Standard input is that of who started this: it ends when that does, however it ends. */
const SUPERVISED = "--supervised";

async function main(): Promise<number> {
  const isSupervised = Deno.args[0] === SUPERVISED;
  const command = readCommand(isSupervised ? Deno.args.slice(1) : Deno.args);
  if ("fault" in command) return complain(command.fault);
  if (command.kind === "help") return print(DELIVER_HELP);
  if (command.kind === "version") return print(VERSION);
  const read = await loadSettings(DeliverySettings, Deno.env);
  if (!read.ok) return complain(describeProblems("the settings of delivery", read));
  const { settings } = read;
  const path = settings.LOGOPS_DELIVERY_FILE;
  const file = parseDeliveryFile(await Deno.readTextFile(path), path, {
    env: (name) => Deno.env.get(name),
    file: readSecret,
  });
  if (!file.ok) return complain(file.problems.join("\n"));
  const { sinks } = file;
  const deps = {
    fetch,
    nowMs: Date.now,
    random: Math.random,
    sleep,
    signal: stopping(isSupervised),
  };
  switch (command.kind) {
    case "run":
      return await runDelivery(settings, sinks, command.drain, {
        ...deps,
        tell,
        serve: Deno.serve,
      });
    case "check":
      return await checkSinks(settings, sinks, deps);
    case "status":
      return await showStatus(settings, sinks, command.json, deps);
    case "dead_list":
      return await listDead(settings, sinks, command.json);
    case "dead_resend":
      return await resendDead(settings, sinks, command.sink, deps);
  }
}

/** The first signal lets delivery write down how far it is, the second ends the process. */
function stopping(isSupervised: boolean): AbortSignal {
  const controller = new AbortController();
  const monotonicMs = () => performance.now();
  void stopSignal(Deno, { monotonicMs, repeated: EXIT.interrupted }).then(() => controller.abort());
  if (isSupervised) void parentGone(Deno.stdin).then(() => controller.abort());
  return controller.signal;
}

function readSecret(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

const tell: Tell = (level, event, fields) => {
  const ts = new Date().toISOString();
  const line = JSON.stringify({ ts, level: level.toUpperCase(), event, ...fields });
  writeLine(Deno.stderr, line + "\n");
};

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

Deno.exit(await main());
