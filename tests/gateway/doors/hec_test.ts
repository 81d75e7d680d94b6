/** Splunk's HTTP Event Collector: events, raw lines, its codes and its acknowledgements. */
import { openGatewayApp } from "../app.ts";
import assert from "node:assert/strict";

const BASE = "/services/collector";

Deno.test("HEC stores events that follow each other, and numbers them for who names a channel", async () => {
  await using app = await openGatewayApp();
  const send = (body: string, headers: Record<string, string> = {}) =>
    app.request(`${BASE}/event`, { method: "POST", body, headers });
  const body = '{"time":1791633336.123,"host":"web-1","source":"s","event":"by john@example.com"}' +
    '{"time":"1791633337.5","event":{"message":"bang","level":"error","ts":"x"},"index":"main",' +
    '"fields":{"a":["b"]}}\n {"event":7,"time":null}';
  assert.deepEqual(await (await send(body)).json(), { text: "Success", code: 0 });
  const stored = (await app.stored()).map((record) => JSON.stringify(record));
  assert.deepEqual(stored.slice(0, 2), [
    '{"ts":"2026-10-10T11:55:36.123Z","level":"INFO","msg":"by j***@example.com",' +
    '"emitter":"unknown","host":"web-1","source":"s"}',
    '{"ts":"2026-10-10T11:55:37.500Z","level":"ERROR","msg":"bang","emitter":"unknown",' +
    '"ts#2":"x","index":"main","a":["b"]}',
  ]);
  assert.match(stored[2]!, /"msg":"7"/);
  const channel = { "x-splunk-request-channel": "c-1" };
  for (const ackId of [0, 1]) {
    assert.deepEqual(await (await send('{"event":"x"}', channel)).json(), {
      ...{ text: "Success", code: 0, ackId },
    });
  }
  const acks = await app.request(`${BASE}/ack?channel=c-1`, {
    ...{ method: "POST", body: '{"acks":[0,1,2]}' },
  });
  assert.deepEqual(await acks.json(), { acks: { 0: true, 1: true, 2: false } });
});

Deno.test("HEC: raw lines have what their request says of them", async () => {
  await using app = await openGatewayApp();
  const answer = await app.request(`${BASE}/raw?host=web-1&sourcetype=nginx`, {
    ...{ method: "POST", body: "[ERROR] one\ntwo\n" },
  });
  assert.equal(answer.status, 200);
  const stored = await app.stored();
  assert.deepEqual(
    stored.map(({ level, msg, host, sourcetype }) => [level, msg, host, sourcetype]),
    [["ERROR", "one", "web-1", "nginx"], ["INFO", "two", "web-1", "nginx"]],
  );
});

Deno.test("HEC: each refusal has its code, and leaves nothing behind", async () => {
  await using app = await openGatewayApp({
    env: { LOGOPS_AUTH_MODE: "api_key" },
    clientsYaml: "clients: [{ id: shop, key: shop-key-1, emitter: shop }]",
  });
  const good = "Splunk shop-key-1";
  const table: readonly [
    body: string,
    token: string,
    status: number,
    code: number,
    nth?: number,
  ][] = [
    ['{"event":"x"}', "", 401, 2],
    ['{"event":"x"}', "Splunk wrong-key", 403, 4],
    ["", good, 400, 5],
    ["{", good, 400, 6, 0],
    ['{"event":"x"}{"event":', good, 400, 6, 1],
    ['{"event":"x"} 7', good, 400, 6, 1],
    ['{"event":"x"}{"host":"h"}', good, 400, 12, 1],
    ['{"event":""}', good, 400, 13, 0],
  ];
  for (const [body, authorization, status, code, nth] of table) {
    const answer = await app.request(BASE, { method: "POST", body, headers: { authorization } });
    const told = await answer.json();
    assert.deepEqual([answer.status, told.code, told["invalid-event-number"]], [status, code, nth]);
  }
  const health = await (await app.get(`${BASE}/health`)).json();
  assert.equal(health.code, 17);
  assert.deepEqual(await app.stored(), []);
});
