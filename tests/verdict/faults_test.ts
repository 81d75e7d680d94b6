/**
 * The verdict finds every fault that is done to a run on its way, with exact counts, and finds none
 * where none was done: emitters → a proxy that does harm → gateway → journal → verdict.
 */
import { type Fault, startFaultProxy } from "./fault_proxy.ts";
import { startGateway } from "../gateway/process.ts";
import {
  createClock,
  emitterSource,
  journalStore,
  parseScenario,
  startTrial,
} from "../../orchestrator/mod.ts";
import assert from "node:assert/strict";

const DELAY_MS = 300;

// One request at a time, so that there is an order that could be broken.
const SCENARIO = `
name: faults
duration_sec: 2
emitters:
  - { name: minimal, eps: 200, batch_size: 10 }
  - { name: syslog, eps: 200, batch_size: 10 }
  - { name: csv, eps: 120, batch_size: 10 }
sending: { in_flight_max: 1, late_ms_max: 60000 }
expect:
  lost_max: 0
  duplicated_max: 0
  reordered_max: 0
  corrupted_max: 0
`;

const EVERYWHERE: readonly Fault[] = [
  "drop_record",
  "drop_request",
  "duplicate_record",
  "duplicate_request",
  "delay",
  "swap_records",
  "reverse_records",
  "hold_request",
  "drop_record",
  "reverse_records",
];
const OF_WORDS: readonly Fault[] = ["corrupt_letter", "corrupt_sequence", "corrupt_letter"];
const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  minimal: [...EVERYWHERE, ...OF_WORDS, "corrupt_level", "corrupt_emitter"],
  syslog: [...EVERYWHERE, ...OF_WORDS],
  csv: EVERYWHERE,
};

/** Every other request is let through, so that faults do not meet each other. */
function faultOf(emitter: string, index: number): Fault | undefined {
  return index % 2 === 1 ? FAULTS[emitter]?.[(index - 1) / 2] : undefined;
}

async function run(faultAt: (emitter: string, index: number) => Fault | undefined) {
  await using gateway = await startGateway();
  await using proxy = startFaultProxy({ target: gateway.url, faultAt, delayMs: DELAY_MS });
  const parsed = await parseScenario(SCENARIO, "faults.yaml", emitterSource("."));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const trial = await startTrial(parsed.scenario, {
    url: `${proxy.url}/v1/logs`,
    seed: 5,
    runId: "test",
    store: journalStore(gateway.sinkDir),
  }, { fetch, clock: createClock(() => performance.timeOrigin + performance.now()) });
  const { report } = await trial.report;
  return { report, proxy };
}

Deno.test("a run that nobody harmed has nothing to report", async () => {
  const { report } = await run(() => undefined);
  assert.equal(report.outcome, "passed");
  const { lost, duplicated, reordered, corrupted, delivered } = report.delivery!.total;
  assert.deepEqual([lost, duplicated, reordered, corrupted], [0, 0, 0, 0]);
  assert.equal(delivered, report.run.total.sent);
  assert.equal(report.delivery!.strays, 0);
});

Deno.test("every fault on the way is found and counted", async () => {
  const { report, proxy } = await run(faultOf);
  assert.deepEqual([...proxy.done].sort(), Object.values(FAULTS).flat().sort());
  assert.equal(report.outcome, "broken");
  const delivery = report.delivery!;
  for (const [emitter, harm] of proxy.harm) {
    const { lost, duplicated, reordered, corrupted } = delivery.emitters[emitter]!;
    assert.deepEqual({ lost, duplicated, reordered, corrupted }, harm, emitter);
    const { delivered, accepted } = delivery.emitters[emitter]!;
    // A changed sequence number is both: a record that was never sent, and one that is missing.
    const damaged = FAULTS[emitter]!.filter((fault) => /letter|level/.test(fault)).length;
    assert.equal(delivered, accepted - lost - damaged, emitter);
  }
  assert.equal(delivery.strays, 10, "the request in another emitter's name");
  const broken = report.verdict.checks.filter(({ status }) => status === "broken");
  assert.deepEqual(broken.map(({ name }) => name), [
    "lost_max",
    "duplicated_max",
    "reordered_max",
    "corrupted_max",
  ]);
  assert.ok(report.run.total.latency.maxMs! >= DELAY_MS, "the delay shows in the latency");
});
