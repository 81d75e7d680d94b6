/**
 * Records every shipped scenario anew, in real time (minutes): `deno task prove:record`, or with the
 * names of some. Rule tests replay what it writes; a change of scenarios, emitters or metrics that
 * is meant needs it.
 */
import { createClock, listScenarios, loadScenario, startTrial } from "../../orchestrator/mod.ts";
import { startGateway } from "../gateway/process.ts";
import { type Recording, recordingPath, STEP_SEC } from "./recording.ts";

const SAMPLES_BEFORE = 2;
const SAMPLES_AFTER = 1;
const SAMPLES_MAX = 200;
const BUCKETS = /_bucket\{.*le="(?:0\.5|0\.05|0\.25|\+Inf)"/;

const names = Deno.args.length > 0 ? Deno.args : await listScenarios();
for (const name of names) {
  const recording = await record(name);
  await Deno.writeTextFile(recordingPath(name), JSON.stringify(recording) + "\n");
  const { series } = recording;
  const samples = Object.values(series)[0]!.length;
  console.log(`${name}: ${Object.keys(series).length} series, ${samples} samples`);
}
console.log("now: deno fmt infra/prometheus/recorded");

/** Runs `scenario` against a gateway of its own, in real time. */
async function record(scenario: string): Promise<Recording> {
  const loaded = await loadScenario(scenario);
  if (!loaded.ok) throw new Error(`Cannot record ${scenario}: it does not load`);
  await using gateway = await startGateway();
  const scrapes: ReadonlyMap<string, number>[] = [];
  const scrape = async () => {
    const response = await fetch(`${gateway.url}/metrics`);
    scrapes.push(samplesOf(await response.text()));
  };
  const clock = createClock(() => performance.timeOrigin + performance.now());
  const step = () => new Promise((resolve) => setTimeout(resolve, STEP_SEC * 1000));
  for (let n = 0; n < SAMPLES_BEFORE; n++) {
    await scrape();
    await step();
  }
  const url = `${gateway.url}/v1/logs`;
  const trial = await startTrial(loaded.scenario, { url, seed: 1, runId: "recorded" }, {
    fetch,
    clock,
  });
  let ended = false;
  const done = trial.report.then(() => ended = true);
  for (let after = 0; after < SAMPLES_AFTER && scrapes.length < SAMPLES_MAX;) {
    await scrape();
    if (ended) after++;
    await step();
  }
  await done;
  await scrape();
  return { scenario, step_sec: STEP_SEC, series: columns(scrapes) };
}

function samplesOf(exposition: string): Map<string, number> {
  const samples = new Map<string, number>();
  for (const line of exposition.split("\n")) {
    const match = /^(logops_\S*?(?:\{.*\})?) (\S+)$/.exec(line);
    if (match === null) continue;
    const [, series, value] = match;
    if (series!.includes("_bucket{") && !BUCKETS.test(series!)) continue;
    samples.set(series!, Number(value));
  }
  return samples;
}

function columns(scrapes: readonly ReadonlyMap<string, number>[]): Recording["series"] {
  const names = new Set(scrapes.flatMap((scrape) => [...scrape.keys()]));
  return Object.fromEntries(
    [...names].sort().map((name) => [name, scrapes.map((scrape) => scrape.get(name) ?? null)]),
  );
}
