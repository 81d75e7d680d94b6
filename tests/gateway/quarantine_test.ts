/** A broken record costs its neighbours nothing where the gateway keeps it apart. */
import { createKeyRing, createSecretKey } from "../../contract/mod.ts";
import { openGatewayApp } from "./app.ts";
import assert from "node:assert/strict";

const QUARANTINE = { LOGOPS_BAD_RECORDS: "quarantine" };

const ROWS: [type: string, body: string, good: string[], bad: object[]][] = [
  ["application/x-ndjson", '{"msg":"a"}\n{"msg":"b\n"no"\n{"msg":"c"} x\n\n{"msg":"d"}', [
    ...["a", "c", "d"],
  ], [
    { reason: "bad_json", line: 2, text: '{"msg":"b', format: "ndjson" },
    { reason: "no_object", line: 3, text: '"no"' },
    { reason: "bad_json", line: 4, text: "x" },
  ]],
  ["application/json", '[{"msg":"a"},7,{"msg":"b"},{"msg":"c",]', ["a", "b"], [
    { reason: "no_object", line: 1, text: "7", format: "json" },
    { reason: "bad_json", text: '{"msg":"c",]' },
  ]],
  ["text/csv", 'msg,n\na,1\nb"x,2\nc,3\n"d,4\ne,5\n', ["a", "c", "e"], [
    { reason: "bad_csv", line: 3, text: 'b"x,2', format: "csv" },
    { reason: "bad_csv", line: 5, text: '"d,4' },
  ]],
];

Deno.test("good records of a batch are stored, bad ones are kept apart with reason and place", async () => {
  for (const [type, body, good, bad] of ROWS) {
    await using app = await openGatewayApp({ env: QUARANTINE });
    const answer = await app.post(body, { "content-type": type, "x-emitter": "shop" });
    const receipt = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(receipt));
    assert.deepEqual([receipt.accepted, receipt.quarantined], [good.length, bad.length], type);
    assert.deepEqual((await app.stored()).map(({ msg }) => msg), good);
    const kept = await app.quarantined();
    assert.equal(kept.length, bad.length);
    bad.forEach((want, i) => assert.partialDeepStrictEqual(kept[i], { emitter: "shop", ...want }));
    const metrics = await (await app.get("/metrics")).text();
    assert.match(
      metrics,
      new RegExp(`logops_quarantined_records_total{emitter="shop"} ${bad.length}`),
    );
  }
});

Deno.test("without a choice the batch is refused, and nothing of it is kept", async () => {
  await using app = await openGatewayApp();
  const answer = await app.post('{"msg":"a"}\n{', { "content-type": "application/x-ndjson" });
  assert.equal(answer.status, 400);
  await answer.body?.cancel();
  assert.deepEqual([...await app.stored(), ...await app.quarantined()], []);
});

Deno.test("a client's choice goes before the gateway's", async () => {
  const client = (id: string, choice: string) =>
    `  - { id: ${id}, key: key-of-${id}-00, emitter: "*", bad_records: ${choice} }\n`;
  await using app = await openGatewayApp({
    env: { ...QUARANTINE, LOGOPS_AUTH_MODE: "api_key" },
    clientsYaml: `clients:\n${client("strict", "refuse")}${client("lax", "quarantine")}`,
  });
  const ask = async (id: string) => {
    const headers = { "content-type": "application/x-ndjson", "x-api-key": `key-of-${id}-00` };
    const answer = await app.post('{"msg":"a"}\n{', headers);
    await answer.body?.cancel();
    return answer.status;
  };
  assert.deepEqual([await ask("strict"), await ask("lax")], [400, 200]);
});

Deno.test("what is kept apart is masked as a text; with sealing on, sealed whole", async () => {
  const body = '{"msg":"a"}\n{"password":"hunter2 x","mail":"john@example.com",\n';
  const type = { "content-type": "application/x-ndjson" };
  {
    await using app = await openGatewayApp({ env: QUARANTINE });
    await (await app.post(body, type)).body?.cancel();
    const text = JSON.stringify(await app.quarantined());
    assert.ok(!text.includes("john@") && !text.includes("hunter2"), text);
  }
  const keys = createKeyRing([createSecretKey("k1", crypto.getRandomValues(new Uint8Array(32)))]);
  await using app = await openGatewayApp({
    env: {
      ...QUARANTINE,
      LOGOPS_ENCRYPT_PII: "true",
      LOGOPS_SECRET_KEYS: `k1:${btoa(String.fromCharCode(...keys.keys[0].bytes()))}`,
    },
  });
  await (await app.post(body, type)).body?.cancel();
  const [kept] = await app.quarantined();
  assert.equal(kept!.text, undefined);
  assert.match(String(kept!.sealed), /^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
});

Deno.test("of what is very long, only length and hash are kept", async () => {
  await using app = await openGatewayApp({ env: QUARANTINE });
  const body = `{"msg":"a"}\n{"x":"${"y".repeat(70_000)}\n`;
  await (await app.post(body, { "content-type": "application/x-ndjson" })).body?.cancel();
  const [kept] = await app.quarantined();
  assert.equal(kept!.text, undefined);
  assert.equal(kept!.bytes, 70_006);
  assert.match(String(kept!.sha256), /^[0-9a-f]{64}$/);
});
