import assert from "node:assert/strict";
import { unpack } from "./mod.ts";
import fc from "fast-check";

const CHARS_MAX = 1e6;

Deno.test("OTLP: a record of each logRecord, with the attributes of its resource and its own", () => {
  const records = recordsOf("json", {
    resourceLogs: [{
      resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
      scopeLogs: [{
        scope: { name: "lib" },
        logRecords: [
          {
            timeUnixNano: "1787584930123456789",
            severityText: "ERROR",
            severityNumber: 17,
            body: { stringValue: "cannot charge" },
            traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
            attributes: [
              { key: "n", value: { intValue: "9007199254740993" } },
              { key: "list", value: { arrayValue: { values: [{ boolValue: true }] } } },
            ],
          },
          { observedTimeUnixNano: "1787584931000000000", severityNumber: 9, body: {} },
          { severityNumber: "SEVERITY_NUMBER_WARN2", body: { kvlistValue: { values: [] } } },
        ],
      }],
    }],
  });
  assert.deepEqual(records, [
    '{"ts":"1787584930123456789","level":"ERROR","message":"cannot charge",' +
    '"trace_id":"4bf92f3577b34da6a3ce929d0e0e4736","n":9007199254740993,"list":[true],' +
    '"scope":"lib","service.name":"shop"}',
    '{"ts":"1787584931000000000","level":"INFO","scope":"lib","service.name":"shop"}',
    '{"level":"WARN","message":{},"severity_number":14,"scope":"lib","service.name":"shop"}',
  ]);
});

Deno.test("Loki: a record of each value, with the labels of its stream and its metadata", () => {
  const values = [["1791633336123456789", "boom"], ["1791633336123456790", "bang", { trace: "x" }]];
  assert.deepEqual(recordsOf("json", { streams: [{ stream: { level: "error" }, values }] }), [
    '{"ts":"1791633336123456789","msg":"boom","level":"error"}',
    '{"ts":"1791633336123456790","msg":"bang","level":"error","trace":"x"}',
  ]);
});

Deno.test("CloudTrail, CloudWatch, Azure and Google Cloud: a record of each of theirs", () => {
  const trail = { eventTime: "2026-05-01T10:00:00Z", eventSource: "s3", eventName: "GetObject" };
  const written = '{"ts":"2026-05-01T10:00:00Z","level":"INFO","msg":"s3 GetObject",' +
    '"eventTime":"2026-05-01T10:00:00Z","eventSource":"s3","eventName":"GetObject"}';
  assert.deepEqual(recordsOf("json", { Records: [trail] }), [written]);
  assert.deepEqual(recordsOf("json", trail), [written]);
  const denied = recordsOf("json", { Records: [{ ...trail, errorCode: "AccessDenied" }] });
  assert.equal(JSON.parse(denied[0]!).level, "ERROR");
  const group = { messageType: "DATA_MESSAGE", logGroup: "g", logStream: "s" };
  const logEvents = [{ id: "1", timestamp: 1777629600123, message: "boom" }];
  assert.deepEqual(recordsOf("json", { ...group, logEvents }), [
    '{"ts":1777629600123,"msg":"boom","id":"1","message_type":"DATA_MESSAGE","log_group":"g",' +
    '"log_stream":"s"}',
  ]);
  assert.deepEqual(recordsOf("json", { records: [{ time: "t", level: "Error" }] }), [
    '{"time":"t","level":"Error"}',
  ]);
  assert.deepEqual(recordsOf("json", { entries: [{ textPayload: "x" }] }), ['{"textPayload":"x"}']);
});

Deno.test("HEC: events that follow each other, text or fields; no other record that has an event", () => {
  const body = '{"time":1791633336.123,"host":"web-1","event":"boom"}' +
    '{"time":1791633337.5,"event":{"message":"bang","n":1e400},"fields":{"a":1}}';
  assert.deepEqual(recordsOf("json", body), [
    '{"ts":1791633336.123,"msg":"boom","host":"web-1"}',
    '{"ts":1791633337.5,"message":"bang","n":1e400,"a":1}',
  ]);
  assert.deepEqual(unpack("json", '{"event":"login","level":"info"}', CHARS_MAX), {
    ok: true,
    value: undefined,
  });
});

Deno.test("bulk: documents without their actions, digit by digit; what is no such line is refused", () => {
  const body = '{"index":{"_index":"logs","_id":"7"}}\n{"message":"boom","n":9007199254740993}\n' +
    '{"delete":{"_id":"1"}}\n{ "create" : {} }\n{"message":"bang"}\n\n';
  assert.deepEqual(recordsOf("ndjson", body), [
    '{"message":"boom","n":9007199254740993,"_index":"logs","_id":"7"}',
    '{"message":"bang"}',
  ]);
  const update = unpack("ndjson", '{"update":{"_id":"1"}}\n{"doc":{}}\n', CHARS_MAX);
  assert.ok(!update.ok && update.failure.kind === "unsupported_media_type");
  assert.match(update.failure.detail, /line 1: only index, create and delete are taken/);
});

Deno.test("lines of NDJSON may be envelopes and records in turn", () => {
  const loki = '{"streams":[{"stream":{},"values":[["1","a"]]}]}';
  assert.deepEqual(recordsOf("ndjson", `${loki}\n{"msg":"b"}\n${loki}`), [
    ...['{"ts":"1","msg":"a"}', '{"msg":"b"}', '{"ts":"1","msg":"a"}'],
  ]);
});

Deno.test("an envelope that would be too large unpacked is refused, as its labels come many times", () => {
  const stream = { label: "x".repeat(1000) };
  const values = Array.from({ length: 100 }, (_, i) => [String(i), ""]);
  const result = unpack("json", JSON.stringify({ streams: [{ stream, values }] }), 50_000);
  assert.deepEqual(result, { ok: false, failure: { kind: "decoded_too_large", limit: 50_000 } });
});

Deno.test("unpack() throws at nothing, and leaves alone what is no envelope", () => {
  const names = [
    "resourceLogs",
    "scopeLogs",
    "logRecords",
    "streams",
    "values",
    "Records",
    "event",
  ];
  const keys = fc.constantFrom(...names, "logEvents", "attributes", "key", "value", "eventTime");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom(null, 1, "x", true, "1787584930123456789"),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(keys, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(fc.property(tree, fc.nat(), (value, cut) => {
    const text = JSON.stringify(value);
    for (const body of [text, text.slice(0, cut % (text.length + 1))]) {
      for (const format of ["json", "ndjson"] as const) {
        const result = unpack(format, body, CHARS_MAX);
        if (result.ok && result.value !== undefined && result.value !== "" && body === text) {
          for (const line of result.value.split("\n")) JSON.parse(line);
        }
      }
    }
  }));
  for (const deep of ["[", '{"streams":[', '{"a":']) {
    const body = `{"streams":${deep.repeat(50_000)}`;
    assert.ok(unpack("json", body, CHARS_MAX).ok);
  }
});

function recordsOf(format: "json" | "ndjson", body: unknown): string[] {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const result = unpack(format, text, CHARS_MAX);
  assert.ok(result.ok && result.value !== undefined, text);
  return result.value.split("\n");
}
