import assert from "node:assert/strict";
import { join } from "node:path";
import { parseJournalFileName } from "../../contract/mod.ts";
import { createRandom, type EmittedRecord, type Emitter } from "../../emitters/mod.ts";
import { EmitterLedger, type Fate } from "../drive/mod.ts";
import { searchUnnumbered } from "./planted_search.ts";
import type { StoredLine } from "./stored_lines.ts";
import { tiny } from "../testing/tiny_emitter.ts";
import { journalStore } from "./store.ts";
import { verifyDelivery, type VerifySource } from "./verify.ts";

const STARTED_MS = Date.UTC(2026, 4, 1, 10);
const RUN = "test-r1";

function create(): Emitter {
  const levels = { DEBUG: 0, INFO: 1, WARN: 0, ERROR: 0 };
  return tiny.create({}, { random: createRandom(1), scenarioId: RUN, levels });
}

/**
 * A run of `count` records in batches of ten, one after another; `fates` are exceptions, and
 * `redelivered` says of which record another is the second delivery.
 */
function sent(
  count: number,
  fates: Readonly<Record<number, Fate>> = {},
  redelivered: Readonly<Record<number, number>> = {},
) {
  const ledger = new EmitterLedger();
  const emitter = create();
  const records: EmittedRecord[] = [];
  for (let i = 0; i < count; i++) {
    const first = redelivered[i + 1];
    const record = emitter.next(STARTED_MS + i);
    records.push(first === undefined ? record : { ...record, redeliveryOf: first });
    ledger.add(records[i]!, STARTED_MS + i);
  }
  let tick = 0;
  for (let from = 0; from < count; from += 10) {
    const batch = records.slice(from, from + 10);
    const number = ledger.send(batch, ++tick);
    ledger.settle(batch, "accepted");
    ledger.accept(number, ++tick);
  }
  for (const [seq, fate] of Object.entries(fates)) {
    ledger.settle([records[Number(seq) - 1]!], fate);
  }
  const source: VerifySource = {
    scenarioId: RUN,
    startedMs: STARTED_MS,
    ledgers: new Map([["tiny", ledger]]),
    recreate: create,
  };
  return { records, source };
}

/** The record as a gateway stores it. */
function stored({ text, level }: EmittedRecord, change: Record<string, unknown> = {}): string {
  const { ts, msg, seq, scenario_id } = JSON.parse(text);
  const masked = msg.replace(/user(\d+)@/, "u***@");
  return JSON.stringify({ ts, level, msg: masked, emitter: "tiny", scenario_id, seq, ...change });
}

async function verify(
  source: VerifySource,
  files: Readonly<Record<string, readonly string[]>>,
  tail = "\n",
) {
  const dir = await Deno.makeTempDir({ prefix: "logops-verify-" });
  try {
    for (const [name, lines] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, name), lines.join("\n") + tail);
    }
    return await verifyDelivery(source, journalStore(dir));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const CLEAN = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0 };

function harm({ lost, duplicated, reordered, corrupted }: typeof CLEAN): typeof CLEAN {
  return { lost, duplicated, reordered, corrupted };
}

Deno.test("verifyDelivery() finds nothing where all is well", async () => {
  const { records, source } = sent(1000);
  const { total, files, lines, strays } = await verify(source, {
    "20260501.ndjson": records.map((record) => stored(record)),
  });
  assert.deepEqual(harm(total), CLEAN);
  assert.deepEqual([total.accepted, total.delivered, strays], [1000, 1000, 0]);
  assert.deepEqual([files, lines, total.piiPlanted], [1, 1000, 1000]);
  assert.deepEqual(total.piiInClear, {});
});

Deno.test("verifyDelivery() reads on over files, and passes over other runs and other days", async () => {
  const { records, source } = sent(100);
  const lines = records.map((record) => stored(record));
  const { total, files, lines: read } = await verify(source, {
    "20260430.ndjson": lines,
    "2026050110.ndjson": [...lines.slice(0, 40), stored(records[0]!, { scenario_id: "test-r2" })],
    "2026050111.ndjson": [...lines.slice(40), `{"scenario_id":"other","msg":"of ${RUN}"}`, "x"],
    "20260501.torn": lines,
    "notes.txt": lines,
  });
  assert.equal(files, 2);
  assert.equal(read, 103);
  assert.equal(total.delivered, 100);
  // The line that only speaks of the run is no record at all, and so cannot be another run's.
  assert.deepEqual(harm(total), { ...CLEAN, corrupted: 1 });
});

Deno.test("verifyDelivery() tells by the ledger what is lost, not by the highest number", async () => {
  const { records, source } = sent(100, { 98: "rejected", 99: "unanswered", 100: "unsent" });
  const kept = records.slice(0, 96).filter(({ seq }) => seq !== 7);
  const { total } = await verify(source, {
    "20260501.ndjson": kept.map((record) => stored(record)),
  });
  assert.deepEqual(harm(total), { ...CLEAN, lost: 2 });
  assert.deepEqual([total.accepted, total.delivered, total.unanswered], [97, 95, 1]);
});

Deno.test("verifyDelivery() tells what is stored though nobody said so", async () => {
  const { records, source } = sent(30, { 5: "rejected", 6: "unanswered", 7: "unsent" });
  const { total } = await verify(source, {
    "20260501.ndjson": records.map((record) => stored(record)),
  });
  assert.equal(total.rejectedButStored, 1);
  assert.deepEqual([total.unanswered, total.unansweredButStored], [1, 1]);
  assert.deepEqual(harm(total), { ...CLEAN, corrupted: 1 }, "what was never sent is stored");
});

Deno.test("verifyDelivery() counts copies, disorder and damage", async () => {
  const { records, source } = sent(40);
  const lines = records.map((record) => stored(record));
  lines[3] = stored(records[3]!, { msg: "order 4 of u***@example.com took 7 ns" });
  lines[5] = stored(records[5]!, { level: "DEBUG" });
  lines[8] = "{" + lines[8]!;
  const order = [...lines.slice(0, 9), lines[2]!, lines[2]!, ...lines.slice(20, 30)];
  order.push(...lines.slice(10, 20), ...lines.slice(30));
  order.push(stored(records[0]!, { seq: 41 }), stored(records[0]!, { emitter: "tony" }));
  const { total, strays } = await verify(source, { "20260501.ndjson": order });
  assert.deepEqual(harm(total), {
    lost: 2, // 9, which cannot be read, and 10
    duplicated: 2,
    reordered: 10,
    corrupted: 5, // 4, 6, the line of 9, number 41, the emitter `tony`
  });
  assert.equal(strays, 2);
  assert.equal(total.delivered, 36);
});

Deno.test("verifyDelivery() compares records that come back to front and in two workers", async () => {
  const { records, source } = sent(60);
  const lines = records.map((record) => stored(record));
  const { total } = await verify(source, {
    "20260501.w1.ndjson": lines.slice(30),
    "20260501.w2.ndjson": lines.slice(0, 30),
  });
  assert.deepEqual(harm(total), CLEAN);
  const { total: backwards } = await verify(source, { "20260501.ndjson": lines.toReversed() });
  assert.deepEqual(harm(backwards), { ...CLEAN, reordered: 59 });
});

Deno.test("verifyDelivery() finds planted values that were not masked", async () => {
  const { records, source } = sent(20);
  const lines = records.map((record) => stored(record));
  const clear = JSON.parse(records[4]!.text).msg;
  lines[4] = stored(records[4]!, { msg: clear });
  lines[6] = stored(records[6]!, { note: `x${records[6]!.planted[0]!.value}x` });
  const { total } = await verify(source, { "20260501.ndjson": lines });
  assert.deepEqual(total.piiInClear, { email: 1 });
  assert.equal(total.piiPlanted, 20);
});

Deno.test("verifyDelivery() takes no line that is still being written for a record", async () => {
  const { records, source } = sent(10);
  const lines = records.map((record) => stored(record));
  const { total } = await verify(source, { "20260501.ndjson": lines }, "");
  assert.deepEqual(harm(total), { ...CLEAN, lost: 1 });
});

Deno.test("verifyDelivery() reads lines that are longer than what is read at once", async () => {
  const { records, source } = sent(10);
  const lines = records.map((record) => stored(record, { note: "ä".repeat(200_000) }));
  const { total } = await verify(source, { "20260501.ndjson": lines });
  assert.deepEqual(harm(total), CLEAN);
  assert.equal(total.delivered, 10);
});

Deno.test("verifyDelivery() takes no redelivery that was left out for lost", async () => {
  const { records, source } = sent(20, {}, { 11: 1, 12: 2, 13: 3, 14: 4 });
  const missing = new Set([11, 12, 3, 13]);
  const { total } = await verify(source, {
    "20260501.ndjson": records.filter(({ seq }) => !missing.has(seq)).map((one) => stored(one)),
  });
  assert.deepEqual([total.redelivered, total.deduplicated], [4, 2]);
  assert.deepEqual(harm(total), { ...CLEAN, lost: 2 }, "3, and its second delivery");
});

Deno.test("verifyDelivery() counts where records carry no numbers", async () => {
  const { records, source } = sent(20);
  const lines = records.map((record) => stored(record, { seq: undefined }));
  const { total: whole } = await verify(source, { "20260501.ndjson": lines });
  assert.deepEqual([harm(whole), whole.delivered, whole.unnumbered], [CLEAN, 20, 20]);
  const { total: short } = await verify(source, { "20260501.ndjson": lines.slice(3) });
  assert.deepEqual([harm(short), short.delivered], [{ ...CLEAN, lost: 3 }, 17]);
  const { total: long } = await verify(source, { "20260501.ndjson": [...lines, lines[0]!] });
  assert.deepEqual([harm(long), long.delivered], [{ ...CLEAN, duplicated: 1 }, 20]);
});

Deno.test("verifyDelivery() takes one number that is gone for damage", async () => {
  const { records, source } = sent(20);
  const lines = records.map((record) => stored(record, record.seq === 7 ? { seq: "?" } : {}));
  const { total } = await verify(source, { "20260501.ndjson": lines });
  assert.deepEqual(harm(total), { ...CLEAN, lost: 1, corrupted: 1 });
});

Deno.test("verifyDelivery() looks for planted values in lines that carry no numbers", async () => {
  const { records, source } = sent(20, { 20: "unsent" });
  const clear = (record: EmittedRecord) => JSON.parse(record.text).msg;
  const lines = records.slice(0, 19).map((record) =>
    stored(record, { seq: undefined, ...(record.seq > 12 ? { msg: clear(record) } : {}) })
  );
  const { total, examples } = await verify(source, { "20260501.ndjson": lines.toReversed() });
  assert.deepEqual([total.piiInClear, total.piiPlanted], [{ email: 7 }, 19]);
  assert.deepEqual([total.compared, total.unnumbered], [0, 19]);
  assert.deepEqual(examples[0], {
    finding: "in clear",
    emitter: "tiny",
    file: "20260501.ndjson",
    line: 1,
    what: "email",
  });
  assert.equal(examples.length, 3);
});

Deno.test("searchUnnumbered() finds the same in small blocks as in one", async () => {
  const { records, source } = sent(50);
  const ledger = source.ledgers.get("tiny")!;
  const sender = {
    label: "tiny",
    ledger,
    create,
    *recreate() {
      const emitter = create();
      for (const tsMs of ledger.times()) yield emitter.next(tsMs);
    },
  };
  const file = parseJournalFileName("20260501.ndjson")!;
  async function* lines(): AsyncGenerator<StoredLine> {
    for (const { seq, text } of records) if (seq % 2 === 0) yield { file, text, number: seq };
  }
  const whole = await searchUnnumbered(sender, lines);
  assert.deepEqual(whole, await searchUnnumbered(sender, lines, 7));
  assert.deepEqual([whole.inClear, whole.planted], [{ email: 25 }, 50]);
});

Deno.test("verifyDelivery() says of each finding where it is and what differs", async () => {
  const { records, source } = sent(40);
  const lines = records.map((record) => stored(record));
  lines[4] = stored(records[4]!, { level: "DEBUG" });
  lines[5] = stored(records[5]!, { msg: "order 8 of u***@example.com took 7 ms" });
  lines[6] = stored(records[6]!, { msg: JSON.parse(records[6]!.text).msg });
  lines.splice(20, 6, lines[19]!, "{" + lines[20]!, stored(records[0]!, { seq: 99 }));
  const { examples } = await verify(source, { "20260501.ndjson": lines });
  const tiny = { emitter: "tiny", file: "20260501.ndjson" };
  const sentLevel = records[4]!.level;
  assert.deepEqual(examples.map((one) => ({ ...one, what: one.what ?? "" })), [
    { finding: "lost", emitter: "tiny", seq: 21, what: "" },
    { finding: "lost", emitter: "tiny", seq: 22, what: "" },
    { finding: "lost", emitter: "tiny", seq: 23, what: "" },
    { finding: "duplicated", ...tiny, seq: 20, line: 21, what: "" },
    { finding: "corrupted", file: tiny.file, line: 22, what: "no valid record" },
    {
      finding: "corrupted",
      ...tiny,
      seq: 5,
      line: 5,
      what: `level: sent ${sentLevel}, stored DEBUG`,
    },
    {
      finding: "corrupted",
      ...tiny,
      seq: 6,
      line: 6,
      what: "msg at character 7: sent 6, stored 8",
    },
    { finding: "in clear", ...tiny, seq: 7, line: 7, what: "email" },
  ]);
});

Deno.test("verifyDelivery() names an emitter that makes other records the second time", async () => {
  const { records, source } = sent(20);
  const lines = records.map((record) => stored(record));
  const { unrepeatable } = await verify(source, { "20260501.ndjson": lines });
  assert.deepEqual(unrepeatable, []);
  const levels = { DEBUG: 0, INFO: 1, WARN: 0, ERROR: 0 };
  const other = () => tiny.create({}, { random: createRandom(2), scenarioId: RUN, levels });
  const astray = await verify({ ...source, recreate: other }, { "20260501.ndjson": lines });
  assert.deepEqual(astray.unrepeatable, ["tiny"]);
});
