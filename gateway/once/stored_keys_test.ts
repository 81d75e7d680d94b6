import assert from "node:assert/strict";
import { join } from "node:path";
import { markedLines } from "./testing/marked_lines.ts";
import { StoredKeys } from "./stored_keys.ts";

const NOW_MS = Date.UTC(2026, 11, 1, 12);
const HOUR_MS = 3_600_000;
const FILE = "20261201.ndjson";

const idOf = (n: number) => (n * 0x1f0f1).toString(16).padStart(8, "0").repeat(4);

function batchOf(n: number, atMs = NOW_MS): string {
  const mark = { id: idOf(n), body: `${n}`, receipt: { ts: new Date(atMs).toISOString() } };
  return markedLines('{"msg":"a"}\n{"msg":"b"}\n', 2, mark);
}

class Folder implements AsyncDisposable {
  readonly dir = Deno.makeTempDirSync({ prefix: "logops-" });
  readonly tasks: (() => void)[] = [];

  open(worker?: number, nowMs = NOW_MS): StoredKeys {
    return new StoredKeys({
      dir: this.dir,
      windowMs: 24 * HOUR_MS,
      keysMax: 1000,
      worker,
      nowMs: () => nowMs,
      after: (_, task) => (this.tasks.push(task), () => {}),
      onForgotten: () => assert.fail("forgotten"),
    });
  }

  /** Writes batches as a journal does, and tells `keys`. */
  append(keys: StoredKeys | undefined, name: string, ns: readonly number[], atMs = NOW_MS): void {
    const path = join(this.dir, name);
    for (const n of ns) {
      Deno.writeTextFileSync(path, batchOf(n, atMs), { append: true });
      keys?.placed(idOf(n), { file: name, end: Deno.statSync(path).size });
    }
  }

  keysFile(name = "20261201.keys"): string {
    return join(this.dir, name);
  }

  async [Symbol.asyncDispose]() {
    await Deno.remove(this.dir, { recursive: true });
  }
}

async function known(keys: StoredKeys, ns: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const n of ns) if ((await keys.find(idOf(n)))?.body === `${n}`) found.push(n);
  return found;
}

const ALL = Array.from({ length: 40 }, (_, n) => n);

Deno.test("keys are found at once, after a start that reads their file, and after one that has none", async () => {
  await using folder = new Folder();
  const keys = folder.open();
  folder.append(keys, FILE, ALL);
  assert.deepEqual(await known(keys, [...ALL, 99]), ALL);
  await keys.flush();

  const next = folder.open();
  assert.deepEqual(await next.load(), { keys: ALL.length, scannedBytes: 0 });
  assert.deepEqual(await known(next, ALL), ALL);

  await Deno.remove(folder.keysFile());
  const third = folder.open();
  assert.equal((await third.load()).scannedBytes, Deno.statSync(join(folder.dir, FILE)).size);
  assert.deepEqual(await known(third, ALL), ALL);
  assert.equal(Deno.statSync(folder.keysFile()).size, ALL.length * 32);
});

Deno.test("a start reads of the journal what the keys' file lacks, damaged or cut anywhere", async () => {
  for (const harm of ["cut", "flipped", "behind"] as const) {
    await using folder = new Folder();
    const keys = folder.open();
    folder.append(keys, FILE, ALL.slice(0, 20));
    await keys.flush();
    folder.append(undefined, FILE, ALL.slice(20)); // killed before these were written
    const bytes = Deno.readFileSync(folder.keysFile());
    if (harm === "flipped") bytes[100]! ^= 1;
    Deno.writeFileSync(folder.keysFile(), harm === "cut" ? bytes.subarray(0, 77) : bytes);
    for (let start = 0; start < 2; start++) {
      const next = folder.open();
      const { scannedBytes } = await next.load();
      assert.equal(scannedBytes > 0, start === 0, `${harm}: the second start need not read again`);
      assert.deepEqual(await known(next, ALL), ALL, harm);
    }
  }
});

Deno.test("keys of what the journal has lost are not known", async () => {
  await using folder = new Folder();
  const keys = folder.open();
  folder.append(keys, FILE, ALL);
  await keys.flush();
  Deno.truncateSync(join(folder.dir, FILE), batchOf(0).length);
  assert.deepEqual(await known(keys, ALL), [0]);
  const next = folder.open();
  await next.load();
  assert.deepEqual(await known(next, ALL), [0]);
  await Deno.remove(join(folder.dir, FILE));
  assert.deepEqual(await known(next, ALL), []);
});

Deno.test("what is older than the window is not loaded, and its .keys files go", async () => {
  await using folder = new Folder();
  folder.append(undefined, "20261201.ndjson", [1], NOW_MS - 25 * HOUR_MS);
  folder.append(undefined, "20261201.ndjson", [2], NOW_MS - 23 * HOUR_MS);
  folder.append(undefined, "20261128.ndjson", [3], NOW_MS - 72 * HOUR_MS);
  Deno.writeTextFileSync(folder.keysFile("20261128.keys"), "x");
  const keys = folder.open();
  await keys.load();
  assert.deepEqual(await known(keys, [1, 2, 3]), [2]);
  assert.throws(() => Deno.statSync(folder.keysFile("20261128.keys")), Deno.errors.NotFound);
});

Deno.test("a worker knows what others stored, and catches up with one that died", async () => {
  await using folder = new Folder();
  const dead = folder.open(1);
  folder.append(dead, "20261201.w1.ndjson", [1, 2]);
  const alive = folder.open(2);
  await alive.load();
  folder.append(alive, "20261201.w2.ndjson", [3]);
  alive.placed(idOf(2), { file: "20261201.w1.ndjson", end: 2 * batchOf(1).length });
  folder.append(undefined, "20261201.w1.ndjson", [4]); // stored, and killed before it was told
  Deno.writeTextFileSync(join(folder.dir, "20261201.w1.ndjson"), '{"ms', { append: true });
  assert.deepEqual(await known(alive, [1, 2, 3, 4]), [1, 2, 3]);
  await alive.catchUpWith(1);
  assert.deepEqual(await known(alive, [1, 2, 3, 4]), [1, 2, 3, 4]);
  await alive.flush();
  assert.equal(Deno.statSync(folder.keysFile("20261201.w2.keys")).size, 32);
  assert.throws(() => Deno.statSync(folder.keysFile("20261201.w1.keys")), Deno.errors.NotFound);
});
