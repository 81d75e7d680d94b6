import assert from "node:assert/strict";
import { z } from "zod";
import { defineEmitter } from "../../emitters/mod.ts";
import type { EmitterSource } from "./resolve_emitter.ts";
import { parseScenario } from "./scenario.ts";
import { describeProblem, PROBLEMS_MAX } from "./scenario_problem.ts";
import { BAD_SCENARIOS } from "../testing/bad_scenarios.ts";

const counter = defineEmitter({
  type: "counter",
  summary: "Counts",
  config: z.strictObject({
    prefix: z.string().default("n"),
    ratio: z.number().min(0).max(1).default(0),
  }),
  create() {
    let seq = 0;
    return {
      next: () => ({ seq: ++seq, level: "INFO", text: "1", planted: [] }),
      batch: () => ({ contentType: "text/plain", body: "" }),
    };
  },
});

const source: EmitterSource = {
  types: ["counter", "syslog"],
  byType: (type) => type === "counter" ? counter : undefined,
  load: (specifier) =>
    Promise.resolve(specifier === "./counter.ts" ? counter : { reason: "there is no such file" }),
  readText: () => Promise.resolve({ reason: "there is no such file" }),
};

const parse = (text: string) => parseScenario(text, "bad.yaml", source);

Deno.test("parseScenario() fills in what a short scenario leaves out", async () => {
  const result = await parse(`
name: short
duration_sec: 10
emitters: [{ name: counter, eps: 5 }]
`);
  assert.ok(result.ok);
  const { emitters: [emitter], seed, sending, ...rest } = result.scenario;
  assert.deepEqual(rest, { name: "short", description: "", durationSec: 10, expect: {} });
  assert.equal(seed, undefined);
  assert.equal(sending.in_flight_max, 64);
  assert.equal(emitter?.label, "counter");
  assert.deepEqual(emitter.levels, { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 });
  assert.equal(emitter.curve.count, 50);
  assert.equal(emitter.batchSize, 50);
});

Deno.test("parseScenario() takes labels, plugins and all of a schedule", async () => {
  const result = await parse(`
name: full
description: All of it
duration_sec: 60
seed: abc
emitters:
  - plugin: ./counter.ts
    label: left
    eps: 10
    args: { prefix: x }
    levels: { ERROR: 1 }
    schedule: { start_after_sec: 5, stop_after_sec: 25, ramp_up_sec: 2, jitter_pct: 0.1 }
  - name: counter
    schedule:
      steps: [{ duration_sec: 10, eps: 1 }, { duration_sec: 5, eps: 3, ramp_sec: 1 }]
      repeat: { every_sec: 20, times: 2 }
sending: { in_flight_max: 2 }
expect:
  lost_max: 0
  level_share: { ERROR: { min: 0.1 } }
  planted_pii_in_clear_max: { email: 0 }
  metrics: [{ name: logops_ingested_total, labels: { emitter: left }, increase: accepted }]
`);
  assert.ok(result.ok, JSON.stringify(result));
  const { emitters, sending, expect } = result.scenario;
  assert.deepEqual(emitters.map(({ label }) => label), ["left", "counter"]);
  assert.deepEqual(emitters[0]?.levels, { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 1 });
  assert.equal(emitters[0].jitter, 0.1);
  assert.equal(emitters[0].curve.count, 190);
  assert.equal(emitters[1]?.curve.count, 2 * (10 + 2 + 12));
  assert.equal(sending.in_flight_max, 2);
  assert.equal(sending.attempts_max, 5);
  assert.deepEqual(expect.planted_pii_in_clear_max, { email: 0 });
});

for (const [what, text, wanted] of BAD_SCENARIOS) {
  Deno.test(`parseScenario() reports ${what}`, async () => {
    const result = await parse(text);
    assert.ok(!result.ok, "it must be refused");
    assert.equal(describeProblem(result.problems[0]!), `Cannot read scenario bad.yaml:${wanted}`);
  });
}

Deno.test("parseScenario() reports all problems at once, in order of place", async () => {
  const result = await parse(
    `name: bad\nduration_sec: 30\nemitters:\n  - name: counter\n    eps: -1\n    batch_size: 0\n    x: 1\n`,
  );
  assert.ok(!result.ok);
  assert.deepEqual(result.problems.map(({ line }) => line), [5, 6, 7]);
});

Deno.test("parseScenario() reports types and args beside what the schema finds", async () => {
  const result = await parse(`name: bad
duration_sec: 30
emitters:
  - name: counter
    epz: 5
    args: { prefx: a }
  - name: countr
    eps: -3
  - 7
expct: {}
`);
  assert.ok(!result.ok);
  assert.deepEqual(result.problems.map(({ line, message }) => `${line} ${message}`), [
    "5 unknown key 'epz'",
    "6 unknown key 'prefx'",
    "7 'name' is not a known emitter type: current value is \"countr\"",
    "8 'eps' must be at least 0.1: current value is -3",
    "9 item 3 of 'emitters' must be a mapping of keys to values: current value is 7",
    "10 unknown key 'expct'",
  ]);
});

Deno.test("parseScenario() refuses aliases that multiply", async () => {
  const bomb = "a: &a [1,1,1,1,1,1,1,1,1]\n" +
    "bcdefg".split("").map((key, i) => {
      const before = "abcdefg"[i];
      return `${key}: &${key} [${Array(9).fill(`*${before}`).join(",")}]\n`;
    }).join("");
  const result = await parse(bomb);
  assert.ok(!result.ok);
  assert.match(result.problems[0]!.message, /^not valid YAML: Excessive alias count/);
});

Deno.test("parseScenario() reports so many problems, and how many more there are", async () => {
  for (const text of ['"'.repeat(2_000), `emitters: [${"{x: 1},".repeat(2_000)}]`]) {
    const result = await parse(text);
    assert.ok(!result.ok);
    assert.ok(result.problems.length <= PROBLEMS_MAX + 1, `${result.problems.length}`);
  }
  const result = await parse('"'.repeat(2_000));
  assert.ok(!result.ok);
  assert.match(result.problems.at(-1)!.message, /^and \d{3,4} more problems$/);
});

Deno.test("describeProblem() gives a terminal no control characters of the file", async () => {
  const escape = "\\e[2J\\x9b31m\\u202e";
  const texts = [
    `"na${escape}me": 1`,
    `name: "a${escape}"`,
    `name: a\nduration_sec: 1\nemitters: [{ plugin: "${escape}.ts", eps: 1 }]`,
    `name: a\nduration_sec: 1\ndescription: "${escape}"\nemitters: [{ name: counter, eps: 1 }]`,
    `a: &x 1\nb: *\x1b[2J`,
  ];
  for (const text of texts) {
    const result = await parse(text);
    assert.ok(!result.ok, text);
    for (const problem of result.problems) {
      assert.doesNotMatch(describeProblem(problem), /[\p{Cc}\u202e]/u, text);
    }
  }
});
