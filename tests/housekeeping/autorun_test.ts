import assert from "node:assert/strict";
import { startGateway } from "../gateway/process.ts";
import { sampleText } from "./sample.ts";
import { ROOT } from "../repository.ts";

const OLD = "20260501.ndjson";
const POLL_MS = 20;
const WAIT_MS_MAX = 20_000;

/** What a sweep's thread reads to start: the gateway's permission set has it. */
const SOURCES = ["housekeeping", "contract", "deno.json"].map((path) =>
  new URL(path, ROOT).pathname
);

for (const [thread, read] of [["a thread of its own", SOURCES], ["the main thread", []]] as const) {
  Deno.test(`gateway with LOGOPS_HOUSEKEEP_AUTORUN sweeps on ${thread}`, async () => {
    const dir = await Deno.makeTempDir({ prefix: "logops-" });
    try {
      await Deno.mkdir(`${dir}/ingest`);
      const text = sampleText(OLD, { records: 5, firstSeq: 1 });
      await Deno.writeTextFile(`${dir}/ingest/${OLD}`, text);
      await using gateway = await startGateway({
        sinkDir: `${dir}/ingest`,
        read: [dir, ...read],
        write: [dir],
        env: { LOGOPS_HOUSEKEEP_AUTORUN: "true", LOGOPS_ARCHIVE_DIR: `${dir}/archive` },
      });
      const metrics = await metricsAfterSweep(gateway.url);
      assert.equal(await gateway.stop(), 0);
      assert.match(metrics, /^logops_housekeep_sweeps_total\{outcome="done"\} 1$/m);
      const events = gateway.log.map(({ event }) => event);
      assert.ok(events.includes("housekeep_sweep_ended"), JSON.stringify(gateway.log));
      assert.equal(events.includes("housekeep_warning"), read.length === 0);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

/** The sweep runs beside the requests: its end shows in the metrics. */
async function metricsAfterSweep(url: string): Promise<string> {
  const untilMs = performance.now() + WAIT_MS_MAX;
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text();
    if (/sweeps_total\{outcome="\w+"\} 1/.test(metrics)) return metrics;
    assert.ok(performance.now() < untilMs, metrics);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
