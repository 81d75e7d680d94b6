import assert from "node:assert/strict";
import fc from "fast-check";
import { SEQUENCE_SD_ID, sequenceOf } from "./sequence.ts";

const sequence = fc.integer({ min: 0, max: 999_999_999_999_999 });

Deno.test("sequenceOf() finds the number where each format keeps it", () => {
  fc.assert(fc.property(sequence, (seq) => {
    assert.equal(sequenceOf({ seq }), seq);
    assert.equal(sequenceOf({ seq: String(seq) }), seq);
    assert.equal(
      sequenceOf({ msg: "login", structured_data: { [SEQUENCE_SD_ID]: { seq: String(seq) } } }),
      seq,
    );
    assert.equal(sequenceOf({ msg: `Accepted password for root seq=${seq}` }), seq);
  }));
});

Deno.test("sequenceOf() prefers the field, then structured data, then the message", () => {
  const structured_data = { [SEQUENCE_SD_ID]: { seq: "2" } };
  assert.equal(sequenceOf({ seq: 1, structured_data, msg: "x seq=3" }), 1);
  assert.equal(sequenceOf({ structured_data, msg: "x seq=3" }), 2);
  assert.equal(sequenceOf({ structured_data: { other: {} }, msg: "x seq=3" }), 3);
});

Deno.test("sequenceOf() is undefined where no sender counted", () => {
  const records: Record<string, unknown>[] = [
    {},
    { seq: -1 },
    { seq: 1.5 },
    { seq: NaN },
    { seq: 2 ** 53 },
    { seq: "" },
    { seq: "7a" },
    { seq: "1".repeat(16) },
    { seq: null },
    { seq: [7] },
    { msg: "seq=7" },
    { msg: "x seq=7 and more" },
    { msg: "x seq=7\n" },
    { msg: "x SEQ=7" },
    { msg: 7 },
    { structured_data: null },
    { structured_data: "seq=7" },
    { structured_data: { [SEQUENCE_SD_ID]: null } },
    { structured_data: { "logops@1": { seq: "7" } } },
  ];
  for (const record of records) assert.equal(sequenceOf(record), undefined, JSON.stringify(record));
});

Deno.test("sequenceOf() takes any record", () => {
  const record = fc.dictionary(fc.constantFrom("seq", "msg", "structured_data"), fc.jsonValue());
  fc.assert(fc.property(record, (value) => {
    const seq = sequenceOf(value);
    assert.ok(seq === undefined || (Number.isSafeInteger(seq) && seq >= 0));
  }));
});
