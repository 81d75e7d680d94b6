/**
 * Ground truth: emitters know every PII value that they plant. All of them are looked for in all
 * that the gateway lets out: the journal, the metrics, its own log and the bodies of its answers.
 */
import { type GatewayProcess, startGateway } from "../gateway/process.ts";
import { createRandom, type EmittedRecord, type Emitter, emitters } from "../../emitters/mod.ts";
import { createValueSearch } from "../../orchestrator/mod.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const BATCH_RECORDS = 500;
const START_MS = Date.parse("2026-05-01T10:00:00Z");
const LEVELS = { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 };
/** It sends a file's lines and plants nothing. */
const PLANTS_NOTHING = ["replay"];

export interface LeakReport {
  readonly accepted: number;
  readonly stored: number;
  /** How many different values of each kind were planted. */
  readonly planted: ReadonlyMap<string, number>;
  /** Where a planted value was found in clear, of which kind, and the value. */
  readonly leaks: readonly string[];
}

/** Sends about `records` records of all emitters to a gateway of its own, and looks for what they planted. */
export async function runLeakTrial(seed: string, records: number): Promise<LeakReport> {
  const key = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  await using gateway = await startGateway({
    env: {
      LOGOPS_ENCRYPT_PII: "true",
      LOGOPS_SECRET_KEYS: `test:${key}`,
      LOGOPS_DEBUG_SAMPLE: "true",
    },
  });
  const types = emitters.filter(({ type }) => !PLANTS_NOTHING.includes(type));
  const kindOf = new Map<string, string>();
  const answers: string[] = [];
  let accepted = 0;
  for (const plugin of types) {
    const random = createRandom(`${seed}/${plugin.type}`);
    const emitter = plugin.create({ pii_ratio: 1, chaos: 0.02 }, {
      random,
      scenarioId: "leak",
      levels: LEVELS,
    });
    const count = Math.ceil(records / types.length);
    const outcome = await sendAll(gateway, plugin.type, emitter, count, kindOf);
    answers.push(...outcome.answers);
    accepted += outcome.accepted;
  }
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  assert.equal(await gateway.stop(), 0);

  const search = createValueSearch(kindOf.keys());
  const leaks: string[] = [];
  const look = (place: string, text: string) => {
    leaks.push(...search.find(text).map((value) => `${place}: ${kindOf.get(value)} ${value}`));
  };
  let stored = 0;
  for await (const { name } of Deno.readDir(gateway.sinkDir)) {
    const text = await Deno.readTextFile(join(gateway.sinkDir, name));
    stored += text.split("\n").length - 1;
    look(name, text);
  }
  look("metrics", metrics);
  look("log", JSON.stringify(gateway.log));
  look("answers", answers.join("\n"));
  const planted = new Map<string, number>();
  for (const kind of kindOf.values()) planted.set(kind, (planted.get(kind) ?? 0) + 1);
  return { accepted, stored, planted, leaks };
}

async function sendAll(
  gateway: GatewayProcess,
  type: string,
  emitter: Emitter,
  count: number,
  kindOf: Map<string, string>,
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
    for (const { kind, value } of record.planted) kindOf.set(value, kind);
    if (record.request !== undefined) await send([record]);
    else if (batch.push(record) === BATCH_RECORDS) {
      await send(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await send(batch);
  return { accepted, answers };
}
