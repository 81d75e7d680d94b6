import { createMetrics } from "../metrics.ts";
import type { Snapshot } from "./messages.ts";
import { createTotals } from "./totals.ts";
import assert from "node:assert/strict";

const COUNTS = {
  missing_ts: 0,
  missing_level: 0,
  unreadable_ts: 0,
  unreadable_level: 0,
  replaced: 0,
};

/** What a worker that took these batches would send, through JSON as over the pipe. */
async function snapshotOf(emitters: readonly string[], inflight = 0): Promise<Snapshot> {
  const metrics = createMetrics({ version: "1", labelValuesMax: 100 });
  for (const emitter of emitters) {
    metrics.accepted({
      door: "logops",
      emitter,
      records: 3,
      counts: { ...COUNTS, levels: { DEBUG: 0, INFO: 3, WARN: 0, ERROR: 0 } },
      masked: {} as never,
      readers: new Map(),
      bad: { records: 0 },
    });
  }
  for (let n = 0; n < inflight; n++) metrics.requestStarted();
  metrics.journal.pending(7);
  return JSON.parse(JSON.stringify(await metrics.registry.getMetricsAsJSON()));
}

function valueOf(text: string, series: string): number | undefined {
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

Deno.test("expose() sums counters, histograms and gauges, and says once which build it is", async () => {
  const totals = createTotals(100);
  totals.update(1, await snapshotOf(["a", "a", "b"], 1));
  totals.update(2, await snapshotOf(["a"], 2));
  const text = await totals.expose([]);
  assert.equal(valueOf(text, 'logops_accepted_total{emitter="a"}'), 3);
  assert.equal(valueOf(text, 'logops_ingested_total{emitter="b",level="INFO"}'), 3);
  assert.equal(valueOf(text, "logops_batch_size_count"), 4);
  assert.equal(valueOf(text, "logops_batch_size_sum"), 12);
  assert.equal(valueOf(text, 'logops_batch_size_bucket{le="5"}'), 4);
  assert.equal(valueOf(text, "logops_inflight"), 3);
  assert.equal(valueOf(text, "logops_journal_pending_bytes"), 14);
  assert.equal(valueOf(text, 'logops_build_info{version="1"}'), 1);
});

Deno.test("retire() keeps what a worker counted, over many lives, and drops its gauges", async () => {
  const totals = createTotals(100);
  for (let life = 1; life <= 3; life++) {
    totals.update(1, await snapshotOf(["a"], 5)); // told again and again: the last one counts
    totals.update(1, await snapshotOf(["a", "a"], 5));
    totals.retire(1);
  }
  totals.retire(9);
  totals.update(1, await snapshotOf(["a"]));
  const text = await totals.expose([]);
  assert.equal(valueOf(text, 'logops_accepted_total{emitter="a"}'), 7);
  assert.equal(valueOf(text, "logops_batch_size_count"), 7);
  assert.equal(valueOf(text, "logops_inflight"), 0);
  assert.equal(valueOf(text, "logops_journal_pending_bytes"), 7);
});

Deno.test("retire() keeps a bounded number of label values, whatever workers come and go", async () => {
  const totals = createTotals(4);
  for (let life = 0; life < 10; life++) {
    totals.update(1, await snapshotOf([`e${life}`]));
    totals.retire(1);
  }
  const text = await totals.expose([]);
  assert.equal(text.match(/^logops_accepted_total\{/gm)?.length, 5);
  assert.equal(valueOf(text, 'logops_accepted_total{emitter="other"}'), 6);
});
