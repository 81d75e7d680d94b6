/** Archives that somebody made to do harm: restored, verified and read, they do none. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ZipWriter } from "@zip.js/zip.js";
import { MANIFEST_BYTES_MAX, MANIFEST_NAME } from "./manifest.ts";
import { restoreArchives } from "./restore.ts";
import { checkZip, configureZip } from "./zip_file.ts";

const MIB = 2 ** 20;
const NAME = "20260501.ndjson";
const TEXT = '{"ts":"2026-05-01T10:00:00.000Z","msg":"x"}\n';

interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the file that it would be on Unix: a link, for instance. */
  readonly unixMode?: number;
}

const text = (value: string) => new TextEncoder().encode(value);
const entryOf = (name: string, content = TEXT): Entry => ({ name, bytes: text(content) });

/** What the manifest would say of `TEXT`, and what it says instead. */
function manifestOf(files: readonly Record<string, unknown>[]): Entry {
  const honest = {
    name: NAME,
    source: NAME,
    content: "records",
    bytes: TEXT.length,
    sha256: createHash("sha256").update(TEXT).digest("hex"),
    records: 1,
    first_ts: "2026-05-01T10:00:00.000Z",
    last_ts: "2026-05-01T10:00:00.000Z",
    archived_at: "2026-05-09T00:00:00.000Z",
  };
  const manifest = { format: "logops-archive", version: 1, period: "20260501" };
  return entryOf(
    MANIFEST_NAME,
    JSON.stringify({ ...manifest, files: files.map((file) => ({ ...honest, ...file })) }),
  );
}

async function zipOf(entries: readonly Entry[]): Promise<Uint8Array> {
  configureZip();
  const parts = new TransformStream<Uint8Array, Uint8Array>();
  const whole = new Response(parts.readable).bytes();
  const zip = new ZipWriter(parts.writable);
  for (const { name, bytes, unixMode } of entries) {
    const options = unixMode === undefined ? {} : { unixMode, msDosCompatible: false };
    await zip.add(name, new Blob([bytes]).stream(), options);
  }
  await zip.close();
  return await whole;
}

interface Outcome {
  readonly failures: readonly string[];
  /** Every file below the scene's folder, but for the archive. */
  readonly left: readonly string[];
}

async function restored(zip: Uint8Array, freeBytes = Infinity): Promise<Outcome> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/archive`);
    await Deno.writeFile(`${dir}/archive/20260501.zip`, zip);
    const failures = await restoreArchives(["20260501.zip"], {
      archiveDir: `${dir}/archive`,
      targetDir: `${dir}/a/restored`,
      freeBytes: () => Promise.resolve(freeBytes),
    });
    const left: string[] = [];
    const list = async (path: string) => {
      for await (const { name, isDirectory } of Deno.readDir(path)) {
        if (isDirectory) await list(`${path}/${name}`);
        else left.push(`${path}/${name}`.slice(dir.length + 1));
      }
    };
    await list(dir);
    return {
      failures: failures.map(({ kind }) => kind),
      left: left.filter((path) => path !== "archive/20260501.zip"),
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const REFUSED: Outcome = { failures: ["corrupt_archive"], left: [] };

Deno.test("restoreArchives() restores an archive that was made by hand and is right", async () => {
  const zip = await zipOf([entryOf(NAME), manifestOf([{}])]);
  assert.deepEqual(await restored(zip), { failures: [], left: [`a/restored/${NAME}`] });
});

const SLIPS = [
  "../20260501.ndjson",
  "../../20260501.ndjson",
  "/tmp/20260501.ndjson",
  "x/20260501.ndjson",
  "20260501.ndjson\n",
  "20260501.ndjson/../../x.ndjson",
  "..\\20260501.ndjson",
  ".env",
  "20260501.w1.ndjson\0",
];

for (const name of SLIPS) {
  Deno.test(`restoreArchives() refuses an entry named ${JSON.stringify(name)}`, async () => {
    const listed = await zipOf([entryOf(name), manifestOf([{ name }])]);
    assert.deepEqual(await restored(listed), REFUSED, "in the manifest, too");
    const beside = await zipOf([entryOf(NAME), entryOf(name), manifestOf([{}])]);
    assert.deepEqual(await restored(beside), REFUSED, "beside what the manifest lists");
  });
}

Deno.test("restoreArchives() makes a file of an entry that says it is a link", async () => {
  const link = { ...entryOf(NAME), unixMode: 0o120777 };
  const { failures, left } = await restored(await zipOf([link, manifestOf([{}])]));
  assert.deepEqual(failures, []);
  assert.deepEqual(left, [`a/restored/${NAME}`]);
});

Deno.test("restoreArchives() stops at an entry that is longer than its manifest says", async () => {
  const bomb = { name: NAME, bytes: new Uint8Array(64 * MIB) };
  const zip = await zipOf([bomb, manifestOf([{}])]);
  assert.ok(zip.length < MIB, `${zip.length} bytes hold 64 MiB`);
  assert.deepEqual(await restored(zip), REFUSED);
});

Deno.test("restoreArchives() writes nothing of an archive that does not fit on the disk", async () => {
  const zip = await zipOf([entryOf(NAME), manifestOf([{ bytes: 2 ** 50 }])]);
  assert.deepEqual(await restored(zip, 2 ** 40), { failures: ["disk_full"], left: [] });
  const small = await zipOf([entryOf(NAME), manifestOf([{}])]);
  assert.deepEqual((await restored(small, TEXT.length)).failures, []);
  assert.deepEqual((await restored(small, TEXT.length - 1)).failures, ["disk_full"]);
});

Deno.test("restoreArchives() refuses a manifest that is too long, or nested without end", async () => {
  const long = { name: MANIFEST_NAME, bytes: new Uint8Array(MANIFEST_BYTES_MAX + 1).fill(32) };
  assert.deepEqual(await restored(await zipOf([entryOf(NAME), long])), REFUSED);
  const deep = entryOf(MANIFEST_NAME, `{"files":${"[".repeat(1_000_000)}`);
  assert.deepEqual(await restored(await zipOf([entryOf(NAME), deep])), REFUSED);
});

Deno.test("checkZip() reads no directory of gigabytes into memory", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const path = `${dir}/20260501.zip`;
    await writeEndlessDirectory(path, 3 * 2 ** 30);
    const before = Deno.memoryUsage();
    const checked = await checkZip(path);
    assert.ok(!checked.ok && checked.failure.kind === "corrupt_archive");
    const grown = (Deno.memoryUsage().rss - before.rss) / MIB;
    assert.ok(grown < 200, `${grown.toFixed(0)} MiB`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

/** Of `size` bytes, of which the disk holds the last 22: an end of directory (APPNOTE.TXT, 4.3.16). */
async function writeEndlessDirectory(path: string, size: number): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  await file.truncate(size);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, 1, true); // entries on this disk, and in all
  end.setUint16(10, 1, true);
  end.setUint32(12, size, true); // length of the directory, which begins at 0
  await file.seek(0, Deno.SeekMode.End);
  await file.write(new Uint8Array(end.buffer));
}
