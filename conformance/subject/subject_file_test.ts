import { listSubjects, loadSubject, parseSubject } from "./mod.ts";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const SUBJECTS = fileURLToPath(new URL("../subjects", import.meta.url));

const GOOD = `name: mine
title: Mine
processes:
  - { name: it, command: [it, "{folder}/x"], ready: { tcp: "{port}" } }
input: { type: http_json, url: "http://127.0.0.1:{port}/" }
output: { type: folder, path: "{folder}/out" }
promise: { says: "All arrives.", source: "its manual" }
`;

Deno.test("parseSubject() takes every subject that comes with LogOps, under its file's name", async () => {
  const names = await listSubjects(SUBJECTS);
  assert.ok(names.length >= 5, names.join());
  for (const name of names) {
    const loaded = await loadSubject(name, SUBJECTS);
    assert.ok(loaded.ok, JSON.stringify(loaded));
    assert.equal(loaded.subject.name, name);
  }
});

Deno.test("parseSubject() says what is wrong, with line and column", () => {
  const faults: [from: string, to: string, expected: RegExp][] = [
    [
      "title: Mine",
      "titel: Mine",
      /mine\.yaml:2:1: unknown key 'titel' \(did you mean 'title'\?\)/,
    ],
    ["{folder}/x", "{foldr}/x", /mine\.yaml:4:\d+: unknown placeholder '\{foldr\}'.*'folder'/],
    ["tcp: ", "udp: ", /mine\.yaml:4:\d+: 'ready' must hold one of url, tcp, log/],
    ["type: http_json", "type: http", /mine\.yaml:5:16: 'type' must be one of 'http_json', 'file'/],
    ["name: mine", "name: Mine!", /mine\.yaml:1:7: 'name' must be small letters/],
    ["title: Mine", "title: 'Mine", /mine\.yaml:\d+:\d+: not valid YAML/],
    [
      "promise:",
      "sink_process: loki\npromise:",
      /mine\.yaml:7:15: 'sink_process' names no process/,
    ],
  ];
  assert.ok(parseSubject(GOOD, "mine.yaml").ok);
  for (const [from, to, expected] of faults) {
    const parsed = parseSubject(GOOD.replace(from, to), "mine.yaml");
    assert.ok(!parsed.ok, to);
    assert.ok(parsed.problems.some((each) => expected.test(each)), parsed.problems.join("\n"));
  }
});

Deno.test("loadSubject() names the subject that was meant", async () => {
  const loaded = await loadSubject("gateway-bacth", SUBJECTS);
  assert.deepEqual(loaded, {
    ok: false,
    problems: ["Unknown subject 'gateway-bacth': did you mean 'gateway-batch'?"],
  });
});
