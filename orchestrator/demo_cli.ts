/**
 * `deno task demo`: the whole line in ten seconds, with nothing to set up. It starts a gateway of
 * its own, runs `scenarios/demo.yaml` against it, shows records as sent and as stored, and the
 * verdict. `--stay` keeps the gateway up afterwards. Everything that it makes is removed.
 *
 * Exit codes: 0 the verdict is good, 1 it is not, 2 bad arguments, 130 interrupted.
 */
import { type DemoGateway, startDemoGateway, storedLinesOf } from "./demo_gateway.ts";
import {
  createRedraw,
  indexStored,
  painter,
  renderLive,
  renderMasked,
  renderSecond,
  renderSummary,
} from "./report/mod.ts";
import {
  EXIT,
  exitWith,
  parseArguments,
  print,
  scenarioOf,
  styleOf,
  systemClock,
} from "./run_cli.ts";
import { newRunId } from "./drive/mod.ts";
import { loadScenario } from "./scenario/mod.ts";
import { journalStore, startTrial, type Trial } from "./judge/mod.ts";
import { Command } from "commander";

const DRAW_MS = 200;
const SAMPLES_PER_EMITTER = 1;
const SEED = 7;

const command = new Command("demo")
  .description("See the whole line work: a gateway, ten seconds of traffic, a verdict.")
  .option("--stay", "keep the gateway up until Ctrl-C");

async function main(): Promise<number> {
  const ended = parseArguments(command);
  if (ended !== undefined) return ended;
  const { stay = false } = command.opts<{ stay?: boolean }>();
  const interrupt = onInterrupt();
  const starting = startDemoGateway({ env: Deno.env.toObject() });
  try {
    const gateway = await starting;
    return await runDemo(gateway, interrupt, stay);
  } finally {
    await starting.then((gateway) => gateway.stop(), () => {});
  }
}

async function runDemo(
  gateway: DemoGateway,
  interrupt: Interrupt,
  stay: boolean,
): Promise<number> {
  const style = styleOf(Deno.stdout);
  const paint = painter(style);
  const step = (n: number, text: string) => print(["", paint("bold", `${n}. ${text}`)]);

  step(1, "A gateway is up, with a journal of its own");
  print([`   ${gateway.url}/v1/logs  →  ${gateway.sinkDir}`]);

  step(2, "Five emitters send to it for eight seconds, PII included");
  const scenario = scenarioOf(await loadScenario("demo"));
  const trial = await startTrial(scenario, {
    url: `${gateway.url}/v1/logs`,
    seed: SEED,
    runId: newRunId(),
    samplesMax: SAMPLES_PER_EMITTER,
    store: journalStore(gateway.sinkDir),
    onSecond: (snapshot) => {
      if (!Deno.stderr.isTerminal()) print([`   ${renderSecond(snapshot)}`]);
    },
  }, { fetch, clock: systemClock() });
  interrupt.then(() => trial.run.stop());
  const { report, result } = await withLiveView(trial);

  step(3, "What was sent, and what the gateway stored");
  const stored = indexStored(await storedLinesOf(gateway.sinkDir, result.scenarioId));
  print(
    renderMasked(result.samples, stored, { ...style, width: style.width - 3 }).map((line) =>
      `   ${line}`
    ),
  );

  step(4, "The verdict: every acknowledged record, once, unharmed, and no PII in clear");
  print(renderSummary(report, { ...style, width: style.width - 3 }).map((line) => `   ${line}`));

  if (stay && report.outcome !== "interrupted") await stayUp(gateway, interrupt, paint);
  else print(["", ...whereNext(paint)]);
  return EXIT[report.outcome];
}

async function withLiveView(trial: Trial) {
  if (!Deno.stderr.isTerminal()) return await trial.report;
  const encoder = new TextEncoder();
  const redraw = createRedraw((text) => void Deno.stderr.writeSync(encoder.encode(text)));
  const draw = () => {
    const { run } = trial;
    redraw.draw(renderLive({ snapshot: run.snapshot(), plan: run.plan }, styleOf(Deno.stderr)));
  };
  const timer = setInterval(draw, DRAW_MS);
  try {
    return await trial.report;
  } finally {
    clearInterval(timer);
    redraw.clear();
  }
}

type Paint = ReturnType<typeof painter>;

async function stayUp(gateway: DemoGateway, interrupt: Interrupt, paint: Paint): Promise<void> {
  print([
    "",
    `${paint("bold", "The gateway stays up")} until Ctrl-C. Try, in another terminal:`,
    `   curl -i ${gateway.url}/v1/logs -H 'Content-Type: text/plain' -d 'mail from a@b.example'`,
    `   curl -s ${gateway.url}/metrics | grep logops_ingested_total`,
    `   tail -n 3 ${gateway.sinkDir}/*.ndjson`,
    `   deno task emit json --url ${gateway.url}/v1/logs --eps 100 --duration 10`,
  ]);
  await Promise.race([interrupt, gateway.ended]);
}

function whereNext(paint: Paint): string[] {
  return [
    paint("bold", "Where next"),
    "   deno task demo --stay          keep this gateway up and send to it yourself",
    "   deno task gateway              one that keeps its journal in ./data/ingest",
    "   deno task scenario             more scenarios, and how to write your own",
    "   README.md, docs/               what each part promises",
  ];
}

type Interrupt = Promise<void>;

/** Settles at the first Ctrl-C; what is under way then ends in order. */
function onInterrupt(): Interrupt {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
}

if (import.meta.main) await exitWith(main);
