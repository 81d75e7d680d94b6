/**
 * `logops <verb>`: one command for all programs, from any folder. It finds the program of the verb,
 * grants it what its task grants and the paths and hosts that the command line and the settings name,
 * and no more, and starts it in its own place: same terminal, same signals, same exit code.
 *
 * It may start Deno, read `.env` and the variables `LOGOPS_*`, and nothing else. Exit codes: those of
 * the program; 2 for a verb that there is not.
 */
import {
  complain,
  EXIT,
  nearestName,
  print,
  unknownCommand,
  unknownOption,
  VERSION,
  withHelp,
} from "../contract/mod.ts";
import { settingOf } from "./dotenv_setting.ts";
import { completion, help, type Shell, SHELLS } from "./help.ts";
import { programCommand } from "./program_command.ts";
import { type Verb, VERBS } from "./verbs.ts";
import config from "../deno.json" with { type: "json" };
import { fileURLToPath } from "node:url";

const SIGNAL_BASE = 128;
const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function main(): Promise<number> {
  const [name = "--help", ...args] = Deno.args;
  if (name === "--help" || name === "-h" || name === "help") return print(help(VERSION));
  if (name === "--version") return print(VERSION);
  if (name === "completion") return printCompletion(args[0]);
  const verb = VERBS.find((each) => each.name === name);
  if (verb === undefined) {
    const fault = name.startsWith("-")
      ? unknownOption(name, ["--help", "--version"])
      : unknownCommand(name, [...VERBS.map((each) => each.name), "completion", "help"]);
    return complain(withHelp(fault, "logops"));
  }
  return await start(verb, args);
}

function printCompletion(shell: string | undefined): number {
  if (SHELLS.includes(shell as Shell)) return print(completion(shell as Shell));
  const meant = nearestName(shell ?? "", [...SHELLS]);
  return complain(
    `Cannot complete for '${shell ?? ""}': must be one of ${SHELLS.join(", ")}` +
      (meant === undefined ? "" : `: did you mean '${meant}'?`),
  );
}

async function start(verb: Verb, args: readonly string[]): Promise<number> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const setting = settingOf((name) => Deno.env.get(name));
  const command = programCommand(verb, { args, setting, cwd: Deno.cwd(), root }, config);
  if (isHelp(args)) return await showHelp(command);
  const child = new Deno.Command(Deno.execPath(), {
    args: command,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  for (const signal of FORWARDED) Deno.addSignalListener(signal, () => kill(child, signal));
  const { code, signal } = await child.status;
  return signal === null ? code : code > SIGNAL_BASE ? code : SIGNAL_BASE + code;
}

function isHelp(args: readonly string[]): boolean {
  return args.includes("--help") || args.includes("-h");
}

/** Programs call themselves by their tasks: in help they are called as they were here. */
async function showHelp(command: string[]): Promise<number> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: command,
    stdin: "null",
  }).output();
  for (const [bytes, stream] of [[stdout, Deno.stdout], [stderr, Deno.stderr]] as const) {
    const text = new TextDecoder().decode(bytes).replaceAll("deno task ", "logops ");
    stream.writeSync(new TextEncoder().encode(text));
  }
  return code;
}

/** A terminal tells the child of a Ctrl-C as well; programs take one that comes twice for one. */
function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // it has ended already
  }
}

Deno.exit(
  await main().catch((error: Error) => {
    complain(`Cannot start: ${error.message}`);
    return EXIT.failed;
  }),
);
