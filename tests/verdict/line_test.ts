/** The whole line: emitters → HTTP → gateway → journal, counted at each end by emitter and level. */
import { startGateway } from "../gateway/process.ts";
import { LEVELS } from "../../contract/mod.ts";
import { emitters } from "../../emitters/mod.ts";
import {
  createClock,
  emitterSource,
  journalStore,
  parseScenario,
  startTrial,
} from "../../orchestrator/mod.ts";
import assert from "node:assert/strict";

const RECORDS_PER_EMITTER = 600;
const TYPES = ["csv", "json", "minimal", "noise", "syslog"];

const SCENARIO = `
name: line
description: Every emitter, with incomplete and broken records among the good ones
duration_sec: 2
seed: 11
emitters:
${
  TYPES.map((type) =>
    `  - { name: ${type}, eps: ${RECORDS_PER_EMITTER / 2}, batch_size: 25, ` +
    `args: { partial_ratio: 0.1, chaos: 0.05 } }`
  ).join("\n")
}
`;

Deno.test("what emitters sent, the gateway accepted and stored, by emitter and level", async () => {
  assert.deepEqual(TYPES.filter((type) => !emitters.some((one) => one.type === type)), []);
  await using gateway = await startGateway();
  const parsed = await parseScenario(SCENARIO, "line.yaml", emitterSource("."));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const clock = createClock(() => performance.timeOrigin + performance.now());
  const trial = await startTrial(parsed.scenario, {
    url: `${gateway.url}/v1/logs`,
    seed: 11,
    runId: "test",
    store: journalStore(gateway.sinkDir),
  }, { fetch, clock });
  const { report } = await trial.report;
  const stored = await gateway.stored();
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();

  for (const sender of report.run.emitters) {
    assert.equal(sender.sent + sender.dropped, RECORDS_PER_EMITTER);
    assert.equal(sender.sent, sender.accepted + sender.rejected, sender.label);
    assert.equal(sender.rejected, sender.refused, "only what is broken by design was rejected");
    assert.ok(sender.refused > 0, "… and some of that was sent");
    const kept = stored.filter(({ emitter }) => emitter === sender.label);
    assert.equal(kept.length, sender.accepted, sender.label);
    for (const level of LEVELS) {
      const storedAtLevel = kept.filter((record) => record.level === level).length;
      assert.equal(storedAtLevel, sender.acceptedLevels[level], `${sender.label} ${level}`);
      const metric = `logops_ingested_total{emitter="${sender.label}",level="${level}"}`;
      if (storedAtLevel > 0) assert.ok(metrics.includes(`${metric} ${storedAtLevel}\n`), metric);
    }
    assert.ok(kept.every((record) => record.scenario_id === report.scenarioId));
  }
  const { total } = report.delivery!;
  assert.deepEqual([total.lost, total.duplicated, total.corrupted], [0, 0, 0]);
  assert.equal(total.delivered, stored.length);
  assert.equal(Object.values(total.piiInClear).reduce((a, b) => a + b, 0), 0);
  assert.ok(total.piiPlanted > 100);
});
