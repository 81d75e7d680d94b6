/**
 * What every sink is held to, against its real server: the promises of `delivery/sinks/sink.ts`.
 * A place for it is described by a `Stand`, and the same tests run for each.
 */
import assert from "node:assert/strict";
import {
  type Batch,
  createBatch,
  type Sink,
  type SinkDeps,
  sinkPlugins,
} from "../../delivery/mod.ts";
import { createJournal } from "./journal_fixture.ts";
import { startDeliveryProcess, until, writeConfig } from "./delivery_process.ts";

export interface Stand {
  readonly type: string;
  /** Fields of the configuration; secrets as `${env:NAME}` for a process, plain for `create`. */
  readonly config: Record<string, unknown>;
  readonly env?: Record<string, string>;
  /** Whether a record that is sent again is there once: false for a door that cannot tell. */
  readonly isOnce: boolean;
  /** The records that the store has, each as often as it has it: `seq` of each. */
  seqs(): Promise<number[]>;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const encoder = new TextEncoder();
const never = new AbortController().signal;

export const sinkDeps: SinkDeps = {
  fetch: globalThis.fetch,
  nowMs: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

let made = 0;

/** A batch with a place of its own: as if each were of another worker. */
export function batchOf(seqs: readonly number[]): Batch {
  const ts = new Date(Date.now()).toISOString();
  const text = seqs.map((seq) =>
    JSON.stringify({ ts, level: "INFO", msg: `message ${seq} "ü"`, emitter: "json", seq }) + "\n"
  ).join("");
  const bytes = encoder.encode(text);
  const file = `20261201.w${++made}.ndjson`;
  return createBatch({ file, start: 0, end: bytes.length }, bytes);
}

export function testSink(name: string, open: () => Promise<Stand | { missing: string }>): void {
  Deno.test({
    name: `contract of ${name}`,
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      const stand = await open();
      if ("missing" in stand) {
        console.log(`contract of ${name}: not run: ${stand.missing}`);
        return;
      }
      try {
        await promises(t, stand);
      } finally {
        await stand.stop();
      }
    },
  });
}

async function promises(t: Deno.TestContext, stand: Stand): Promise<void> {
  const plugin = sinkPlugins.find(({ type }) => type === stand.type)!;
  const plain = Object.fromEntries(
    Object.entries(stand.config).map(([key, value]) => {
      const name = typeof value === "string" ? /^\$\{env:(\w+)\}$/.exec(value)?.[1] : undefined;
      return [key, name === undefined ? value : stand.env?.[name]];
    }),
  );
  const config = plugin.config.parse(plain);
  const sink: Sink = plugin.create(config, sinkDeps);
  const send = (batch: Batch, mayHaveArrived = false) =>
    sink.send(batch, { mayHaveArrived, signal: never });
  const stored = async (wanted: readonly number[]) => {
    const set = new Set(wanted);
    return (await stand.seqs()).filter((seq) => set.has(seq)).sort((a, b) => a - b);
  };

  await t.step("probe() says what works, and leaves no record behind", async () => {
    const before = (await stand.seqs()).length;
    const probe = await sink.probe(never);
    assert.ok(probe.ok, probe.detail);
    assert.equal((await stand.seqs()).length, before);
  });
  await t.step("send() resolves to done when every record is there", async () => {
    const seqs = range(1_000, 300);
    assert.deepEqual(await send(batchOf(seqs)), { kind: "done" });
    assert.deepEqual(await stored(seqs), seqs);
  });
  await t.step("records that are equal but for their place are kept apart", async () => {
    assert.deepEqual(await send(batchOf([2_000, 2_000, 2_000])), { kind: "done" });
    assert.deepEqual(await stored([2_000]), [2_000, 2_000, 2_000]);
  });
  await t.step("a batch that is sent again is there once, where the sink says so", async () => {
    const seqs = range(3_000, 200);
    const batch = batchOf(seqs);
    assert.deepEqual(await send(batch), { kind: "done" });
    assert.deepEqual(await send(batch, true), { kind: "done" });
    const found = await stored(seqs);
    assert.deepEqual(stand.isOnce ? found : [...new Set(found)], seqs);
  });
  await t.step("a server that is down is a reason to try again", async () => {
    await stand.kill();
    const outcome = await send(batchOf([4_000]));
    assert.equal(outcome.kind, "retry");
    const probe = await sink.probe(never);
    assert.equal(probe.ok, false);
    await stand.start();
  });
  await sink.close?.();
  await t.step(
    "kill -9 of delivery under load: all there, in no file twice where it says so",
    () => killed(stand),
  );
}

const KILLS = 3;

async function killed(stand: Stand): Promise<void> {
  const journal = createJournal();
  try {
    const count = 4_000;
    const files = ["20261130.ndjson", "20261201.ndjson"];
    const offset = 100_000;
    for (const file of files) journal.append(file, count);
    const config = writeConfig(journal, [{
      name: "sink",
      type: stand.type,
      ...stand.config,
      batch: { bytes_max: 32_768, age_ms_max: 100 },
      retry: { first_ms: 20, max_ms: 200 },
    }], stand.env);
    const checkpoint = `${journal.folder}/.checkpoints/deliver.sink.json`;
    const position = () => {
      try {
        const saved = JSON.parse(Deno.readTextFileSync(checkpoint));
        return Object.values(saved.positions as Record<string, number>).reduce((a, b) => a + b, 0);
      } catch {
        return 0;
      }
    };
    const total = files.reduce(
      (sum, file) => sum + Deno.statSync(`${journal.folder}/${file}`).size,
      0,
    );
    for (let kill = 0; kill < KILLS; kill++) {
      const delivery = startDeliveryProcess(config);
      const goal = total * (kill + 1) / (KILLS + 2);
      await until(`${goal} bytes delivered`, () => position() >= goal, 60_000);
      await delivery.kill();
    }
    const delivery = startDeliveryProcess(config);
    await until("all delivered", () => position() === total, 60_000);
    assert.equal(await delivery.stop(), 0);
    const wanted = range(0, files.length * count);
    const found = (await stand.seqs()).filter((seq) => seq < offset).sort((a, b) => a - b);
    const fromBefore = new Set([...range(1_000, 300), 2_000, ...range(3_000, 200)]);
    const mine = found.filter((seq) => !fromBefore.has(seq));
    const expected = wanted.filter((seq) => !fromBefore.has(seq));
    assert.deepEqual(stand.isOnce ? mine : [...new Set(mine)], expected);
  } finally {
    journal.remove();
  }
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}
