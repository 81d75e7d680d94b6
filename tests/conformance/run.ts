/** Runs conform on a subject of the tests' own, and gives what it found. */
import { CASES, conform, parseSubject } from "../../conformance/mod.ts";
import { ROOT } from "../repository.ts";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const LIAR = fileURLToPath(new URL("liar.ts", import.meta.url));

function yamlOf(mode: string): string {
  return JSON.stringify({
    name: "liar",
    title: "A pipeline of the tests",
    processes: [{
      name: "liar",
      command: [
        ...["{deno}", "run", "-A", "--quiet", "--no-config", LIAR],
        ...["{port}", "{folder}/out/all.log"],
      ],
      env: { LIAR: mode },
      ready: { url: "http://127.0.0.1:{port}/" },
    }],
    input: { type: "http_json", url: "http://127.0.0.1:{port}/in" },
    output: { type: "folder", path: "{folder}/out" },
    disk: "{folder}/out",
    settle_sec: 1,
    promise: { says: "Nothing is lost.", source: "its own word", masks: true, time_field: "time" },
  });
}

/** What each of `cases` ends as, on the pipeline in `mode`. */
export async function conformLiar(
  mode: string,
  cases: readonly string[],
  effort = { times: 1, loadSec: 1 },
) {
  const parsed = parseSubject(yamlOf(mode), "liar.yaml");
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const report = await conform(parsed.subject, {
    cases: CASES.filter(({ name }) => cases.includes(name)),
    effort,
    seed: 4,
    places: { path: [], cache: "/nowhere" },
    machine: "a test's",
    commandOf: (name) => `conform liar.yaml --case ${name}`,
    onProgress: () => {},
    onResult: () => {},
    stopped: new AbortController().signal,
  }, {
    nowMs: () => performance.timeOrigin + performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
    serve: (options, handler) => Deno.serve(options, handler),
    root: fileURLToPath(ROOT),
    deno: Deno.execPath(),
    isRoot: false,
  });
  return Object.fromEntries(report.cases.map((each) => [each.case, each]));
}
