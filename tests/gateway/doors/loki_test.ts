/** Loki's push API: JSON and snappy store the same, with labels, metadata and whole nanoseconds. */
import { openGatewayApp } from "../app.ts";
import { bytes, int, message } from "./protobuf.ts";
import assert from "node:assert/strict";

const PATH = "/loki/api/v1/push";
const JSON_TYPE = "application/json";
const PROTOBUF = "application/x-protobuf";

const timestamp = bytes(1, [...int(1, 1_791_633_336), ...int(2, 123_456_789)]);
const pair = (name: string, value: string) => bytes(3, [...bytes(1, name), ...bytes(2, value)]);
const PUSH = message(
  bytes(1, [
    ...bytes(1, '{app="shop", level="error", note="a \\"b\\" \\u00fc\\n"}'),
    ...bytes(2, [...timestamp, ...bytes(2, "to john@example.com"), ...pair("trace_id", "abc")]),
    ...bytes(2, [...timestamp, ...bytes(2, "größer")]),
  ]),
  bytes(1, [...bytes(1, "{}"), ...bytes(2, bytes(2, ""))]),
);
const NS = "1791633336123456789";
const JSON_PUSH = {
  streams: [
    {
      values: [[NS, "to john@example.com", { trace_id: "abc" }], [NS, "größer"]],
      stream: { app: "shop", level: "error", note: 'a "b" ü\n' },
    },
    { stream: {}, values: [] },
    { stream: {} },
  ],
};

/** As a block of snappy that has literals alone. */
function literals(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = [content.length & 0x7f | 0x80, content.length >>> 7];
  return new Uint8Array([...head, 61 << 2, content.length - 1, (content.length - 1) >>> 8]
    .concat([...content]));
}

Deno.test("Loki stores the same of snappy and of JSON, and answers 204", async () => {
  await using app = await openGatewayApp();
  const push = (body: BodyInit, type: string) =>
    app.request(PATH, { method: "POST", body, headers: { "content-type": type } });
  const asJson = await push(JSON.stringify(JSON_PUSH), JSON_TYPE);
  const asProtobuf = await push(literals(PUSH), PROTOBUF);
  assert.deepEqual([asJson.status, asProtobuf.status], [204, 204]);
  const stored = (await app.stored()).map((record) => JSON.stringify(record));
  assert.equal(stored.length, 5);
  assert.equal(
    stored[0],
    '{"ts":"2026-10-10T11:55:36.123456789Z","level":"ERROR","msg":"to j***@example.com",' +
      '"emitter":"unknown","app":"shop","note":"a \\"b\\" ü\\n","trace_id":"abc"}',
  );
  assert.match(stored[1]!, /"msg":"größer"/);
  assert.deepEqual([stored[2], stored[3]], [stored[0], stored[1]]);
});

Deno.test("Loki: what cannot be read is 400 in words, and nothing of it is stored", async () => {
  await using app = await openGatewayApp();
  const long = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x07, 0]);
  const bodies: readonly [string, BodyInit, number][] = [
    [JSON_TYPE, "{", 400],
    [JSON_TYPE, '{"msg":"x"}', 400],
    [JSON_TYPE, '{"streams":[{"values":[["1"]]}]}', 400],
    [JSON_TYPE, '{"streams":[{"stream":{"a":1},"values":[[1,"x"]]}]}', 400],
    [JSON_TYPE, `{"streams":[{"values":[["1","x"],["1","y",{"a":"b}]]}]}`, 400],
    [PROTOBUF, PUSH, 400],
    [PROTOBUF, literals(message(bytes(1, bytes(1, "{app=}")))), 400],
    [PROTOBUF, literals(new Uint8Array([0x0a, 9])), 400],
    [PROTOBUF, long, 413],
    ["text/plain", "x", 415],
  ];
  for (const [type, body, status] of bodies) {
    const answer = await app.request(PATH, {
      ...{ method: "POST", body, headers: { "content-type": type } },
    });
    assert.equal(answer.status, status, `${type} ${body}`);
    assert.match(answer.headers.get("content-type")!, /^text\/plain/);
    assert.match(await answer.text(), /^[A-Z].+\n$/);
  }
  assert.deepEqual(await app.stored(), []);
});
