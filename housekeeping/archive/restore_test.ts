import assert from "node:assert/strict";
import { archiveFiles } from "./archive.ts";
import { restoreArchives, type RestoredFile } from "./restore.ts";
import { listSink } from "../files/mod.ts";
import { listArchives, verifyArchive } from "./verify.ts";

const TEXT = '{"ts":"2026-05-01T10:00:00.000Z","msg":"x"}\n'.repeat(50);
const NAMES = ["20260501.ndjson", "20260501.w1.ndjson", "2026050213.ndjson"] as const;

interface Scene {
  readonly archiveDir: string;
  readonly targetDir: string;
  restore(period: string): Promise<{ outcomes: string[]; failures: string[] }>;
}

/** Archives `20260501.zip` with two files and `2026050213.zip` with one. */
async function withArchives(run: (scene: Scene) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const [sinkDir, archiveDir, targetDir] = [`${dir}/ingest`, `${dir}/archive`, `${dir}/restored`];
  try {
    await Deno.mkdir(sinkDir);
    await Deno.mkdir(archiveDir);
    for (const name of NAMES) await Deno.writeTextFile(`${sinkDir}/${name}`, TEXT);
    const { files } = await listSink(sinkDir);
    for (const day of ["20260501", "20260502"]) {
      const ofDay = files.filter(({ name }) => name.startsWith(day));
      assert.ok((await archiveFiles(ofDay, { sinkDir, archiveDir, nowMs: 0 })).ok);
    }
    await run({
      archiveDir,
      targetDir,
      async restore(period) {
        const outcomes: string[] = [];
        const failures = await restoreArchives(await listArchives(archiveDir, period), {
          archiveDir,
          targetDir,
          onFile: ({ name, outcome }: RestoredFile) => void outcomes.push(`${outcome} ${name}`),
        });
        return { outcomes: outcomes.sort(), failures: failures.map(({ kind }) => kind) };
      },
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("restoreArchives() brings a day back, and finds it there the second time", () =>
  withArchives(async ({ restore, targetDir }) => {
    assert.deepEqual(await restore("20260501"), {
      outcomes: ["restored 20260501.ndjson", "restored 20260501.w1.ndjson"],
      failures: [],
    });
    assert.equal(await Deno.readTextFile(`${targetDir}/20260501.ndjson`), TEXT);
    assert.deepEqual(await restore("20260501"), {
      outcomes: ["present 20260501.ndjson", "present 20260501.w1.ndjson"],
      failures: [],
    });
    const names = await Array.fromAsync(Deno.readDir(targetDir), ({ name }) => name);
    assert.deepEqual(names.sort(), ["20260501.ndjson", "20260501.w1.ndjson"]);
  }));

Deno.test("restoreArchives() brings the hours of a day back", () =>
  withArchives(async ({ restore }) => {
    assert.deepEqual((await restore("20260502")).outcomes, ["restored 2026050213.ndjson"]);
    assert.deepEqual((await restore("2026050213")).outcomes, ["present 2026050213.ndjson"]);
    assert.deepEqual((await restore("2026050214")).outcomes, []);
  }));

Deno.test("restoreArchives() overwrites nothing, and follows no link", () =>
  withArchives(async ({ restore, targetDir }) => {
    await Deno.mkdir(targetDir);
    await Deno.writeTextFile(`${targetDir}/20260501.ndjson`, "mine");
    await Deno.symlink(`${targetDir}/elsewhere`, `${targetDir}/20260501.w1.ndjson`);
    assert.deepEqual(await restore("20260501"), { outcomes: [], failures: ["exists", "exists"] });
    assert.equal(await Deno.readTextFile(`${targetDir}/20260501.ndjson`), "mine");
  }));

Deno.test("restoreArchives() leaves nothing of an archive that is broken", () =>
  withArchives(async ({ restore, archiveDir, targetDir }) => {
    const path = `${archiveDir}/2026050213.zip`;
    const bytes = await Deno.readFile(path);
    bytes[70]! ^= 1; // inside the deflated data
    await Deno.writeFile(path, bytes);
    assert.deepEqual(await restore("20260502"), { outcomes: [], failures: ["corrupt_archive"] });
    assert.deepEqual(await Array.fromAsync(Deno.readDir(targetDir)), []);
  }));

Deno.test("verifyArchive() tells whole archives from broken, renamed and missing ones", () =>
  withArchives(async ({ archiveDir }) => {
    const archives = await listArchives(archiveDir);
    assert.deepEqual(archives, ["20260501.zip", "2026050213.zip"]);
    assert.deepEqual(await verifyArchive(archiveDir, "20260501.zip"), {
      archive: "20260501.zip",
      files: 2,
      records: 100,
      bytes: 2 * TEXT.length,
    });
    await Deno.rename(`${archiveDir}/2026050213.zip`, `${archiveDir}/2026050214.zip`);
    const kindOf = async (name: string) => (await verifyArchive(archiveDir, name)).failure?.kind;
    assert.equal(await kindOf("2026050214.zip"), "corrupt_archive");
    assert.equal(await kindOf("2026050213.zip"), "not_found");
  }));
