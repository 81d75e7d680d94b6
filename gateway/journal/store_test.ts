/**
 * Faults. A full disk, a killed process and missing rights are real ones, in
 * `tests/journal/*_test.ts`; a device that fails to write is not to be had on any machine, so the
 * one system call that would report it is replaced here, for one call.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { JournalFailure } from "./faults.ts";
import { Store, type StoreOptions } from "./store.ts";

const NAME = "20260501.ndjson";
const NOON_MS = Date.UTC(2026, 4, 1, 12);

interface Trial {
  readonly dir: string;
  readonly path: string;
  readonly store: Store;
  readonly clock: { nowMs: number };
  readonly events: string[];
  readonly put: (lines: string) => Promise<JournalFailure | undefined>;
  /** Lets the timers ring, and waits for an event, or for a `timer set`. */
  readonly fire: (outcome: string) => Promise<void>;
  readonly read: (name?: string) => string;
}

async function withStore(given: Partial<StoreOptions>, trial: (t: Trial) => Promise<void>) {
  const root = await Deno.makeTempDir();
  const dir = join(root, "ingest");
  await Deno.mkdir(dir);
  const clock = { nowMs: NOON_MS };
  const events: string[] = [];
  const timers = new Set<() => void>();
  let waiter = { outcome: "", resolve: () => {} };
  const hear = (event: string) => {
    events.push(event);
    if (event === waiter.outcome) waiter.resolve();
  };
  const store = new Store({
    dir,
    rotation: "day",
    fsync: "batch",
    fsyncIntervalMs: 1000,
    nowMs: () => clock.nowMs,
    monotonicMs: () => performance.now(),
    timers: {
      after(_, task) {
        timers.add(task);
        if (waiter.outcome === "timer set") waiter.resolve();
        return () => timers.delete(task);
      },
    },
    observer: {
      written: () => {},
      synced: () => {},
      pending: () => {},
      failed: ({ kind }) => hear(`failed ${kind}`),
      recovered: () => hear("recovered"),
      torn: (lines, bytes, file) => hear(`torn ${lines} ${bytes} ${file}`),
      disturbed: (file) => hear(`disturbed ${file}`),
    },
    ...given,
  });
  try {
    assert.equal(await store.open(), undefined);
    await trial({
      dir,
      path: join(dir, NAME),
      store,
      clock,
      events,
      put(lines) {
        const bytes = new TextEncoder().encode(lines);
        return store.put({ bytes, records: 1, batchBytesMax: bytes.length, keyed: [] });
      },
      fire(outcome) {
        const heard = new Promise<void>((resolve) => waiter = { outcome, resolve });
        const due = [...timers];
        timers.clear();
        for (const task of due) task();
        return heard;
      },
      read: (name = NAME) => Deno.readTextFileSync(join(dir, name)),
    });
  } finally {
    await store.close();
    await Deno.remove(root, { recursive: true });
  }
}

/** Has the first `times` calls to `method` fail while `trial` runs; a write half succeeds first. */
async function failing<T>(
  method: "write" | "syncData" | "truncate",
  code: string,
  times: number,
  trial: () => Promise<T>,
): Promise<T> {
  const prototype = Deno.FsFile.prototype as unknown as Record<string, unknown>;
  const original = prototype[method] as (argument: unknown) => Promise<unknown>;
  let left = times;
  prototype[method] = async function (this: Deno.FsFile, argument: Uint8Array) {
    if (left-- <= 0) return await original.call(this, argument);
    if (method === "write") await original.call(this, argument.subarray(0, argument.length >> 1));
    throw Object.assign(new Error("Failed on purpose (os error 5)"), { code });
  };
  try {
    return await trial();
  } finally {
    prototype[method] = original;
  }
}

Deno.test("put() never acknowledges what could not be synced, and opens the file anew", async () => {
  await withStore({}, async ({ put, store, fire, events, read, path }) => {
    assert.equal(await put("1\n"), undefined);
    const failure = await failing("syncData", "EIO", 1, () => put("2\n"));
    assert.deepEqual(failure, {
      kind: "journal_error",
      detail: `Cannot write journal file ${path}: Failed on purpose (EIO)`,
      retryAfterSec: 5,
    });
    assert.equal(read(), "1\n");
    assert.equal(await put("3\n"), failure, "refused until the file is opened anew");
    assert.equal(store.fault(), failure);
    await fire("recovered");
    assert.equal(store.fault(), undefined);
    assert.equal(await put("4\n"), undefined);
    assert.equal(read(), "1\n4\n");
    assert.deepEqual(events, ["failed journal_error", "recovered"]);
  });
});

Deno.test("put() leaves nothing of a group that was written in part", async () => {
  await withStore({}, async ({ put, fire, read }) => {
    await put("1\n");
    const failure = await failing("write", "ENOSPC", 1, () => put("22\n22\n"));
    assert.equal(failure?.kind, "disk_full");
    assert.equal(read(), "1\n");
    await fire("recovered");
    await put("3\n");
    assert.equal(read(), "1\n3\n");
  });
});

Deno.test("put() takes nothing more before a refused group is cut off the file", async () => {
  await withStore({}, async ({ put, fire, read, events }) => {
    await put("1\n");
    await failing("truncate", "EIO", 2, async () => {
      await failing("syncData", "EIO", 1, () => put("2\n"));
      assert.equal(read(), "1\n2\n", "could not be cut off");
      await fire("timer set");
      assert.equal(read(), "1\n2\n", "still could not");
      assert.equal((await put("3\n"))?.kind, "journal_error");
    });
    await fire("recovered");
    assert.equal(read(), "1\n");
    await put("4\n");
    assert.equal(read(), "1\n4\n");
    assert.deepEqual(events, ["failed journal_error", "recovered"]);
  });
});

Deno.test("put() keeps in mode interval what it acknowledged when a later sync fails", async () => {
  await withStore({ fsync: "interval" }, async ({ put, fire, read, store }) => {
    await put("1\n");
    await failing("syncData", "EIO", 1, () => fire("failed journal_error"));
    assert.equal(store.fault()?.kind, "journal_error");
    await fire("recovered");
    await put("2\n");
    assert.equal(read(), "1\n2\n");
  });
});

Deno.test("put() writes again what went into a removed file", async () => {
  await withStore({}, async ({ put, path, read, events }) => {
    await put("1\n");
    await Deno.remove(path);
    assert.equal(await put("2\n"), undefined);
    assert.equal(read(), "2\n");
    assert.deepEqual(events, [`disturbed ${NAME}`]);
  });
});

Deno.test("put() goes on in a new file when the current one was renamed", async () => {
  await withStore({}, async ({ put, dir, path, read, events }) => {
    await put("1\n");
    await Deno.rename(path, join(dir, "kept.1"));
    assert.equal(await put("2\n"), undefined);
    assert.equal(await put("3\n"), undefined);
    assert.equal(read("kept.1") + read(), "1\n2\n3\n");
    assert.equal(read(), "3\n");
    assert.deepEqual(events, [`disturbed ${NAME}`]);
  });
});

Deno.test("put() appends at the end of a file that was shortened", async () => {
  await withStore({}, async ({ put, path, read, events }) => {
    await put("111111\n");
    await Deno.truncate(path, 0);
    assert.equal(await put("2\n"), undefined);
    assert.equal(await put("3\n"), undefined);
    assert.equal(read(), "2\n3\n");
    assert.deepEqual(events, [`disturbed ${NAME}`]);
  });
});

Deno.test("put() names a directory that is gone, and goes on when it is back", async () => {
  await withStore({}, async ({ put, dir, read, fire }) => {
    await put("1\n");
    await Deno.remove(dir, { recursive: true });
    const failure = await put("2\n");
    assert.equal(failure?.kind, "journal_error");
    assert.match(failure.detail, new RegExp(`^Cannot write journal.*${dir}.*\\(ENOENT\\)$`));
    await Deno.mkdir(dir);
    await fire("recovered");
    assert.equal(await put("3\n"), undefined);
    assert.equal(read(), "3\n");
  });
});

Deno.test("put() stops when another process took the directory over", async () => {
  await withStore({}, async ({ put, dir, clock, fire, read }) => {
    await put("1\n");
    await Deno.remove(join(dir, ".journal.lock"));
    using rival = await Deno.open(join(dir, ".journal.lock"), { write: true, create: true });
    assert.ok(await rival.tryLock(true));
    clock.nowMs = Date.UTC(2026, 4, 2);
    const failure = await put("2\n");
    assert.equal(failure?.kind, "journal_error");
    assert.match(failure.detail, /another process writes to it already$/);
    rival.close();
    await fire("recovered");
    await put("3\n");
    assert.equal(read("20260502.ndjson"), "3\n");
  });
});

Deno.test("open() sets torn lines aside, and leaves files alone that another writes", async () => {
  await withStore({}, async ({ dir, store, put }) => {
    await put("1\n");
    await store.close();
    await Deno.writeTextFile(join(dir, NAME), "torn", { append: true });
    await Deno.writeTextFile(join(dir, "20260420.ndjson"), "0\nold");
    await Deno.writeTextFile(join(dir, "20260501.w1.ndjson"), "nobody writes this any more");
    await Deno.writeTextFile(join(dir, "20260501.w2.ndjson"), "a neighbour is writing this");
    using neighbour = await Deno.open(join(dir, ".journal.w2.lock"), { write: true, create: true });
    await neighbour.lock(true);
    await withStore({ dir }, async ({ put, events }) => {
      await put("2\n");
      assert.deepEqual(
        new Set(events),
        new Set([
          `torn 1 4 ${NAME}`,
          "torn 1 3 20260420.ndjson",
          "torn 1 27 20260501.w1.ndjson",
        ]),
      );
    });
    const read = (name: string) => Deno.readTextFileSync(join(dir, name));
    assert.equal(read(NAME), "1\n2\n");
    assert.equal(read("20260501.torn"), "torn\n");
    assert.equal(read("20260420.ndjson"), "0\n");
    assert.equal(read("20260501.w1.ndjson"), "");
    assert.equal(read("20260501.w2.ndjson"), "a neighbour is writing this");
  });
});

Deno.test("put() puts right the file that it goes on in after midnight", async () => {
  await withStore({}, async ({ dir, put, clock, events, read }) => {
    await Deno.writeTextFile(join(dir, "20260502.ndjson"), "1\ntorn");
    clock.nowMs = Date.UTC(2026, 4, 2);
    await put("2\n");
    assert.equal(read("20260502.ndjson"), "1\n2\n");
    assert.deepEqual(events, ["torn 1 4 20260502.ndjson"]);
  });
});
