import { deepEqual, equal, ok } from "node:assert/strict";
import { newScenario } from "./new_scenario.ts";
import { sampleFacts } from "./sample_facts.ts";
import { parseScenario } from "./scenario.ts";
import { emitterSource } from "./scenario_files.ts";

const source = emitterSource(Deno.cwd());

/** Lines a tenth of a second apart, of which every fifth is an error. */
const samples: Readonly<Record<string, (i: number) => string>> = {
  json: (i) => `{"ts":"${time(i)}","level":"${i % 5 === 0 ? "error" : "info"}","msg":"x"}`,
  syslog: (i) => `<38>1 ${time(i)} web-1 sshd 812 - - ${i % 5 === 0 ? "error" : "info"}: x`,
  "access-log": (i) =>
    `192.0.2.1 - - [01/May/2026:10:00:${
      String(i).padStart(2, "0")
    } +0000] "GET /${i} HTTP/1.1" 200 12`,
  csv: (i) => `${time(i)},${i % 5 === 0 ? "ERROR" : "INFO"},checkout,x`,
  minimal: (i) => `${time(i)} ${i % 5 === 0 ? "ERROR" : "INFO"} started step ${i}`,
};

function time(i: number): string {
  return new Date(Date.UTC(2026, 4, 1, 10) + i * 100).toISOString();
}

for (const [type, line] of Object.entries(samples)) {
  Deno.test(`newScenario() of a sample of ${type} is a scenario of that type, rate and levels`, async () => {
    const facts = sampleFacts(Array.from({ length: 50 }, (_, i) => line(i)).join("\n"));
    equal(facts.emitter, type);
    const text = newScenario("mine", facts);
    const read = await parseScenario(text, "mine.yaml", source);
    ok(read.ok, read.ok ? "" : JSON.stringify(read.problems) + text);
    const [emitter] = read.scenario.emitters;
    equal(emitter!.plugin.type, type);
    equal(facts.eps, type === "access-log" ? 1 : 10);
    if (type !== "access-log") deepEqual(facts.levels, { DEBUG: 0, INFO: 40, WARN: 0, ERROR: 10 });
  });
}

Deno.test("newScenario() without a sample is a scenario, and explains itself", async () => {
  const text = newScenario("mine");
  ok((await parseScenario(text, "mine.yaml", source)).ok);
  ok(text.split("\n").filter((line) => line.includes("#")).length >= 10);
});

Deno.test("newScenario() copies no text of a sample", () => {
  const secret = "hunter2-and-more";
  const text = newScenario("mine", sampleFacts(`{"msg":"${secret}"}\n{"msg":"${secret}"}\n`));
  ok(!text.includes(secret));
});

Deno.test("sampleFacts() of nothing, and of what says no time, leaves rate and levels open", () => {
  deepEqual(sampleFacts(""), {
    lines: 0,
    emitter: "minimal",
    because: "lines have no form that an emitter makes",
  });
  const { eps, levels } = sampleFacts("hello\nworld\n");
  deepEqual([eps, levels], [undefined, undefined]);
});
