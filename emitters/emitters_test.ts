/** What holds for every emitter, any seed, settings and level mix. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { LEVELS, sequenceOf } from "../contract/mod.ts";
import { DEFECT_CLASSES, OVERSIZED_BYTES } from "./record/mod.ts";
import { createRandom, type EmittedRecord, type Emitter, emitters } from "./mod.ts";
import { readBody, stringsIn } from "./readers_test.ts";

const LEVEL_MIX = { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 };
const START_MS = Date.UTC(2026, 4, 1, 10);

const FILE = "some.log";
const FILES = new Map([[
  FILE,
  "one\n<11>Jun 14 15:16:01 combo su[7]: two\nJun 14 15:16:02 combo su[7]: three\n",
]]);

/** Every emitter, and settings that change what it is. */
const CASES = emitters.flatMap(({ type }) => {
  const variants: Record<string, readonly Record<string, unknown>[]> = {
    "access-log": [{}, { format: "common" }, { format: "json" }],
    replay: [{ file: FILE }],
    syslog: [{}, { format: "rfc3164" }, { format: "mixed" }],
  };
  return (variants[type] ?? [{}]).map((own) => ({ type, own }));
});
/** Those that draw what they write. */
const DRAWN = CASES.filter(({ type }) => type !== "replay");
/** Whether the text says neither time nor level. */
const isAlwaysPartial = ({ type, own }: Case) => type === "access-log" && own.format !== "json";

type Case = typeof CASES[number];

interface Stream extends Case {
  readonly seed: number;
  readonly args: Record<string, unknown>;
  readonly scenarioId: string;
  readonly stepMs: number;
}

const anyStream = fc.record({
  which: fc.constantFrom(...CASES),
  seed: fc.nat(),
  shares: fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
  pii_ratio: fc.constantFrom(0, 0.3, 1),
  scenarioId: fc.constantFrom("burst-42", 'say "hi", \\ ]', ""),
  stepMs: fc.constantFrom(0, 0.4, 1, 999.5, 86_400_000),
}).map(({ which, shares: [first, second], pii_ratio, ...rest }): Stream => ({
  ...which,
  ...rest,
  args: which.type === "replay" ? {} : { partial_ratio: first / 2, chaos: second / 2, pii_ratio },
}));

Deno.test("next() writes records that their own format's reader reads back", () => {
  fc.assert(
    fc.property(anyStream, (stream) => {
      const { emitter, records } = run(stream, 40);
      for (const [i, record] of records.entries()) {
        assert.equal(record.seq, i + 1);
        assert.ok(LEVELS.includes(record.level));
        assert.doesNotMatch(record.text, /[\r\n]$/);
        const [read, ...more] = readBody(emitter.batch([record]));
        assert.ok(read !== undefined && more.length === 0);
        assert.equal(sequenceOf(read.fields), record.seq);
        if (record.request === undefined) assert.equal(read.level ?? "INFO", record.level);
        const strings = stringsIn(read.fields);
        for (const { value } of record.planted) {
          assert.ok(strings.some((text) => text.includes(value)), `${value} is not in the record`);
        }
      }
    }),
    { numRuns: 150 },
  );
});

Deno.test("batch() keeps every record, in order", () => {
  fc.assert(
    fc.property(anyStream, (stream) => {
      const { emitter, records } = run(stream, 40);
      const whole = records.filter(({ request }) => request === undefined);
      fc.pre(whole.length > 0);
      const read = readBody(emitter.batch(whole));
      assert.deepEqual(
        read.map(({ fields }) => sequenceOf(fields)),
        whole.map(({ seq }) => seq),
      );
    }),
    { numRuns: 40 },
  );
});

Deno.test("next() labels exactly the records that are broken, by the taxonomy", () => {
  const classes = new Map(DEFECT_CLASSES);
  fc.assert(
    fc.property(anyStream, (stream) => {
      for (const { defect, request } of run(stream, 60).records) {
        assert.equal(request !== undefined, defect?.outcome === "refused");
        if (defect === undefined) continue;
        const formats: Readonly<Record<string, string>> =
          classes.get(defect.class as never)?.formats ?? {};
        assert.ok(Object.values(formats).includes(defect.reason ?? "repaired"), defect.class);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("next() of the same seed writes the same bytes, of another seed others", () => {
  fc.assert(
    fc.property(anyStream, (stream) => {
      assert.deepEqual(run(stream, 20).records, run(stream, 20).records);
      if (stream.type === "replay") return;
      assert.notDeepEqual(
        run(stream, 20).records.map(({ text }) => text),
        run({ ...stream, seed: stream.seed + 1 }, 20).records.map(({ text }) => text),
      );
    }),
    { numRuns: 40 },
  );
});

Deno.test("next() draws levels by the mix, whatever the other settings", () => {
  for (const each of DRAWN.filter((one) => !isAlwaysPartial(one))) {
    const { type } = each;
    const stream = { ...each, seed: 5, scenarioId: "mix", stepMs: 1 };
    const levelsOf = (pii_ratio: number) =>
      run({ ...stream, args: { pii_ratio, partial_ratio: 0, chaos: 0 } }, 4000).records
        .map(({ level }) => level);
    const levels = levelsOf(0);
    assert.deepEqual(levels, levelsOf(1));
    for (const level of LEVELS) {
      const share = levels.filter((each) => each === level).length / levels.length;
      assert.ok(Math.abs(share - LEVEL_MIX[level] / 100) < 0.03, `${type}: ${share} ${level}`);
    }
  }
});

Deno.test("next() keeps partial_ratio, chaos and pii_ratio", () => {
  for (const each of DRAWN) {
    const { type } = each;
    const args = { partial_ratio: 0.2, chaos: 0.1, pii_ratio: 0.4 };
    const { records } = run({ ...each, seed: 9, args, scenarioId: "shares", stepMs: 1 }, 4000);
    const share = (wanted: (record: EmittedRecord) => boolean) =>
      records.filter(wanted).length / records.length;
    const partial = share(({ defect }) => defect?.class.startsWith("missing_") === true);
    const broken = share(({ defect }) => defect !== undefined) - partial;
    if (isAlwaysPartial(each)) assert.equal(partial + broken, 1, type);
    else assert.ok(Math.abs(partial - 0.2) < 0.03, `${type}: ${partial} partial`);
    const personal = share(({ planted }) => planted.length > 0);
    assert.ok(Math.abs(broken - 0.1) < 0.03, `${type}: ${broken} broken`);
    assert.ok(Math.abs(personal - 0.4) < 0.03, `${type}: ${personal} personal`);
  }
});

Deno.test("next() plants values that occur once in a run", () => {
  for (const each of DRAWN.filter(({ type }) => type !== "access-log")) {
    const { type } = each;
    const args = { pii_ratio: 1, partial_ratio: 0, chaos: 0 };
    const { records } = run({ ...each, seed: 3, args, scenarioId: "once", stepMs: 1 }, 5000);
    const values = records.flatMap(({ planted, redeliveryOf }) =>
      redeliveryOf !== undefined ? [] : planted.map(({ value }) => value)
    );
    assert.equal(new Set(values).size, values.length, type);
    for (const value of values) assert.ok(value.length >= 11, `${value} is too short`);
  }
});

Deno.test("next() plants every kind, and at every level", () => {
  for (const each of DRAWN.filter(({ type }) => type !== "access-log")) {
    const { type } = each;
    const args = { pii_ratio: 1, partial_ratio: 0, chaos: 0 };
    const { records } = run({ ...each, seed: 4, args, scenarioId: "kinds", stepMs: 1 }, 5000);
    for (const level of LEVELS) {
      const kinds = new Set(
        records.filter((record) => record.level === level)
          .flatMap(({ planted }) => planted.map(({ kind }) => kind)),
      );
      assert.ok(kinds.has("email") && kinds.has("card") && kinds.size >= 6, `${type} ${level}`);
    }
    const kinds = new Set(records.flatMap(({ planted }) => planted.map(({ kind }) => kind)));
    assert.equal(kinds.size, 8, `${type} plants ${[...kinds]}`);
  }
});

Deno.test("request of a refused record is broken as its class says", () => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const seen = new Set<string>();
  for (const each of DRAWN) {
    const { type } = each;
    const args = { partial_ratio: 0, chaos: 1, pii_ratio: 0 };
    const { records } = run({ ...each, seed: 6, args, scenarioId: "bad", stepMs: 1 }, 3000);
    for (const { defect, request } of records) {
      if (request === undefined || defect === undefined) continue;
      seen.add(defect.class);
      const { body, contentType } = request;
      switch (defect.class) {
        case "bad_utf8":
          assert.ok(body instanceof Uint8Array);
          assert.throws(() => decoder.decode(body));
          break;
        case "wrong_content_type":
          assert.equal(contentType, "application/xml");
          break;
        case "oversized":
          assert.ok(body.length >= OVERSIZED_BYTES);
          break;
        case "empty":
          assert.equal(body.length, 0);
          break;
        default:
          assert.throws(() => readBody(request), `${type}: ${defect.class} can be read`);
      }
    }
  }
  const refused = DEFECT_CLASSES
    .filter(([, { formats }]) => Object.values(formats).some((outcome) => outcome !== "repaired"))
    .map(([name]) => name);
  assert.deepEqual([...seen].sort(), refused.sort());
});

Deno.test("config is strict, and has defaults for all but the file to replay", () => {
  for (const { type, own } of CASES) {
    const { config, summary } = emitters.find((each) => each.type === type)!;
    assert.match(type, /^[a-z][a-z-]*$/);
    assert.ok(summary.length > 10 && summary.length < 90, type);
    assert.equal(config.safeParse({}).success, type !== "replay", type);
    assert.ok(config.safeParse(own).success, type);
    assert.ok(!config.safeParse({ ...own, partial: 1 }).success, type);
  }
  for (const { type, own } of DRAWN) {
    const { config } = emitters.find((each) => each.type === type)!;
    const refusal = config.safeParse({ ...own, partial_ratio: 0.6, chaos: 0.6 });
    assert.match(refusal.error?.issues[0]?.message ?? "", /must be at most 1/);
    assert.ok(!config.safeParse({ ...own, pii_ratio: 1.1 }).success, type);
  }
});

function run(
  { type, own, seed, args, scenarioId, stepMs }: Stream,
  count: number,
): { emitter: Emitter; records: EmittedRecord[] } {
  const plugin = emitters.find((each) => each.type === type)!;
  const emitter = plugin.create(plugin.config.parse({ ...own, ...args }), {
    random: createRandom(seed),
    scenarioId,
    levels: LEVEL_MIX,
    files: FILES,
  });
  const records = Array.from({ length: count }, (_, i) => emitter.next(START_MS + i * stepMs));
  return { emitter, records };
}
