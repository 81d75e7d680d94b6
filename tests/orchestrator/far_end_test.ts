/** Runs that are verified in a store of their own: `LOGOPS_ORCH_VERIFY`. */
import assert from "node:assert/strict";
import { startGateway } from "../gateway/process.ts";
import { until } from "../delivery/delivery_process.ts";
import { steady } from "./app.ts";
import { startOrchestrator } from "./process.ts";

Deno.test("a run is verified where LOGOPS_ORCH_VERIFY says, as the store has it", async () => {
  await using gateway = await startGateway();
  let asked = 0;
  // A store that has what the journal has; one record takes longer.
  const store = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const run = new URL(request.url).searchParams.get("run");
      const lines = (await gateway.stored()).filter((one) => one.scenario_id === run);
      if (++asked === 1) lines.splice(2, 1);
      return new Response(lines.map((one) => `${JSON.stringify(one)}\n`).join(""));
    },
  );
  const address = `http://127.0.0.1:${store.addr.port}/lines?run={scenario_id}`;
  await using orchestrator = await startOrchestrator({
    gatewayUrl: gateway.url,
    sinkDir: gateway.sinkDir,
    env: { LOGOPS_ORCH_VERIFY: address },
  });
  try {
    const run = async () => {
      const yaml = steady(0.5, 40, "expect: { lost_max: 0, late_sec_max: 20 }");
      const started = await fetch(`${orchestrator.url}/scenario/start`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ yaml, verify: true }),
      });
      const { id } = await started.json();
      const read = async () => await (await fetch(`${orchestrator.url}/runs/${id}`)).json();
      await until(
        "the verdict",
        async () => (await read()).detail.summary.phase === "ended",
        60_000,
      );
      return (await read()).detail;
    };
    const found = await run();
    assert.deepEqual(
      [found.delivery.directory, found.delivery.total.delivered, found.delivery.total.lost],
      [address, 20, 0],
    );
    assert.ok(asked > 1);
    assert.ok(found.delivery.lateSec > 0.4, `${found.delivery.lateSec} s`);
    assert.equal(found.summary.outcome, "passed");
  } finally {
    await store.shutdown();
  }
});
