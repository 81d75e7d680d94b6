import assert from "node:assert/strict";
import { createBatch } from "../journal/mod.ts";
import { asJson, asProtobuf, otlpRecords } from "./otlp_logs.ts";
import { ProtobufWriter, rejectedIn } from "./otlp_protobuf.ts";

const hex = (bytes: Uint8Array) => bytes.toHex();

Deno.test("ProtobufWriter writes what the encoding guide shows", () => {
  const out = new ProtobufWriter(1); // grows
  out.varint(1, 150);
  assert.equal(hex(out.finish()), "089601");
  const text = new ProtobufWriter(1);
  text.text(2, "testing");
  assert.equal(hex(text.finish()), "120774657374696e67");
  const inner = new ProtobufWriter(1);
  inner.message(3, () => inner.varint(1, 150));
  assert.equal(hex(inner.finish()), "1a03089601");
  const negative = new ProtobufWriter(1);
  negative.varint(1, -2);
  assert.equal(hex(negative.finish()), "08feffffffffffffffff01");
});

Deno.test("ProtobufWriter moves a message whose length takes more than a byte", () => {
  const out = new ProtobufWriter(1);
  out.message(1, () => out.text(2, "x".repeat(300)));
  const bytes = out.finish();
  assert.equal(hex(bytes.subarray(0, 6)), "0aaf0212ac02");
  assert.equal(bytes.length, 6 + 300);
});

Deno.test("rejectedIn() reads the count of a partial success, and takes no other bytes for one", () => {
  const out = new ProtobufWriter();
  out.message(1, () => {
    out.varint(1, 300);
    out.text(2, "no");
  });
  assert.equal(rejectedIn(out.finish()), 300);
  assert.equal(rejectedIn(new Uint8Array()), 0);
  assert.equal(rejectedIn(new TextEncoder().encode("<html>")), undefined);
});

Deno.test("otlpRecords() gives each emitter a resource, keeps types, and names lines that are no records", () => {
  const lines = [
    '{"ts":"2026-12-01T10:00:00.001Z","level":"WARN","msg":"a","emitter":"web","n":1,"x":1.5,"ok":true,"in":{"l":["q",null]}}',
    "no record",
    '{"ts":"2026-12-01T10:00:00Z","level":"INFO","msg":"b","emitter":"db"}',
  ];
  const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
  const range = { file: "20261201.ndjson", start: 100, end: 100 + bytes.length };
  const { byEmitter, unreadable } = otlpRecords(createBatch(range, bytes));
  assert.deepEqual(unreadable, [100 + lines[0]!.length + 1]);
  const { resourceLogs } = JSON.parse(asJson(range.file, byEmitter));
  assert.deepEqual(
    resourceLogs.map((each: { resource: { attributes: { value: unknown }[] } }) =>
      each.resource.attributes[0]!.value
    ),
    [{ stringValue: "web" }, { stringValue: "db" }],
  );
  assert.deepEqual(resourceLogs[0].scopeLogs[0].logRecords[0], {
    timeUnixNano: "1796119200001000000",
    observedTimeUnixNano: "1796119200001000000",
    severityNumber: 13,
    severityText: "WARN",
    body: { stringValue: "a" },
    attributes: [
      { key: "n", value: { intValue: "1" } },
      { key: "x", value: { doubleValue: 1.5 } },
      { key: "ok", value: { boolValue: true } },
      {
        key: "in",
        value: {
          kvlistValue: {
            values: [{
              key: "l",
              value: { arrayValue: { values: [{ stringValue: "q" }, {}] } },
            }],
          },
        },
      },
      { key: "logops.journal", value: { stringValue: "20261201.ndjson" } },
      { key: "logops.offset", value: { intValue: "100" } },
    ],
  });
  assert.ok(asProtobuf(range.file, byEmitter).length > 100);
});
