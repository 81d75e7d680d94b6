/**
 * `deno task verify --input <url or file> --at <file or folder>`: a verdict on any pipeline in one line.
 * It sends known records to the one end, looks for them at the other, and says what became of them.
 *
 * Exit codes: 0 the pipeline passed, 1 it did not, 2 bad input, 130 interrupted.
 */
import {
  BadInput,
  EXIT,
  exitWith,
  onInterrupt,
  openFarEnd,
  parseArguments,
  print,
  readClientSettings,
  styleOf,
  systemClock,
} from "./run_cli.ts";
import {
  appendTo,
  createSigner,
  isHttpUrl,
  newNonce,
  newRunId,
  type RunDeps,
} from "./drive/mod.ts";
import { isStoreAddress } from "../delivery/mod.ts";
import { anyStore, startTrial, type Store, whyUnreachable } from "./judge/mod.ts";
import {
  createRedraw,
  renderLive,
  renderVerify,
  reportJson,
  verifySentences,
} from "./report/mod.ts";
import { buildScenario, emitterSource, type Scenario } from "./scenario/mod.ts";
import { Command } from "commander";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

interface VerifyFlags {
  readonly input?: string;
  readonly at?: string;
  readonly eps: string;
  readonly duration: string;
  readonly wait: string;
  readonly seed?: string;
  readonly masked?: boolean;
  readonly json?: boolean;
}

/** What is sent: its records hold their run's id, which most pipelines keep. */
const EMITTER = "json";
const BATCH_SIZE = 20;
const PII_RATIO = 0.3;
const DRAW_MS = 200;

const command = new Command("verify")
  .description(
    "Sends known records into a pipeline, looks for them at its end, and says what became of them.\n" +
      "No scenario file, no account, nothing of LogOps in the pipeline.",
  )
  .option(
    "--input <url|file>",
    "where records go in: an HTTP endpoint for JSON, or a file that is tailed",
  )
  .option(
    "--at <file|folder|store>",
    "where they come out: a path, or a store's address such as loki://127.0.0.1:3100",
  )
  .option("--eps <rate>", "records a second", "100")
  .option("--duration <seconds>", "how long", "10")
  .option("--wait <seconds>", "how long records may be on their way after the last was sent", "30")
  .option("--masked", "personal data that arrives in clear is a fault")
  .option("--seed <seed>", "same seed, same records", "1")
  .option("--json", "print the result as JSON")
  .addHelpText(
    "after",
    `
Example: a pipeline that takes HTTP on 8686 and writes files to /var/log/out
  verify --input http://127.0.0.1:8686 --at /var/log/out

Exit codes: 0 passed; 1 lost, doubled, changed or refused records (or, with --masked, personal data in
clear); 2 bad input, nothing was sent; 130 interrupted.`,
  );

async function main(): Promise<number> {
  const ended = parseArguments(command);
  if (ended !== undefined) return ended;
  const flags = command.opts<VerifyFlags>();
  if (flags.input === undefined || flags.at === undefined) {
    command.outputHelp();
    throw new BadInput("\nCannot verify: --input and --at must both be given");
  }
  return await verify(flags.input, flags.at, flags);
}

async function verify(input: string, at: string, flags: VerifyFlags): Promise<number> {
  const store = await openStore(at);
  const { url, deps } = await senderFor(input);
  const scenario = await scenarioFor(flags);
  const trial = await startTrial(scenario, {
    url,
    seed: Number(flags.seed),
    runId: newRunId(),
    store,
    tailMsMax: positive("--wait", flags.wait) * 1000,
  }, deps);
  const interrupts = onInterrupt(trial);
  const isLive = Deno.stderr.isTerminal();
  const encoder = new TextEncoder();
  const redraw = createRedraw((text) => void Deno.stderr.writeSync(encoder.encode(text)));
  const draw = () => {
    const { run } = trial;
    redraw.draw(renderLive({ snapshot: run.snapshot(), plan: run.plan }, styleOf(Deno.stderr)));
  };
  const timer = isLive ? setInterval(draw, DRAW_MS) : undefined;
  const hide = () => {
    clearInterval(timer);
    if (isLive) redraw.clear();
  };
  try {
    const { report } = await trial.report;
    hide();
    const sentences = verifySentences(report, flags.masked === true);
    const passed = sentences.every(({ mark }) => mark !== "bad");
    if (flags.json === true) {
      print([JSON.stringify({ passed, sentences, ...reportJson(report) }, null, 2)]);
    } else print(renderVerify({ passed, sentences }, { input, at }, styleOf(Deno.stdout)));
    if (report.outcome === "interrupted") return EXIT.interrupted;
    return passed ? EXIT.passed : EXIT.broken;
  } finally {
    hide();
    interrupts.remove();
  }
}

async function openStore(at: string): Promise<Store> {
  if (isStoreAddress(at)) {
    const storeFor = await openFarEnd(at, await readClientSettings({}), systemClock());
    return storeFor([EMITTER]);
  }
  const isThere = await Deno.stat(at).then(() => true, () => false);
  if (isThere) return anyStore(resolve(at), EMITTER);
  throw new BadInput(
    `Cannot look at ${at}: there is no such file or folder (--at names what your pipeline writes to)`,
  );
}

async function senderFor(input: string): Promise<{ readonly url: string; readonly deps: RunDeps }> {
  const clock = systemClock();
  if (!isHttpUrl(input)) {
    if (/^\w+:\/\//.test(input)) {
      throw new BadInput(
        `Cannot send to ${input}: --input must be an http or https URL, or a file`,
      );
    }
    const path = resolve(input);
    await Deno.writeFile(path, new Uint8Array(), { append: true }).catch((error: Error) => {
      throw new BadInput(`Cannot append to ${input}: ${error.message}`);
    });
    return { url: pathToFileURL(path).href, deps: { fetch: appendTo(path), clock } };
  }
  const settings = await readClientSettings({ url: input });
  const sign = createSigner(settings, { nowMs: clock.nowMs, newNonce });
  const deps = { fetch, clock, sign };
  const unreachable = await whyUnreachable(input, deps);
  if (unreachable !== undefined) throw new BadInput(`Cannot reach ${input}: ${unreachable}`);
  // An address alone means the ingest route of our gateway, and the root of any other endpoint.
  return { url: await isOurGateway(input) ? settings.LOGOPS_URL : input, deps };
}

async function isOurGateway(url: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL("/healthz", url), { redirect: "manual" });
    const { status, features } = await answer.json();
    return status === "ok" && typeof features?.sink_file === "boolean";
  } catch {
    return false;
  }
}

async function scenarioFor(flags: VerifyFlags): Promise<Scenario> {
  const built = await buildScenario(
    {
      name: "verify",
      duration_sec: positive("--duration", flags.duration),
      emitters: [{
        name: EMITTER,
        eps: positive("--eps", flags.eps),
        batch_size: BATCH_SIZE,
        args: { pii_ratio: PII_RATIO },
      }],
    },
    "verify",
    emitterSource(Deno.cwd()),
  );
  if (built.ok) return built.scenario;
  throw new BadInput(
    built.problems.map(({ message }) => `Cannot verify: ${message}`).join("\n"),
  );
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw new BadInput(`Cannot read ${flag}: it must be a number from 0: current value is '${text}'`);
}

if (import.meta.main) await exitWith(main);
