import assert from "node:assert/strict";
import fc from "fast-check";
import { begunBatchStart, markAtEnd, markedLineEnds } from "./mark.ts";
import { markedLines } from "./testing/marked_lines.ts";

const ID = "07".repeat(16);
const MARK = { id: ID, body: "9-x", receipt: { accepted: 3, ts: "2026-12-01T00:00:00.000Z" } };
const encode = (text: string) => new TextEncoder().encode(text);

/** Records as the gateway stores them; some have what looks like a mark further inside. */
const record = fc.constantFrom(
  '{"ts":"x","msg":"plain"}\n',
  '{"ts":"x","msg":"é🌍"}\n',
  `{"ts":"x","msg":"m","a":{"x":1,"_batch":{"id":"${ID}","records":9}}}\n`,
  `{"ts":"x","msg":"m","a":{"x":1,"_batch":{"id":"${ID}","body":"b","receipt":{}}}}\n`,
  '{"ts":"x","msg":",\\"_batch\\":{\\"id\\":\\"x\\"}}"}\n',
  '{"ts":"x","_batch_raw":{"id":"x"}}\n',
);
const batch = fc.tuple(fc.array(record, { minLength: 1, maxLength: 6 }), fc.boolean());
const linesOf = ([records, isKeyed]: [string[], boolean]) =>
  isKeyed ? markedLines(records.join(""), records.length, MARK) : records.join("");

Deno.test("markedLines() keeps records what they are; markAtEnd() finds the mark, and only a mark", () => {
  fc.assert(fc.property(fc.array(record, { minLength: 1, maxLength: 6 }), (records) => {
    const lines = markedLines(records.join(""), records.length, MARK);
    assert.deepEqual(markAtEnd(encode(lines)), MARK);
    assert.equal(markAtEnd(encode(records.join(""))), undefined);
    const parsed = lines.trimEnd().split("\n").map((line) => JSON.parse(line));
    for (const each of parsed) delete each._batch;
    assert.deepEqual(parsed, records.map((line) => JSON.parse(line)));
  }));
});

Deno.test("begunBatchStart() says where a batch begins that was cut short, for any cut", () => {
  const cut = fc.tuple(fc.array(batch, { minLength: 1, maxLength: 5 }), fc.nat());
  fc.assert(fc.property(cut, ([batches, seed]) => {
    const all = batches.map(linesOf);
    const text = all.join("");
    const lines = text.split("\n").length - 1;
    const kept = text.split("\n").slice(0, seed % (lines + 1)).map((line) => `${line}\n`).join("");
    const start = begunBatchStart(encode(kept));
    let at = 0;
    let begun = -1;
    for (const [i, each] of all.entries()) {
      const isCut = at < kept.length && kept.length < at + each.length;
      if (isCut && batches[i]![1]) begun = encode(text.slice(0, at)).length;
      at += each.length;
    }
    assert.equal(start ?? -1, begun);
  }));
});

Deno.test("markedLineEnds() names the lines that may have a mark, as far as they are whole", () => {
  const lines = markedLines('{"a":1}\n{"b":2}\n{"c":3}\n', 3, MARK);
  const [first, second, third] = lines.split("\n").map((line) => line.length + 1);
  const bytes = encode(lines);
  assert.deepEqual([...markedLineEnds(bytes)], [first, first! + second! + third!]);
  assert.deepEqual([...markedLineEnds(bytes.subarray(0, -1))], [first]);
});
