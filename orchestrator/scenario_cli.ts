/**
 * `deno task scenario [name|file]`: runs a scenario and prints its summary and verdict.
 * Without a name it lists the scenarios there are; `init` begins a new one. Exit codes: see `run_cli.ts`.
 */
import { Command } from "commander";
import { fit, painter, renderPlan, sparkline, table, whole } from "./report/mod.ts";
import { plan } from "./plan/mod.ts";
import {
  BadInput,
  EXIT,
  exitWith,
  parseArguments,
  print,
  type RunFlags,
  runWithDisplay,
  scenarioOf,
  seedOf,
  styleOf,
} from "./run_cli.ts";
import { newRunId } from "./drive/mod.ts";
import {
  describeProblem,
  listScenarios,
  loadScenario,
  newScenario,
  sampleFacts,
} from "./scenario/mod.ts";
import { unexpectedArgument } from "../contract/mod.ts";

interface ScenarioFlags extends RunFlags {
  readonly from?: string;
  readonly dryRun?: boolean;
}

const SPARKLINE_CELLS = 24;
const SAMPLE_BYTES_MAX = 4 * 2 ** 20;

const command = new Command("scenario")
  .description("Run a scenario and print its summary and verdict; without a name, list them.")
  .argument("[name|file]", "a scenario's name, or a YAML file; init begins a new one")
  .argument("[new]", "with init: its name")
  .option("--from <sample>", "with init: a log to estimate kind, rate and levels from")
  .option("--url <url>", "where to send (default: LOGOPS_URL)")
  .option("--dry-run", "show the plan; nothing is sent")
  .option("--seed <seed>", "instead of the scenario's seed")
  .option("--run-id <id>", "end of the scenario id, instead of a random one")
  .option(
    "--verify <dir|store>",
    "the gateway's sink folder, or a store's address: hold what is stored against what was sent",
  )
  .option("--wait <seconds>", "how long records may be on their way to it (0; for a store 30)")
  .option("--junit <file>", "write the verdict as JUnit XML")
  .option("--report <file>", "write the run as one HTML page, with charts, to be sent around")
  .option("--log-file <file>", "write a log of the run as JSONL")
  .option("--json", "print the result as JSON")
  .option("--debug", "print a line a second with details, instead of the live view")
  .addHelpText(
    "after",
    `
Exit codes: 0 passed; 1 an expectation is broken, or could not be checked in the folder of --verify;
2 bad input, or all expectations need --verify and it is not given; 130 interrupted.`,
  );

async function main(): Promise<number> {
  const ended = parseArguments(command);
  if (ended !== undefined) return ended;
  const flags = command.opts<ScenarioFlags>();
  const [name] = command.args;
  if (name === undefined) return await list();
  if (name === "init") return await init(command.args[1] ?? "mine", flags.from);
  if (command.args.length > 1) throw new BadInput(unexpectedArgument(command.args[1]!));
  if (flags.runId !== undefined && !/^[\w.-]{1,32}$/.test(flags.runId)) {
    throw new BadInput("--run-id must be at most 32 letters, digits, dots, dashes or underscores");
  }
  const scenario = scenarioOf(await loadScenario(name));
  if (flags.dryRun !== true) return await runWithDisplay(scenario, flags);
  if (flags.json === true) {
    const { emitters, ...totals } = plan(scenario);
    const rows = emitters.map(({ curve, ...row }) => ({ ...row, segments: curve.segments }));
    print([JSON.stringify({ ...totals, emitters: rows }, null, 2)]);
    return EXIT.passed;
  }
  const seed = seedOf(flags.seed, scenario);
  const options = { seed, runId: flags.runId ?? newRunId(), startMs: Date.now() };
  print(renderPlan(scenario, options, styleOf(Deno.stdout)));
  return EXIT.passed;
}

/** Writes a new scenario file, and no other over one that is there. */
async function init(name: string, from: string | undefined): Promise<number> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name) || name.endsWith(".yaml")) {
    throw new BadInput(
      `Cannot begin scenario '${name}': a name has 1 to 64 letters, digits, dots, dashes or ` +
        "underscores, and no .yaml",
    );
  }
  const facts = from === undefined ? undefined : sampleFacts(await sampleOf(from));
  const file = `${name}.yaml`;
  try {
    await Deno.writeTextFile(file, newScenario(name, facts), { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new BadInput(`Cannot begin scenario '${name}': ${file} is there already`);
  }
  print([
    `${file} is written${
      facts === undefined ? "" : `: ${facts.emitter}, because ${facts.because}`
    }.`,
    `Next: scenario ${file} --dry-run shows what it will do; then run it without --dry-run.`,
  ]);
  return EXIT.passed;
}

/** The first part of a log, in whole lines. */
async function sampleOf(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(SAMPLE_BYTES_MAX);
    let length = 0;
    for (let read = await file.read(bytes); read !== null && length < bytes.length;) {
      length += read;
      read = await file.read(bytes.subarray(length));
    }
    const text = new TextDecoder().decode(bytes.subarray(0, length));
    return length < bytes.length ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound ? "there is no such file" : String(error);
    throw new BadInput(`Cannot read sample ${path}: ${reason}`);
  }
}

async function list(): Promise<number> {
  const style = styleOf(Deno.stdout);
  const paint = painter(style);
  const rows: string[][] = [];
  const faults: string[] = [];
  for (const name of await listScenarios()) {
    const loaded = await loadScenario(name);
    if (!loaded.ok) {
      faults.push(..."message" in loaded ? [loaded.message] : loaded.problems.map(describeProblem));
      continue;
    }
    const { records, durationSec, emitters } = plan(loaded.scenario);
    const curve = sparkline(emitters.map((one) => one.curve), durationSec, SPARKLINE_CELLS);
    rows.push([
      paint("bold", name),
      paint("cyan", curve.padEnd(SPARKLINE_CELLS)),
      `${durationSec} s, ${whole(records)} records`,
      loaded.scenario.description,
    ]);
  }
  print([
    ...table(rows, 4).map((line) => fit(line, style.width)),
    ...faults,
    "",
    "Run one with: deno task scenario <name>   (--dry-run shows the plan, --help all options)",
  ]);
  return faults.length === 0 ? EXIT.passed : EXIT.badInput;
}

if (import.meta.main) await exitWith(main);
