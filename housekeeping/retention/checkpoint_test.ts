import assert from "node:assert/strict";
import { parseJournalFileName } from "../../contract/mod.ts";
import { CHECKPOINT_DIR, createReader, hasFinished, readCheckpoints } from "./checkpoint.ts";

function file(name: string, bytes = 100) {
  return { ...parseJournalFileName(name)!, bytes, mtimeMs: 0, identity: name };
}

Deno.test("hasFinished() by position, and by a later file of the same worker", () => {
  const reader = createReader("loki", {
    "20260502.ndjson": 100,
    "20260503.w1.ndjson": 5,
    "not a journal file": 7,
  });
  assert.equal(hasFinished(reader, file("20260502.ndjson")), true);
  assert.equal(hasFinished(reader, file("20260502.ndjson", 101)), false);
  assert.equal(hasFinished(reader, file("20260501.ndjson")), true, "it is past that day");
  assert.equal(hasFinished(reader, file("20260503.ndjson")), false, "not reached yet");
  assert.equal(hasFinished(reader, file("20260502.w1.ndjson")), true);
  assert.equal(hasFinished(reader, file("20260502.w2.ndjson")), false, "a worker it never saw");
  assert.equal(hasFinished(reader, file("20260502.w2.torn")), true, "torn lines have no readers");
});

Deno.test("hasFinished() is false for every file of a reader without positions", () => {
  assert.equal(hasFinished(createReader("new", {}), file("20260501.ndjson")), false);
});

Deno.test("readCheckpoints() reads good ones, and holds everything for bad ones", async () => {
  const sinkDir = await Deno.makeTempDir();
  try {
    assert.deepEqual(await readCheckpoints(sinkDir), { readers: [], warnings: [] });
    const dir = `${sinkDir}/${CHECKPOINT_DIR}`;
    await Deno.mkdir(dir);
    const write = (name: string, text: string) => Deno.writeTextFile(`${dir}/${name}`, text);
    await write("kafka.json", '{"version":1,"positions":{"20260501.ndjson":7}}');
    await write("kafka.json.tmp", "half a check");
    await write("loki.json", '{"version":1,"positions":{"2026');
    await write("old.json", '{"version":0}');
    await write("negative.json", '{"version":1,"positions":{"20260501.ndjson":-1}}');
    await Deno.symlink("/etc/hostname", `${dir}/linked.json`);
    const { readers, warnings } = await readCheckpoints(sinkDir);
    assert.deepEqual(readers.map(({ name, positions }) => [name, positions]), [
      ["kafka", { "20260501.ndjson": 7 }],
      ["linked", {}],
      ["loki", {}],
      ["negative", {}],
      ["old", {}],
    ]);
    assert.equal(warnings.length, 4);
    assert.match(warnings.join("\n"), /loki\.json: it is not JSON; every file counts as unread/);
    assert.match(warnings.join("\n"), /linked\.json: it is not a regular file/);
  } finally {
    await Deno.remove(sinkDir, { recursive: true });
  }
});

Deno.test("readCheckpoints() holds everything when the directory is a link", async () => {
  const sinkDir = await Deno.makeTempDir();
  try {
    await Deno.symlink("/tmp", `${sinkDir}/${CHECKPOINT_DIR}`);
    const { readers } = await readCheckpoints(sinkDir);
    assert.equal(hasFinished(readers[0]!, file("20260501.ndjson")), false);
  } finally {
    await Deno.remove(sinkDir, { recursive: true });
  }
});
