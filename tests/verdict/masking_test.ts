/**
 * Masking is no damage: whatever the gateway hides of what emitters send, by default and with other
 * settings, the verdict finds each record as it was sent.
 */
import { type GatewayApp, openGatewayApp } from "../gateway/app.ts";
import {
  createClock,
  emitterSource,
  journalStore,
  parseScenario,
  startTrial,
} from "../../orchestrator/mod.ts";
import assert from "node:assert/strict";

const SCENARIO = `
name: masking
duration_sec: 1
emitters:
  - { name: json, eps: 1500, args: { pii_ratio: 1, partial_ratio: 0.2, chaos: 0.1 } }
  - { name: minimal, eps: 1500, args: { pii_ratio: 1 } }
  - { name: csv, eps: 1500, args: { pii_ratio: 1, partial_ratio: 0.2, chaos: 0.1 } }
  - { name: syslog, eps: 1500, args: { pii_ratio: 1, format: mixed, partial_ratio: 0.2, chaos: 0.05 } }
  - { name: access-log, eps: 1000, args: { pii_ratio: 1 } }
  - { name: access-log, label: access-json, eps: 1000, args: { pii_ratio: 1, format: json } }
  - { name: kafka, eps: 1000, args: { pii_ratio: 1 } }
  - { name: noise, eps: 1500, args: { pii_ratio: 1, chaos: 0.2, partial_ratio: 0.2 } }
sending: { late_ms_max: 60000 }
`;

for (
  const [what, env] of [
    ["as it is by default", {}],
    ["of addresses alone", { LOGOPS_MASK: "email,ipv4" }],
    ["of secrets alone", { LOGOPS_MASK: "credential,cloud_key,jwt" }],
  ] as const
) {
  Deno.test(`verdict takes masking ${what} for no damage`, async () => {
    await using gateway = await openGatewayApp({ env });
    const { delivery, verdict } = await run(gateway, 1);
    const { lost, duplicated, corrupted } = delivery!.total;
    assert.deepEqual(
      { lost, duplicated, corrupted },
      { lost: 0, duplicated: 0, corrupted: 0 },
      JSON.stringify(delivery!.examples, null, 1),
    );
    assert.deepEqual(delivery!.unrepeatable, []);
    assert.ok(delivery!.total.compared > 8_000, String(delivery!.total.compared));
    const inClear = verdict.checks.find(({ name }) => name === "planted_pii_in_clear_max");
    assert.equal(inClear?.status, "LOGOPS_MASK" in env ? "broken" : "passed");
  });
}

async function run(gateway: GatewayApp, seed: number) {
  const parsed = await parseScenario(SCENARIO, "masking.yaml", emitterSource("."));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const local = (url: string | URL | Request, init?: RequestInit) =>
    gateway.request(new URL(String(url)).pathname, init ?? {});
  const trial = await startTrial(parsed.scenario, {
    url: "http://127.0.0.1:1/v1/logs",
    seed,
    runId: "test",
    store: journalStore(gateway.sinkDir),
  }, {
    fetch: local as typeof fetch,
    clock: createClock(() => performance.timeOrigin + performance.now()),
  });
  return (await trial.report).report;
}
