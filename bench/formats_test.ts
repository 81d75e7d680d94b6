/** What others print is read right, and what is printed reads right. */
import { fileSystemOf } from "./machine.ts";
import { parseMicro } from "./micro.ts";
import { replaceBetweenMarks } from "./performance_page.ts";
import { type Table, toMarkdown, toText } from "./table.ts";
import { parseOutput } from "./wrk.ts";
import assert from "node:assert/strict";

Deno.test("parseOutput() finds the script's line behind wrk's own", () => {
  const line = '{"requests":900,"errors":2,"us":3000000,"p50":1500,"p99":9000,"p999":12000}';
  assert.deepEqual(parseOutput(`Running 3s test @ http://127.0.0.1:1/\n  1 threads\n${line}\n`), {
    requests: 900,
    errors: 2,
    seconds: 3,
    p50Ms: 1.5,
    p99Ms: 9,
    p999Ms: 12,
  });
  assert.throws(() => parseOutput("unable to connect\n"), /unable to connect/);
});

Deno.test("parseMicro() reads deno bench --json, failed benchmarks left out", () => {
  const ok = { avg: 2500, p99: null, n: 1 };
  const benches = [
    { origin: "file:///x", group: "g", name: "a", results: [{ ok: { ...ok, p99: 9000 } }] },
    { origin: "file:///x", group: null, name: "b", results: [{ ok }] },
    { origin: "file:///x", group: null, name: "c", results: [{ failed: {} }] },
  ];
  const stdout = `Check file:///x\n${JSON.stringify({ version: 1, benches }, null, 2)}`;
  assert.deepEqual(parseMicro("x_bench.ts", stdout), [
    { file: "x_bench.ts", name: "g: a", meanUs: 2.5, p99Us: 9 },
    { file: "x_bench.ts", name: "b", meanUs: 2.5, p99Us: 2.5 },
  ]);
});

Deno.test("fileSystemOf() takes the mount that lies nearest", () => {
  const mounts = "/dev/vda / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n/dev/b /tmp/disk xfs rw 0 0\n";
  assert.equal(fileSystemOf("/var/lib", mounts), "ext4 on /dev/vda");
  assert.equal(fileSystemOf("/tmp", mounts), "tmpfs on tmpfs");
  assert.equal(fileSystemOf("/tmpfoo", mounts), "ext4 on /dev/vda");
  assert.equal(fileSystemOf("/tmp/disk/a", mounts), "xfs on /dev/b");
});

const table: Table = {
  title: "Loads",
  header: ["case", "records/s"],
  rows: [["reference", "1,000"], ["x", "9"]],
  notes: ["A note."],
};

Deno.test("toText() and toMarkdown() align the first column left, the others right", () => {
  assert.equal(
    toText(table),
    "Loads\ncase       records/s\n─────────  ─────────\nreference      1,000\n" +
      "x                  9\nA note.",
  );
  assert.equal(
    toMarkdown(table),
    "### Loads\n\n| case      | records/s |\n| --------- | --------: |\n" +
      "| reference |     1,000 |\n| x         |         9 |\n\nA note.",
  );
});

Deno.test("replaceBetweenMarks() replaces what a run wrote, and nothing around it", () => {
  const [begin, end] = ["begin", "end"].map((at) => `<!-- deno task bench --markdown: ${at} -->`);
  const page = `# Page\n\n${begin}\nold\n${end}\n\nProse.\n`;
  const first = replaceBetweenMarks(page, "one")!;
  assert.match(first, /^# Page\n\n<!-- .*one.*Prose\.\n$/s);
  assert.ok(!first.includes("old"));
  assert.equal(replaceBetweenMarks(first, "two"), replaceBetweenMarks(page, "two"));
  assert.equal(replaceBetweenMarks("# No marks\n", "one"), undefined);
});
