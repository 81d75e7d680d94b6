/** What `docs/scenarios.md` says of options, keys and logs is so. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { createCurve } from "../plan/mod.ts";
import { endLine, secondLine, startLine } from "../report/mod.ts";
import { ScenarioFields } from "./scenario_schema.ts";
import { sampleReport } from "../testing/sample_report.ts";

const page = await Deno.readTextFile(new URL("../../docs/scenarios.md", import.meta.url));

Deno.test("docs/scenarios.md has each option of the command, and no other", async () => {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-P=scenario", "orchestrator/scenario_cli.ts", "--help"],
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
  }).output();
  const options = (text: string) => [...new Set(text.match(/(?<=^ +)--[a-z-]+/gm))].sort();
  const help = options(new TextDecoder().decode(stdout));
  const documented = [...page.matchAll(/^\| `(--[a-z-]+)/gm)].map(([, option]) => option!);
  assert.deepEqual(documented.sort(), help);
});

/** Names of all keys that a scenario may have, at any depth. */
function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, field]) => [key, ...keysOf(field)]);
  }
  if (schema instanceof z.ZodArray) return keysOf(schema.element as z.ZodType);
  if (schema instanceof z.ZodRecord) return keysOf(schema.valueType as z.ZodType);
  if (
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return keysOf(schema.def.innerType as z.ZodType);
  }
  return [];
}

Deno.test("docs/scenarios.md names each key of a scenario", () => {
  const missing = [...new Set(keysOf(ScenarioFields))]
    .filter((key) => !new RegExp(`\\b${key}\\b`).test(page));
  assert.deepEqual(missing, []);
});

Deno.test("docs/scenarios.md shows the log as it is", () => {
  const curve = createCurve([]);
  const emitter = {
    ...{ label: "json", type: "json", records: 1, batchSize: 1 },
    ...{ peakEps: 1, meanEps: 1, activeSec: 1, curve },
  };
  const plan = { name: "sample", durationSec: 1, records: 1, emitters: [emitter] };
  const start = startLine({ atMs: 0, scenarioId: "s", url: "u", seed: 1, plan });
  const wanted = [start, secondLine(sampleReport.run, 0)].map((line) => JSON.parse(line));
  const shown = [...page.matchAll(/^\{"event".*$/gm)].map(([line]) => JSON.parse(line));
  assert.deepEqual(shown.map((line) => Object.keys(line)), wanted.map((line) => Object.keys(line)));
  assert.deepEqual(Object.keys(shown[0].emitters.json), Object.keys(wanted[0].emitters.json));
  const end = Object.keys(JSON.parse(endLine(sampleReport)));
  const unnamed = end.filter((key) => !new RegExp(`\\b${key}\\b`).test(page));
  assert.deepEqual(unnamed.filter((key) => !["started_at", "ended_at"].includes(key)), []);
});
