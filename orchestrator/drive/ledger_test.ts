import assert from "node:assert/strict";
import type { EmittedRecord } from "../../emitters/mod.ts";
import { EmitterLedger, type RecordEntry } from "./ledger.ts";

function record(seq: number, rest: Partial<EmittedRecord> = {}): EmittedRecord {
  return { seq, level: "INFO", text: "", planted: [], ...rest };
}

Deno.test("EmitterLedger keeps fate, level, solitude and defect of each record", () => {
  const ledger = new EmitterLedger();
  const request = { contentType: "text/plain", body: "" };
  const defect = { class: "bad_utf8", outcome: "refused" } as const;
  const records = [
    record(1, { level: "DEBUG" }),
    record(2, { level: "ERROR", defect, request }),
    record(3, { level: "WARN", defect: { class: "bad_ts", outcome: "repaired" } }),
    record(4),
  ];
  records.forEach((one, i) => ledger.add(one, 1000 + i));
  const batch = ledger.send([records[0]!, records[2]!], 1);
  ledger.settle([records[0]!, records[2]!], "accepted");
  ledger.accept(batch, 2);
  ledger.settle([records[1]!], "rejected");
  const plain: RecordEntry = { fate: "accepted", level: "DEBUG", isAlone: false, hasDefect: false };
  assert.deepEqual([1, 2, 3, 4].map((seq) => ledger.entry(seq)), [
    plain,
    { fate: "rejected", level: "ERROR", isAlone: true, hasDefect: true },
    { ...plain, level: "WARN", hasDefect: true },
    { ...plain, fate: "unsent", level: "INFO" },
  ]);
  assert.equal(ledger.entry(0), undefined);
  assert.equal(ledger.entry(5), undefined);
  assert.deepEqual(ledger.batch(0), { firstSeq: 1, lastSeq: 3, sentTick: 1, acceptedTick: 2 });
  assert.deepEqual([...ledger.times()], [1000, 1001, 1002, 1003]);
  assert.deepEqual((["accepted", "rejected", "unsent"] as const).map((f) => ledger.count(f)), [
    2,
    1,
    1,
  ]);
});

Deno.test("EmitterLedger refuses an emitter that does not count", () => {
  const ledger = new EmitterLedger();
  ledger.add(record(1), 0);
  assert.throws(() => ledger.add(record(1), 0), /must count from 1: after 1 came 1/);
  assert.throws(() => ledger.add(record(3), 0), /after 1 came 3/);
});
