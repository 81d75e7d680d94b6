/** Loki, Alloy and Promtail: what they keep, what they read, which labels they make. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { journalFileName, LogRecord, tornFileName } from "../../contract/mod.ts";
import { ROOT } from "../repository.ts";

const LABELS = ["app", "emitter", "job", "level"];
const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

Deno.test("Loki keeps 48 hours, in tsdb by schema v13, with structured metadata", async () => {
  const loki = parse(await read("infra/loki/loki.yml"));
  const [schema] = loki.schema_config.configs;
  assert.deepEqual([schema.store, schema.schema, schema.index.period], ["tsdb", "v13", "24h"]);
  assert.equal(loki.limits_config.allow_structured_metadata, true);
  assert.equal(loki.limits_config.retention_period, "48h");
  assert.equal(loki.compactor.retention_enabled, true);
  assert.ok(loki.compactor.delete_request_store, "retention needs it since Loki 3");
});

Deno.test("Alloy labels records by job, app, emitter and level, and by nothing else", async () => {
  const blocks = alloyBlocks(await read("infra/shipper/config.alloy"));
  const fixed = Object.keys(blocks["local.file_match"]!).filter((key) => LABELS.includes(key));
  const made = Object.keys(blocks["stage.labels"]!).filter((key) => key !== "values");
  assert.deepEqual([...fixed, ...made].sort(), LABELS);
  assert.equal(blocks["stage.structured_metadata"]!.scenario_id, "scenario_id");
  assert.equal(blocks["stage.timestamp"]!.source, "ts");
  const fields = Object.keys(blocks["stage.json"]!).filter((key) => key !== "expressions");
  assert.deepEqual(fields.filter((field) => !(field in LogRecord.shape)), []);
  assertReadsRecordsOnly(blocks["local.file_match"]!.__path__!);
});

Deno.test("Promtail does the same as Alloy", async () => {
  const promtail = parse(await read("infra/shipper/promtail.yml"));
  const [{ static_configs: [{ labels: fixed }], pipeline_stages: stages }] =
    promtail.scrape_configs;
  const stage = (name: string) => stages.find((each: object) => name in each)[name];
  const { __path__: path, ...labels } = fixed;
  assert.deepEqual([...Object.keys(labels), ...Object.keys(stage("labels"))].sort(), LABELS);
  assert.deepEqual(Object.keys(stage("structured_metadata")), ["scenario_id"]);
  assertReadsRecordsOnly(path);
  const alloy = alloyBlocks(await read("infra/shipper/config.alloy"));
  const { expressions: _, ...fields } = alloy["stage.json"]!;
  assert.deepEqual(stage("json").expressions, fields);
});

/** Every journal file, and no file of torn lines. */
function assertReadsRecordsOnly(glob: string): void {
  const pattern = new RegExp(`^${glob.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
  for (const rotation of ["day", "hour"] as const) {
    for (const worker of [undefined, 2]) {
      const name = journalFileName(0, { rotation, worker });
      assert.match(`/journal/${name}`, pattern);
      assert.doesNotMatch(`/journal/${tornFileName(name)}`, pattern);
    }
  }
}

/**
 * Alloy's syntax as far as this file needs it: block name → its `key = value` pairs, nested objects
 * flattened. Every brace, bracket and quote must close.
 */
function alloyBlocks(text: string): Record<string, Record<string, string>> {
  const blocks: Record<string, Record<string, string>> = {};
  const open: string[] = [];
  let block = "";
  for (const line of text.split("\n").map((each) => each.replace(/^\s*\/\/.*$/, "").trim())) {
    const head = /^([a-z_]+(?:\.[a-z_]+)*)(?: "\w+")? \{$/.exec(line);
    if (head !== null) blocks[block = head[1]!] = {};
    const pair = /^(\w+)\s*= (.*?),?$/.exec(line);
    if (pair !== null && block !== "") blocks[block]![pair[1]!] = pair[2]!.replaceAll('"', "");
    assert.equal((line.match(/"/g) ?? []).length % 2, 0, line);
    for (const [sign] of line.replaceAll(/"[^"]*"/g, "").matchAll(/[{}[\]]/g)) {
      if ("{[".includes(sign)) open.push(sign);
      else assert.equal(open.pop(), sign === "}" ? "{" : "[", line);
    }
  }
  assert.deepEqual(open, []);
  return blocks;
}
