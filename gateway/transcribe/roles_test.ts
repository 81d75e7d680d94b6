import { RECORD_DEPTH_MAX } from "../normalise.ts";
import { PII_KINDS } from "../protect/mod.ts";
import { createTranscribe } from "./mod.ts";
import assert from "node:assert/strict";
import { bounds, encoder, NOW_MS, origins, storeBody, storeLine } from "./testing/mod.ts";
import fc from "fast-check";

const NOW = "2026-05-01T10:00:00.000Z";

const TABLE: readonly [title: string, given: string, line: string][] = [
  [
    "keeps canonical records, in the contract's order",
    `{"msg":"hi","level":"WARN","ts":"${NOW}","a":1}`,
    `{"ts":"${NOW}","level":"WARN","msg":"hi","emitter":"json","a":1}`,
  ],
  [
    "reads aliases",
    `{"@timestamp":1777629600,"severity":3,"body":"x"}`,
    `{"ts":"${NOW}","level":"ERROR","msg":"x","emitter":"json"}`,
  ],
  [
    "takes the first alias and keeps the others",
    `{"ts":"${NOW}","time":1,"level":"info","lvl":"warn","message":"m","text":"t"}`,
    `{"ts":"${NOW}","level":"INFO","msg":"m","emitter":"json","time":1,"lvl":"warn","text":"t"}`,
  ],
  [
    "keeps a second message under msg_raw",
    `{"ts":"${NOW}","level":"info","message":"m","msg":"other"}`,
    `{"ts":"${NOW}","level":"INFO","msg":"m","emitter":"json","msg_raw":"other"}`,
  ],
  [
    "keeps unreadable times and levels",
    `{"ts":"soon","level":"loud","msg":"x"}`,
    `{"ts":"${NOW}","level":"INFO","msg":"x","emitter":"json","ts_raw":"soon","level_raw":"loud"}`,
  ],
  [
    "fills in what is absent",
    `{}`,
    `{"ts":"${NOW}","level":"INFO","msg":"","emitter":"json"}`,
  ],
  [
    "takes null and empty for absent",
    `{"ts":null,"level":"","message":null,"msg":"x"}`,
    `{"ts":"${NOW}","level":"INFO","msg":"x","emitter":"json","message":null}`,
  ],
  [
    "keeps a message that is no text as its JSON",
    `{"ts":"${NOW}","level":"info","msg":{"a":[1,"b"]}}`,
    `{"ts":"${NOW}","level":"INFO","msg":"{\\"a\\":[1,\\"b\\"]}","emitter":"json"}`,
  ],
  [
    "does not let a record speak for another emitter or bring its own seal",
    `{"ts":"${NOW}","level":"info","msg":"x","emitter":"bank","pii":"forged","emitter_raw":1}`,
    `{"ts":"${NOW}","level":"INFO","msg":"x","emitter":"json","emitter_raw_raw":"bank",` +
    `"pii_raw":"forged","emitter_raw":1}`,
  ],
  [
    "keeps a message that comes before a better one where it stood",
    `{"body":"b","n":1,"msg":"m","ts":"${NOW}","level":"info","message":"best"}`,
    `{"ts":"${NOW}","level":"INFO","msg":"best","emitter":"json","body":"b","n":1,"msg_raw":"m"}`,
  ],
  [
    "writes a message that is no text without blanks, and its numbers as they are",
    `{"ts":"${NOW}","level":"info","body": { "a" : [ 1.50, "john@example.com" ] } }`,
    `{"ts":"${NOW}","level":"INFO","msg":"{\\"a\\":[1.50,\\"j***@example.com\\"]}","emitter":"json"}`,
  ],
  [
    "takes a record's own scenario when the request names none",
    `{"ts":"${NOW}","level":"info","msg":"x","scenario_id":"run-1"}`,
    `{"ts":"${NOW}","level":"INFO","msg":"x","emitter":"json","scenario_id":"run-1"}`,
  ],
  [
    "reads an ECS level and leaves it in place",
    `{"ts":"${NOW}","message":"x","log":{"level":"warn"}}`,
    `{"ts":"${NOW}","level":"WARN","msg":"x","emitter":"json","log":{"level":"warn"}}`,
  ],
  [
    "keeps __proto__ as a field and touches no prototype",
    `{"ts":"${NOW}","level":"info","msg":"x","__proto__":{"level":"ERROR"}}`,
    `{"ts":"${NOW}","level":"INFO","msg":"x","emitter":"json","__proto__":{"level":"ERROR"}}`,
  ],
];

for (const [title, given, line] of TABLE) {
  Deno.test(`a record ${title}`, async () => assert.equal(await storeLine(given), line));
}

Deno.test("what is missing is counted apart from what is unreadable, and each level", async () => {
  const raw = [{}, { ts: "soon" }, { level: "loud" }, { ts: NOW, level: "error" }];
  assert.deepEqual((await storeBody(JSON.stringify(raw))).counts, {
    missing_ts: 2,
    unreadable_ts: 1,
    missing_level: 2,
    unreadable_level: 1,
    replaced: 0,
    levels: { DEBUG: 0, INFO: 3, WARN: 0, ERROR: 1 },
  });
});

Deno.test("no field of any JSON object is dropped", async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (raw) => {
      const record = JSON.parse(await storeLine(JSON.stringify(raw), { kinds: [] }));
      const kept = new Set(Object.values(record).map((value) => JSON.stringify(value)));
      for (const [key, value] of Object.entries(raw)) {
        if (value === null || value === "" || ["ts", "level"].includes(key)) continue;
        const text = JSON.stringify(value);
        assert.ok(kept.has(text) || record.msg === text || record.msg === value, key);
      }
    }),
  );
});

Deno.test("a record is an object, nested to a bound", async () => {
  const transcribe = createTranscribe({ kinds: PII_KINDS, keepFields: [], ...bounds });
  const invalid = async (json: string) => {
    const batch = await transcribe("json", encoder.encode(json), origins[0]!, NOW_MS);
    return batch.ok
      ? []
      : batch.failure.kind === "invalid_records" && batch.failure.invalid_indices;
  };
  const nested = (levels: number) => '{"a":'.repeat(levels - 1) + "{}" + "}".repeat(levels - 1);
  assert.deepEqual(await invalid('[{},null,1,"x",true,[],[{}],{}]'), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(await invalid(nested(RECORD_DEPTH_MAX)), []);
  assert.deepEqual(await invalid(nested(RECORD_DEPTH_MAX + 1)), [0]);
  assert.deepEqual(await invalid(`[{},${nested(100_000)}]`), [1]);
});
