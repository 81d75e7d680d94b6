/** One batch against sinks that refuse, fail, and forget to answer. */
import assert from "node:assert/strict";
import { createBatch, type Line } from "../journal/mod.ts";
import type { Outcome, SendOptions } from "../sinks/mod.ts";
import { waitMs } from "./backoff.ts";
import { deliverBatch } from "./deliver_batch.ts";

const text = Array.from({ length: 100 }, (_, index) => `{"seq":${index}}\n`).join("");
const bytes = new TextEncoder().encode(text);
const batch = createBatch({ file: "20261201.ndjson", start: 50, end: 50 + bytes.length }, bytes);

function stand(send: (lines: readonly Line[], options: SendOptions) => Outcome) {
  const buried: number[] = [];
  const waits: number[] = [];
  let sends = 0;
  const run = (attemptsMax?: number, signal = new AbortController().signal) =>
    deliverBatch(batch, false, {
      sink: {
        send: ({ lines }, options) => {
          sends++;
          return Promise.resolve(send(lines, options));
        },
        probe: () => Promise.resolve({ ok: true, detail: "" }),
      },
      backoff: { firstMs: 100, maxMs: 1_000, random: () => 1 },
      attemptsMax,
      sleep: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
      signal,
      bury: (lines) => {
        buried.push(...lines.map(({ offset }) => offset));
        return Promise.resolve();
      },
      onOutcome: () => {},
      onWaiting: () => {},
    });
  return { run, buried, waits, sends: () => sends };
}

Deno.test("deliverBatch() finds bad records by halves, and sends every other", async () => {
  const bad = new Set([batch.lines[3]!.offset, batch.lines[71]!.offset]);
  const sent: number[] = [];
  const { run, buried, sends } = stand((lines) => {
    if (lines.some(({ offset }) => bad.has(offset))) return { kind: "refused", detail: "bad" };
    sent.push(...lines.map(({ offset }) => offset));
    return { kind: "done" };
  });
  assert.equal(await run(), true);
  assert.deepEqual(buried, [...bad]);
  assert.deepEqual(sent, batch.lines.map(({ offset }) => offset).filter((each) => !bad.has(each)));
  assert.ok(sends() <= 2 * 2 * Math.ceil(Math.log2(100)) + 1, `${sends()} requests`);
});

Deno.test("deliverBatch() tells the sink that a batch may have arrived, unless it took nothing", async () => {
  const told: boolean[] = [];
  const outcomes: Outcome[] = [
    { kind: "retry", detail: "answered 429", retryAfterMs: 3_000, tookNothing: true },
    { kind: "credentials", detail: "answered 403" },
    { kind: "retry", detail: "no answer" },
    { kind: "done" },
  ];
  const { run, waits } = stand((_lines, { mayHaveArrived }) => {
    told.push(mayHaveArrived);
    return outcomes[told.length - 1]!;
  });
  assert.equal(await run(), true);
  assert.deepEqual(told, [false, false, false, true]);
  assert.deepEqual(waits.map(Math.round), [3_300, 200, 400]);
});

Deno.test("deliverBatch() buries a batch after the tries that it has, or never", async () => {
  const failing = () => stand(() => ({ kind: "retry", detail: "answered 500" }));
  const bounded = failing();
  assert.equal(await bounded.run(3), true);
  assert.equal(bounded.sends(), 3);
  assert.equal(bounded.buried.length, 100);
});

Deno.test("waitMs() doubles up to its bound, and honours what the server asks for", () => {
  const options = { firstMs: 100, maxMs: 1_000, random: () => 1 };
  assert.deepEqual([1, 2, 3, 4, 5, 1_000].map((attempt) => waitMs(attempt, undefined, options)), [
    100,
    200,
    400,
    800,
    1_000,
    1_000,
  ]);
  assert.equal(waitMs(1, undefined, { ...options, random: () => 0 }), 50);
  assert.equal(waitMs(9, 60_000, { ...options, random: () => 0 }), 60_000);
});
