/**
 * Run by `faults_test.ts` with a small disk as its argument: the disk fills up while delivery has
 * records to send, so that it can write no plan; then there is room again.
 */
import assert from "node:assert/strict";
import { startDeliveryProcess, until, writeConfig } from "./delivery_process.ts";
import { startHttpStore } from "./http_store.ts";
import { freePort } from "../servers/running_server.ts";

const disk = Deno.args[0]!;
const folder = `${disk}/ingest`;
await Deno.mkdir(folder);
const line = (seq: number) =>
  JSON.stringify({ ts: "2026-12-01T10:00:00.000Z", level: "INFO", msg: "x".repeat(80), seq });
const file = `${folder}/20261201.ndjson`;
const append = async (first: number, count: number) => {
  const lines = Array.from({ length: count }, (_, i) => line(first + i));
  await Deno.writeTextFile(file, lines.map((each) => `${each}\n`).join(""), { append: true });
  return lines;
};
const store = startHttpStore();
const port = freePort();
const fixture = { folder, dead: `${disk}/dead`, append: () => [], remove() {} };
const config = writeConfig(fixture, [{
  name: "store",
  type: "http",
  url: store.url,
  batch: { bytes_max: 2_048, age_ms_max: 20 },
}]);
const lines = await append(0, 50);
const delivery = startDeliveryProcess({
  ...config,
  env: { ...config.env, LOGOPS_DELIVERY_PORT: String(port) },
});
await until("the first records", () => store.records().length === lines.length);

lines.push(...await fillUp());
const stateOf = async () => {
  const response = await fetch(`http://127.0.0.1:${port}/status`);
  return (await response.json()).sinks[0];
};
await until("state 'disk'", async () => (await stateOf()).state === "disk");
const before = store.requests.length;
assert.match((await stateOf()).last_error, /./);
assert.equal(store.requests.length, before, "nothing is sent that could not be planned");

await Deno.remove(`${disk}/ballast`);
await until("every record", () => store.records().length === lines.length);
assert.equal(await delivery.stop(), 0);
const taken = store.requests.flatMap(({ body }) => body.trimEnd().split("\n"));
assert.deepEqual(taken, lines);
await store.stop();
console.log("delivery went on");

/** Records that delivery has not, and a disk without a free block, as one. */
async function fillUp(): Promise<string[]> {
  const ballast = await Deno.open(`${disk}/ballast`, { write: true, create: true });
  const block = new Uint8Array(4_096);
  const fill = async () => {
    try {
      for (;;) await ballast.write(block);
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOSPC") throw error;
    }
  };
  await fill();
  // Room for the records alone: they end within the block that the journal's file has already.
  const rest = 4_096 - (await Deno.stat(file)).size % 4_096;
  const added = await append(1_000, Math.floor(rest / (line(1_000).length + 1)));
  await fill();
  ballast.close();
  return added;
}
