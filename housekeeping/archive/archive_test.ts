import assert from "node:assert/strict";
import { ARCHIVE_STEPS, archiveFiles, type ArchiveStep } from "./archive.ts";
import { restoreArchives } from "./restore.ts";
import { listSink } from "../files/mod.ts";
import { checkZip } from "./zip_file.ts";

const NOW_MS = Date.UTC(2026, 4, 20);
const DAY = "20260501";

interface Scene {
  readonly sinkDir: string;
  readonly archiveDir: string;
  write(name: string, text: string): Promise<void>;
  /** Archives all that lies in the sink folder. */
  archive(options?: {
    signal?: AbortSignal;
    onStep?: (step: ArchiveStep) => void;
  }): ReturnType<typeof archiveFiles>;
  /** Entry → text, read back through `restore`. */
  archived(): Promise<Record<string, string>>;
  left(): Promise<string[]>;
}

async function withScene(run: (scene: Scene) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const sinkDir = `${dir}/ingest`;
  const archiveDir = `${dir}/archive`;
  await Deno.mkdir(sinkDir);
  await Deno.mkdir(archiveDir);
  try {
    await run({
      sinkDir,
      archiveDir,
      write: (name, text) => Deno.writeTextFile(`${sinkDir}/${name}`, text),
      archive: async (options = {}) =>
        await archiveFiles((await listSink(sinkDir)).files, {
          sinkDir,
          archiveDir,
          nowMs: NOW_MS,
          ...options,
        }),
      async archived() {
        const targetDir = `${dir}/restored`;
        assert.deepEqual(await restoreArchives([`${DAY}.zip`], { archiveDir, targetDir }), []);
        const texts: Record<string, string> = {};
        for await (const { name } of Deno.readDir(targetDir)) {
          texts[name] = await Deno.readTextFile(`${targetDir}/${name}`);
        }
        await Deno.remove(targetDir, { recursive: true });
        return texts;
      },
      left: async () => (await Array.fromAsync(Deno.readDir(sinkDir))).map(({ name }) => name),
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function line(n: number): string {
  return `{"ts":"2026-05-01T10:00:${String(n).padStart(2, "0")}.000Z","msg":"${n}"}\n`;
}

Deno.test("archiveFiles() moves the files of a day into one checked zip with a manifest", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1) + line(2));
    await scene.write(`${DAY}.w1.ndjson`, line(3));
    await scene.write(`${DAY}.torn`, '{"ts":"2026-05-01T10:');
    const result = await scene.archive();
    assert.ok(result.ok);
    assert.deepEqual(result.value.removed.map(({ name }) => name).sort(), [
      `${DAY}.ndjson`,
      `${DAY}.torn`,
      `${DAY}.w1.ndjson`,
    ]);
    assert.deepEqual(await scene.left(), []);
    const checked = await checkZip(`${scene.archiveDir}/${DAY}.zip`);
    assert.ok(checked.ok);
    const [first] = checked.value.files;
    assert.equal(first!.records, 2);
    assert.equal(first!.first_ts, "2026-05-01T10:00:01.000Z");
    assert.equal(first!.last_ts, "2026-05-01T10:00:02.000Z");
    assert.deepEqual(await scene.archived(), {
      [`${DAY}.ndjson`]: line(1) + line(2),
      [`${DAY}.w1.ndjson`]: line(3),
      [`${DAY}.torn`]: '{"ts":"2026-05-01T10:',
    });
  }));

Deno.test("archiveFiles() goes through its steps in order", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1));
    const steps: ArchiveStep[] = [];
    await scene.archive({ onStep: (step) => steps.push(step) });
    assert.deepEqual(steps, ARCHIVE_STEPS);
  }));

Deno.test("archiveFiles() takes an empty file and one with a time that no zip can hold", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, "");
    await scene.write(`${DAY}.w1.ndjson`, line(1));
    await Deno.utime(`${scene.sinkDir}/${DAY}.ndjson`, 0, 0);
    await Deno.utime(`${scene.sinkDir}/${DAY}.w1.ndjson`, 9e9, 9e9);
    const result = await scene.archive();
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(await scene.archived(), {
      [`${DAY}.ndjson`]: "",
      [`${DAY}.w1.ndjson`]: line(1),
    });
  }));

Deno.test("archiveFiles() stores nothing twice: the same file again is only removed", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1));
    await scene.archive();
    const before = await Deno.readFile(`${scene.archiveDir}/${DAY}.zip`);
    await scene.write(`${DAY}.ndjson`, line(1));
    const steps: ArchiveStep[] = [];
    assert.ok((await scene.archive({ onStep: (step) => steps.push(step) })).ok);
    assert.deepEqual(steps, ["original_removed"]);
    assert.deepEqual(await Deno.readFile(`${scene.archiveDir}/${DAY}.zip`), before);
    assert.deepEqual(await scene.left(), []);
  }));

Deno.test("archiveFiles() merges: a grown file replaces its entry, another one gets its own", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1));
    await scene.write(`${DAY}.w1.ndjson`, line(10));
    await scene.archive();
    await scene.write(`${DAY}.ndjson`, line(1) + line(2));
    await scene.write(`${DAY}.w1.ndjson`, line(11));
    await scene.write(`${DAY}.w2.ndjson`, line(20));
    assert.ok((await scene.archive()).ok);
    await scene.write(`${DAY}.w1.ndjson`, line(12));
    assert.ok((await scene.archive()).ok);
    // All of them again: each is found where it is.
    await scene.write(`${DAY}.w1.ndjson`, line(11));
    assert.ok((await scene.archive()).ok);
    assert.deepEqual(await scene.archived(), {
      [`${DAY}.ndjson`]: line(1) + line(2),
      [`${DAY}.w1.ndjson`]: line(10),
      [`${DAY}.w1~2.ndjson`]: line(11),
      [`${DAY}.w1~3.ndjson`]: line(12),
      [`${DAY}.w2.ndjson`]: line(20),
    });
    assert.deepEqual(await scene.left(), []);
  }));

Deno.test("archiveFiles() touches neither a corrupt archive nor the originals", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1));
    await scene.archive();
    const path = `${scene.archiveDir}/${DAY}.zip`;
    const whole = await Deno.readFile(path);
    await scene.write(`${DAY}.ndjson`, line(1) + line(2));
    const damages: [string, Uint8Array][] = [
      ["cut short", whole.slice(0, whole.length - 10)],
      ["a flipped bit in the data", whole.map((byte, i) => i === 60 ? byte ^ 1 : byte)],
      ["empty", new Uint8Array()],
      ["not a zip", new TextEncoder().encode("hello")],
    ];
    for (const [damage, bytes] of damages) {
      await Deno.writeFile(path, bytes);
      const result = await scene.archive();
      assert.ok(!result.ok, damage);
      assert.equal(result.failure.kind, "corrupt_archive", damage);
      assert.deepEqual(await Deno.readFile(path), bytes, damage);
      assert.deepEqual(await scene.left(), [`${DAY}.ndjson`], damage);
    }
    await Deno.remove(path);
    await Deno.symlink("/etc/hostname", path);
    const result = await scene.archive();
    assert.ok(!result.ok && result.failure.kind === "corrupt_archive");
  }));

Deno.test("checkZip() finds every flipped bit", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1) + line(2));
    await scene.archive();
    const path = `${scene.archiveDir}/${DAY}.zip`;
    const whole = await Deno.readFile(path);
    const before = await checkZip(path);
    assert.ok(before.ok);
    for (let i = 0; i < whole.length; i++) {
      await Deno.writeFile(path, whole.map((byte, at) => at === i ? byte ^ 0x10 : byte));
      const after = await checkZip(path);
      // Some bytes carry no content: times, attributes. What is read must be the same all the same.
      if (after.ok) assert.deepEqual(after.value, before.value, `byte ${i}`);
    }
  }));

Deno.test("archiveFiles() leaves a file that is written to while it is archived", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1));
    const append = () =>
      Deno.writeTextFileSync(`${scene.sinkDir}/${DAY}.ndjson`, line(2), { append: true });
    const result = await scene.archive({
      onStep: (step) => step === "archive_renamed" && append(),
    });
    assert.ok(result.ok);
    assert.deepEqual(result.value.removed, []);
    assert.deepEqual(result.value.changed.map(({ name }) => name), [`${DAY}.ndjson`]);
    // The next sweep takes the whole of it.
    assert.ok((await scene.archive()).ok);
    assert.deepEqual(await scene.archived(), { [`${DAY}.ndjson`]: line(1) + line(2) });
  }));

Deno.test("archiveFiles() follows no link that takes a listed file's place", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1));
    await Deno.writeTextFile(`${scene.sinkDir}/secret`, "secret");
    const { files } = await listSink(scene.sinkDir);
    await Deno.remove(`${scene.sinkDir}/${DAY}.ndjson`);
    await Deno.symlink(`${scene.sinkDir}/secret`, `${scene.sinkDir}/${DAY}.ndjson`);
    const result = await archiveFiles(files, {
      sinkDir: scene.sinkDir,
      archiveDir: scene.archiveDir,
      nowMs: NOW_MS,
    });
    assert.ok(!result.ok && result.failure.kind === "source_changed");
    assert.deepEqual(await Array.fromAsync(Deno.readDir(scene.archiveDir)), []);
  }));

Deno.test("archiveFiles() interrupted leaves the originals and no temporary file", () =>
  withScene(async (scene) => {
    await scene.write(`${DAY}.ndjson`, line(1));
    await scene.write(`${DAY}.w1.ndjson`, line(2));
    const stop = new AbortController();
    const result = await scene.archive({
      signal: stop.signal,
      onStep: (step) => step === "entry_written" && stop.abort(),
    });
    assert.ok(!result.ok && result.failure.kind === "interrupted", JSON.stringify(result));
    assert.deepEqual((await scene.left()).sort(), [`${DAY}.ndjson`, `${DAY}.w1.ndjson`]);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(scene.archiveDir)), []);
  }));
