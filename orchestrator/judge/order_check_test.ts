import assert from "node:assert/strict";
import type { EmittedRecord } from "../../emitters/mod.ts";
import { EmitterLedger } from "../drive/mod.ts";
import { OrderCheck } from "./order_check.ts";

interface Sent {
  readonly seqs: readonly number[];
  readonly sentTick: number;
  readonly acceptedTick?: number;
}

function ledgerOf(batches: readonly Sent[]): EmitterLedger {
  const ledger = new EmitterLedger();
  const record = (seq: number): EmittedRecord => ({ seq, level: "INFO", text: "", planted: [] });
  const last = Math.max(...batches.flatMap(({ seqs }) => seqs));
  for (let seq = 1; seq <= last; seq++) ledger.add(record(seq), 0);
  for (const { seqs, sentTick, acceptedTick } of batches) {
    const batch = ledger.send(seqs.map(record), sentTick);
    if (acceptedTick !== undefined) ledger.accept(batch, acceptedTick);
  }
  return ledger;
}

/** Numbers that are late when records are stored in the order `stored`. */
function lateOf(batches: readonly Sent[], stored: readonly number[], worker = 0): number[] {
  const check = new OrderCheck(ledgerOf(batches));
  return stored.filter((seq) => check.isLate(seq, false, worker));
}

const oneByOne: Sent[] = [
  { seqs: [1, 2, 3], sentTick: 1, acceptedTick: 2 },
  { seqs: [4, 5, 6], sentTick: 3, acceptedTick: 4 },
];
const together: Sent[] = [
  { seqs: [1, 2, 3], sentTick: 1, acceptedTick: 3 },
  { seqs: [4, 5, 6], sentTick: 2, acceptedTick: 4 },
];

for (
  const [what, batches, stored, late] of [
    ["in order", oneByOne, [1, 2, 3, 4, 5, 6], []],
    ["two that changed places", oneByOne, [2, 1, 3, 4, 5, 6], [1]],
    ["a request backwards", oneByOne, [3, 2, 1, 4, 5, 6], [2, 1]],
    ["requests one after the other, stored the other way round", oneByOne, [4, 5, 6, 1, 2, 3], [
      1,
      2,
      3,
    ]],
    ["one record of an earlier request", oneByOne, [1, 3, 4, 2, 5, 6], [2]],
    ["requests at one time have no order", together, [4, 1, 5, 2, 6, 3], []],
    ["… but each has its own", together, [4, 2, 5, 1, 6, 3], [1]],
    ["a copy is no second chance to be late", oneByOne, [1, 2, 3, 4, 5, 6, 1, 2], []],
    ["what is missing is not late", oneByOne, [2, 5], []],
    [
      "without an acknowledgement nothing is certain",
      [{ seqs: [1, 2], sentTick: 1 }, { seqs: [3, 4], sentTick: 2, acceptedTick: 3 }],
      [3, 4, 1, 2],
      [],
    ],
  ] as [string, Sent[], number[], number[]][]
) {
  Deno.test(`OrderCheck ${what}`, () => assert.deepEqual(lateOf(batches, stored), late));
}

Deno.test("OrderCheck knows no order between the files of two workers", () => {
  const check = new OrderCheck(ledgerOf(oneByOne));
  assert.equal([4, 5, 6].some((seq) => check.isLate(seq, false, 1)), false);
  assert.equal([1, 2, 3].some((seq) => check.isLate(seq, false, 2)), false);
});

Deno.test("OrderCheck passes over records that were sent alone", () => {
  const check = new OrderCheck(ledgerOf(oneByOne));
  assert.equal(check.isLate(5, false, 0), false);
  assert.equal(check.isLate(2, true, 0), false);
});
