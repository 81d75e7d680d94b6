/**
 * `deno task emit [type]`: runs one emitter at a constant rate. Without a type it lists the types
 * there are. `--print N` shows records instead of sending them. Exit codes: see `run_cli.ts`.
 */
import { Command } from "commander";
import { parse } from "yaml";
import { emitters } from "../emitters/mod.ts";
import {
  BadInput,
  EXIT,
  exitWith,
  parseArguments,
  print,
  type RunFlags,
  runWithDisplay,
  seedOf,
  styleOf,
} from "./run_cli.ts";
import { buildScenario, emitterSource, type Scenario } from "./scenario/mod.ts";
import { newRunId, scenarioIdOf } from "./drive/mod.ts";
import { createEmitter } from "./plan/mod.ts";
import { fit, painter, table } from "./report/mod.ts";

interface EmitFlags extends RunFlags {
  readonly eps: string;
  readonly duration: string;
  readonly batchSize: string;
  readonly levels?: string;
  readonly args: readonly string[];
  readonly print?: string;
  readonly label?: string;
}

const PRINT_MAX = 100_000;

const command = new Command("emit")
  .description("Run one emitter at a constant rate; without a type, list them.")
  .argument("[type]", "an emitter type, or a file that exports one")
  .option("--eps <rate>", "records a second", "10")
  .option("--duration <seconds>", "how long", "10")
  .option("--batch-size <records>", "most records in a request", "50")
  .option("--seed <seed>", "same seed, same records (default: random)")
  .option("--levels <mix>", "weights, as in DEBUG=5,INFO=75,WARN=15,ERROR=5")
  .option("--label <name>", "X-Emitter to send as (default: the type)")
  .option("--args <key=value...>", "settings of the emitter type")
  .option("--url <url>", "where to send (default: LOGOPS_URL)")
  .option("--print <count>", "print that many records; nothing is sent")
  .option("--run-id <id>", "end of the scenario id, instead of a random one")
  .option(
    "--verify <dir|store>",
    "the gateway's sink folder, or a store's address: hold what is stored against what was sent",
  )
  .option("--wait <seconds>", "how long records may be on their way to it (0; for a store 30)")
  .option("--report <file>", "write the run as one HTML page, with charts, to be sent around")
  .option("--log-file <file>", "write a log of the run as JSONL")
  .option("--json", "print the result as JSON")
  .option("--debug", "print a line a second with details, instead of the live view");

async function main(): Promise<number> {
  const ended = parseArguments(command);
  if (ended !== undefined) return ended;
  const flags = command.opts<EmitFlags>();
  const [type] = command.args;
  if (type === undefined) return list();
  const scenario = await scenarioFor(type, flags);
  if (flags.print === undefined) return await runWithDisplay(scenario, flags);
  printRecords(scenario, flags);
  return EXIT.passed;
}

/** The one-emitter scenario that the flags describe, checked like any other. */
async function scenarioFor(type: string, flags: EmitFlags): Promise<Scenario> {
  const isFile = /[/\\]|\.[mc]?[tj]s$/.test(type);
  const built = await buildScenario(
    {
      name: isFile ? "emit" : `emit-${type}`,
      duration_sec: numberOf("--duration", flags.duration),
      emitters: [{
        ...(isFile ? { plugin: type } : { name: type }),
        eps: numberOf("--eps", flags.eps),
        batch_size: numberOf("--batch-size", flags.batchSize),
        ...(flags.label === undefined ? {} : { label: flags.label }),
        ...(flags.levels === undefined ? {} : { levels: levelsOf(flags.levels) }),
        args: Object.fromEntries((flags.args ?? []).map(argOf)),
      }],
    },
    "emit",
    emitterSource(Deno.cwd()),
  );
  if (built.ok) return built.scenario;
  // There is no file, so a line and column would say nothing.
  const lines = built.problems.map(({ message, hint }) =>
    `Cannot run emitter '${type}': ${message}${hint === undefined ? "" : ` (${hint})`}`
  );
  throw new BadInput(lines.join("\n"));
}

function numberOf(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new BadInput(`Cannot read ${flag}: it must be a number: current value is '${text}'`);
}

function levelsOf(text: string): Record<string, number> {
  return Object.fromEntries(
    text.split(",").map((part) => {
      const [level = "", weight = ""] = part.split(/[=:]/);
      return [level.trim().toUpperCase(), numberOf("--levels", weight)];
    }),
  );
}

/** `key=value`, where the value is read as YAML: numbers, true and false are what they look like. */
function argOf(text: string): [string, unknown] {
  const at = text.indexOf("=");
  if (at <= 0) throw new BadInput(`Cannot read --args: '${text}' must be key=value`);
  return [text.slice(0, at), parse(text.slice(at + 1))];
}

function printRecords(scenario: Scenario, flags: EmitFlags): void {
  const count = numberOf("--print", flags.print ?? "");
  if (!Number.isInteger(count) || count < 1 || count > PRINT_MAX) {
    throw new BadInput(`Cannot print: --print must be a whole number from 1 to ${PRINT_MAX}`);
  }
  const emitter = createEmitter(scenario.emitters[0]!, {
    seed: seedOf(flags.seed, scenario),
    scenarioId: scenarioIdOf(scenario.name, flags.runId ?? newRunId()),
  });
  const startMs = Date.now();
  const stepMs = 1000 / numberOf("--eps", flags.eps);
  for (let i = 0; i < Math.min(count, emitter.recordsMax ?? Infinity); i++) {
    print([emitter.next(Math.round(startMs + (emitter.dueMs?.(i) ?? i * stepMs))).text]);
  }
}

function list(): number {
  const style = styleOf(Deno.stdout);
  const paint = painter(style);
  const rows = emitters.map(({ type, summary }) => [paint("bold", type), summary]);
  print([
    ...table(rows, 2).map((line) => fit(line, style.width)),
    "",
    "Run one with: deno task emit <type> --eps 50 --duration 10   (--help shows all options)",
  ]);
  return EXIT.passed;
}

if (import.meta.main) await exitWith(main);
