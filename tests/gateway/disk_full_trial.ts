/**
 * Run by `gateway_disk_full_test.ts` with a small disk as its argument: fills it through the
 * gateway, looks at the answers, makes room, and sees the same gateway take batches again.
 */
import { startGateway } from "./process.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const RECORDS_PER_BATCH = 20;
const BALLAST_BYTES = 300_000;
const BATCHES_MAX = 1000;
const RECOVERY_MS_MAX = 15_000;

const disk = Deno.args[0]!;
const ballast = join(disk, "ballast");
await Deno.writeFile(ballast, new Uint8Array(BALLAST_BYTES));
const sinkDir = join(disk, "ingest");
await Deno.mkdir(sinkDir);

await using gateway = await startGateway({ sinkDir });
let accepted = 0;
let refused = 0;
const post = async () => {
  const line = `{"msg":"${"x".repeat(200)}"}\n`;
  const response = await fetch(`${gateway.url}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: line.repeat(RECORDS_PER_BATCH),
  });
  const answer = await response.json();
  if (response.status === 200) accepted += answer.accepted;
  else {
    refused++;
    assert.deepEqual([response.status, answer.reason], [503, "disk_full"]);
    assert.ok(Number(response.headers.get("retry-after")) >= 1);
  }
  return response.status;
};

const ready = async () => {
  const response = await fetch(`${gateway.url}/readyz`);
  await response.body?.cancel();
  return response.status;
};

for (let sent = 0; sent < BATCHES_MAX && refused === 0; sent++) {
  await Promise.all([post(), post(), post(), post()]);
}
assert.ok(accepted > 0 && refused > 0, "the disk was filled through the gateway");
assert.equal(await ready(), 503);
assert.equal((await gateway.stored()).length, accepted, "what was refused left nothing behind");
const acceptedWhenFull = accepted;

await Deno.remove(ballast);
const deadlineMs = performance.now() + RECOVERY_MS_MAX;
while (await ready() !== 200) {
  assert.ok(performance.now() < deadlineMs, "it did not recover");
  await new Promise((resolve) => setTimeout(resolve, 50));
}
assert.equal(await post(), 200);
assert.equal(await gateway.stop(), 0);
assert.equal((await gateway.stored()).length, accepted);
assert.ok(accepted > acceptedWhenFull);
console.log(`${accepted} records stored, ${refused} batches refused, the same gateway went on`);
