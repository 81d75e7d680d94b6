/**
 * Ground truth: emitters know every PII value that they plant. All of them are looked for in all
 * that the gateway lets out: the journal, the metrics, its own log and the bodies of its answers.
 */
import { type GatewayProcess, startGateway } from "../gateway/process.ts";
import { createRandom, type EmittedRecord, type Emitter, emitters } from "../../emitters/mod.ts";
import { createValueSearch } from "../../orchestrator/mod.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const RECORDS_MIN = 100_000;
const BATCH_RECORDS = 500;
const START_MS = Date.parse("2026-05-01T10:00:00Z");
const LEVELS = { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 };
const KINDS = ["email", "ipv4", "ipv6", "card", "iban", "jwt", "credential", "cloud_key"];
/** It sends a file's lines and plants nothing. */
const PLANTS_NOTHING = ["replay"];

Deno.test("createValueSearch() finds values as they are and as JSON writes them", () => {
  const search = createValueSearch(["john@example.com", 'quo"ted@example.com']);
  assert.deepEqual(search.find("nothing here"), []);
  assert.deepEqual(search.find("by john@example.com, twice: john@example.com"), [
    "john@example.com",
  ]);
  assert.deepEqual(search.find(JSON.stringify('quo"ted@example.com')), ['quo\\"ted@example.com']);
});

Deno.test("gateway lets none of the planted PII out, in 100,000 records of all emitters", async () => {
  const key = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  await using gateway = await startGateway({
    env: {
      LOGOPS_ENCRYPT_PII: "true",
      LOGOPS_SECRET_KEYS: `test:${key}`,
      LOGOPS_DEBUG_SAMPLE: "true",
    },
  });
  const types = emitters.filter(({ type }) => !PLANTS_NOTHING.includes(type));
  const perType = Math.ceil(RECORDS_MIN / types.length);
  const planted = new Map<string, string>();
  const answers: string[] = [];
  let accepted = 0;
  for (const plugin of types) {
    const random = createRandom(`leak/${plugin.type}`);
    const emitter = plugin.create({ pii_ratio: 1, chaos: 0.02 }, {
      random,
      scenarioId: "leak",
      levels: LEVELS,
    });
    const outcome = await sendAll(gateway, plugin.type, emitter, perType, planted);
    answers.push(...outcome.answers);
    accepted += outcome.accepted;
  }
  for (const kind of KINDS) {
    const count = [...planted.values()].filter((one) => one === kind).length;
    assert.ok(count > 1000, `${count} values of kind ${kind} were planted`);
  }
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  assert.equal(await gateway.stop(), 0);

  const search = createValueSearch(planted.keys());
  const leaks: string[] = [];
  let stored = 0;
  for await (const { name } of Deno.readDir(gateway.sinkDir)) {
    const text = await Deno.readTextFile(join(gateway.sinkDir, name));
    stored += text.split("\n").length - 1;
    leaks.push(...search.find(text).map((value) => `${name}: ${planted.get(value)} ${value}`));
  }
  assert.deepEqual(leaks, []);
  assert.deepEqual(search.find(metrics), []);
  assert.deepEqual(search.find(JSON.stringify(gateway.log)), []);
  assert.deepEqual(search.find(answers.join("\n")), []);
  assert.ok(stored >= accepted && accepted > RECORDS_MIN * 0.9, `${accepted} accepted`);
});

async function sendAll(
  gateway: GatewayProcess,
  type: string,
  emitter: Emitter,
  count: number,
  planted: Map<string, string>,
): Promise<{ accepted: number; answers: string[] }> {
  const answers: string[] = [];
  let accepted = 0;
  let batch: EmittedRecord[] = [];
  const send = async (records: EmittedRecord[]) => {
    const { contentType, body } = records[0]!.request ?? emitter.batch(records);
    const response = await fetch(`${gateway.url}/v1/logs`, {
      method: "POST",
      headers: { "content-type": contentType, "x-emitter": type, "x-scenario-id": "leak" },
      body,
    });
    const text = await response.text();
    answers.push(text);
    if (response.status === 200) accepted += JSON.parse(text).accepted;
    else assert.ok(records[0]!.request !== undefined, `${type}: ${text}`);
  };
  for (let i = 0; i < count; i++) {
    const record = emitter.next(START_MS + i);
    for (const { kind, value } of record.planted) planted.set(value, kind);
    if (record.request !== undefined) await send([record]);
    else if (batch.push(record) === BATCH_RECORDS) {
      await send(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await send(batch);
  return { accepted, answers };
}
