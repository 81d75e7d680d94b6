/** OTLP/HTTP: both encodings store the same, and what is refused is told as its clients read it. */
import { openGatewayApp } from "../app.ts";
import { bytes, double, fixed32, fixed64, int, message } from "./protobuf.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

const PROTOBUF = { "content-type": "application/x-protobuf" };
const JSON_TYPE = { "content-type": "application/json" };
const TIME = 1_787_584_930_123_456_789n;

const text = (value: string) => bytes(1, value);
const pair = (field: number, key: string, value: number[]) =>
  bytes(field, [...bytes(1, key), ...bytes(2, value)]);

/** A request around the fields of records. */
function request(...records: readonly number[][]): Uint8Array<ArrayBuffer> {
  const resource = bytes(1, pair(1, "service.name", text("shop")));
  const scope = bytes(1, [...bytes(1, "lib"), ...bytes(2, "1.0"), ...pair(3, "s", text("t"))]);
  const scopeLogs = [...scope, ...records.flatMap((one) => bytes(2, one))];
  // The scope's records before their resource: the order of fields is free.
  return message(bytes(1, [...bytes(2, [...scopeLogs, ...bytes(3, "urn:s")]), ...resource]));
}

const RECORDS_PROTOBUF = request(
  [
    ...[...fixed64(1, TIME), ...fixed64(11, TIME + 5n), ...int(2, 18), ...bytes(3, "Fatal?")],
    ...bytes(5, text("to john@example.com, grün")),
    ...pair(6, "n", int(3, -(2n ** 63n))),
    ...pair(6, "ok", int(2, 1)),
    ...pair(6, "ratio", double(4, 0.5)),
    ...pair(6, "raw", bytes(7, [1, 2, 255])),
    ...pair(6, "list", bytes(5, [...bytes(1, text("a")), ...bytes(1, int(3, 7))])),
    ...pair(6, "map", bytes(6, pair(1, "ip", text("83.11.23.45")))),
    ...pair(6, "größe", text("x")),
    ...pair(6, "none", []),
    ...[...int(7, 3), ...fixed32(8, 1), ...bytes(9, Array(16).fill(0xab))],
    ...[...bytes(10, Array(8).fill(0x41)), ...bytes(12, "paid")],
  ],
  [...fixed64(11, TIME), ...int(2, 9), ...bytes(3, "info"), ...bytes(5, bytes(6, []))],
  [...bytes(3, "WARN"), ...bytes(5, text(""))],
  [],
);

const any = (value: unknown) => value;
const RECORDS_JSON = {
  resourceLogs: [{
    resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
    scopeLogs: [{
      scope: {
        ...{ name: "lib", version: "1.0" },
        attributes: [{ key: "s", value: { stringValue: "t" } }],
      },
      schemaUrl: "urn:s",
      logRecords: [
        {
          ...{ timeUnixNano: String(TIME), observedTimeUnixNano: String(TIME + 5n) },
          ...{ severityNumber: 18, severityText: "Fatal?" },
          body: { stringValue: "to john@example.com, grün" },
          attributes: [
            { key: "n", value: { intValue: "-9223372036854775808" } },
            { key: "ok", value: { boolValue: true } },
            { key: "ratio", value: { doubleValue: 0.5 } },
            { key: "raw", value: { bytesValue: "AQL/" } },
            {
              key: "list",
              value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "7" }] } },
            },
            {
              key: "map",
              value: {
                kvlistValue: { values: [{ key: "ip", value: { stringValue: "83.11.23.45" } }] },
              },
            },
            { key: "größe", value: { stringValue: "x" } },
            { key: "none", value: null },
          ],
          ...{ droppedAttributesCount: 3, flags: 1, traceId: "ab".repeat(16) },
          ...{ spanId: "41".repeat(8), eventName: "paid" },
        },
        {
          ...{ observedTimeUnixNano: String(TIME), severityNumber: 9, severityText: "info" },
          body: { kvlistValue: { values: [] } },
        },
        { severityText: "WARN", body: { stringValue: "" } },
        any({}),
      ],
    }],
  }],
};

Deno.test("OTLP stores the same of protobuf and of JSON, compressed or not", async () => {
  await using app = await openGatewayApp({ nowMs: () => 1_787_584_930_000 });
  const encoded = new TextEncoder().encode(JSON.stringify(RECORDS_JSON));
  for (const [type, body] of [[PROTOBUF, RECORDS_PROTOBUF], [JSON_TYPE, encoded]] as const) {
    for (const isZipped of [false, true]) {
      const answer = await app.post(
        isZipped ? new Uint8Array(gzipSync(body)) : body,
        isZipped ? { ...type, "content-encoding": "gzip" } : type,
      );
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type"), type["content-type"]);
      const told = await answer.text();
      assert.equal(told, type === PROTOBUF ? "" : '{"partialSuccess":{}}');
    }
  }
  const stored = (await app.stored()).map((record) => JSON.stringify(record));
  assert.equal(stored.length, 16);
  assert.equal(
    stored[0],
    '{"ts":"2026-08-24T15:22:10.123456789Z","level":"ERROR","msg":"to j***@example.com, grün",' +
      '"emitter":"unknown","severity_text":"Fatal?","trace_id":"abababababababababababababababab",' +
      '"span_id":"4141414141414141","event_name":"paid","n":-9223372036854776000,"ok":true,' +
      '"ratio":0.5,"raw":"AQL/","list":["a",7],"map":{"ip":"83.11.x.x"},"größe":"x","none":null,' +
      '"severity_number":18,"observed_ts":"2026-08-24T15:22:10.123456794Z","flags":1,' +
      '"dropped_attributes_count":3,"scope":"lib","scope_version":"1.0","s":"t",' +
      '"schema_url":"urn:s","service.name":"shop"}',
  );
  assert.match(stored[1]!, /"ts":"2026-08-24T15:22:10.123456789Z","level":"INFO","msg":"{}"/);
  assert.match(stored[2]!, /"ts":"2026-08-24T15:22:10.000Z","level":"WARN","msg":""/);
  assert.match(stored[3]!, /"level":"INFO","msg":""/);
  for (let i = 0; i < 4; i++) {
    assert.deepEqual([stored[i + 4], stored[i + 8], stored[i + 12]], Array(3).fill(stored[i]));
  }
});

Deno.test("OTLP: what is nested too deep is rejected by itself, and said so", async () => {
  await using app = await openGatewayApp();
  let deep: number[] = text("x");
  for (let i = 0; i < 70; i++) deep = bytes(5, bytes(1, deep));
  const body = request(bytes(5, text("stays")), bytes(5, deep), pair(6, "a", deep));
  const answer = await app.post(body, PROTOBUF);
  assert.equal(answer.status, 200);
  const told = await answer.bytes();
  assert.deepEqual([...told.subarray(0, 5)], [0x0a, told.length - 2, 0x08, 2, 0x12]);
  assert.deepEqual((await app.stored()).map(({ msg }) => msg), ["stays"]);
});

Deno.test("OTLP: an empty request is an empty response, and bytes that are none are a Status", async () => {
  await using app = await openGatewayApp();
  const empty = await app.post(new Uint8Array(0), PROTOBUF);
  assert.deepEqual([empty.status, (await empty.bytes()).length], [200, 0]);
  for (const body of [[0xff], [0x0a, 0x05], [0x0a, 0x02, 0x12, 0x09], [0x0b], [0x00]]) {
    const answer = await app.post(new Uint8Array(body), PROTOBUF);
    assert.equal(answer.status, 400, String(body));
    assert.equal(answer.headers.get("content-type"), "application/x-protobuf");
    assert.deepEqual([...(await answer.bytes()).subarray(0, 3)], [0x08, 3, 0x12]);
  }
  assert.deepEqual(await app.stored(), []);
});

const CLIENTS = `clients:
  - { id: shop, key: shop-key-1, emitter: shop, limits: { requests_per_sec: 1, requests_burst: 1 } }
`;

Deno.test("OTLP: credentials, limits and their answers are those of its clients", async () => {
  await using app = await openGatewayApp({
    env: { LOGOPS_AUTH_MODE: "api_key" },
    clientsYaml: CLIENTS,
  });
  const post = (headers: Record<string, string>) =>
    app.post(request(bytes(5, text("hi"))), { ...PROTOBUF, ...headers });
  const none = await post({});
  assert.deepEqual([none.status, (await none.bytes())[1]], [401, 16]);
  const good = await post({ authorization: "Bearer shop-key-1" });
  assert.equal(good.status, 200);
  const limited = await post({ authorization: "Bearer shop-key-1" });
  assert.deepEqual([limited.status, (await limited.bytes())[1]], [429, 8]);
  assert.match(limited.headers.get("retry-after")!, /^\d+$/);
  assert.deepEqual((await app.stored()).map(({ emitter }) => emitter), ["shop"]);
});
