import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { JournalOptions } from "./journal.ts";
import { type Journal, nullJournal, openJournal } from "./mod.ts";

const NOON_MS = Date.UTC(2026, 4, 1, 12);
const encode = (text: string) => new TextEncoder().encode(text);

interface Trial {
  readonly dir: string;
  readonly journal: Journal;
  /** What the observer heard, in order. */
  readonly events: string[];
  readonly clock: { nowMs: number };
  /** Delays of the timers that are set; `fire` lets them all ring. */
  readonly delays: () => number[];
  readonly fire: () => void;
  /** Resolves when the observer hears `event`. */
  readonly heard: (event: string) => Promise<void>;
  readonly files: () => Record<string, string>;
}

async function withJournal(given: Partial<JournalOptions>, trial: (t: Trial) => Promise<void>) {
  const root = await Deno.makeTempDir();
  const t = await open(join(root, "ingest"), given);
  try {
    await trial(t);
  } finally {
    await t.journal.close();
    await Deno.remove(root, { recursive: true });
  }
}

async function open(dir: string, given: Partial<JournalOptions> = {}): Promise<Trial> {
  const clock = { nowMs: NOON_MS };
  const events: string[] = [];
  const waiters = new Map<string, () => void>();
  const timers = new Map<() => void, number>();
  const hear = (event: string) => {
    events.push(event);
    waiters.get(event)?.();
  };
  const opened = await openJournal({
    dir,
    rotation: "day",
    fsync: "batch",
    fsyncIntervalMs: 1000,
    pendingBytesMax: 2 ** 20,
    nowMs: () => clock.nowMs,
    monotonicMs: () => performance.now(),
    timers: {
      after(delayMs, task) {
        timers.set(task, delayMs);
        return () => timers.delete(task);
      },
    },
    observer: {
      written: (bytes, records) => hear(`written ${bytes} ${records}`),
      synced: () => hear("synced"),
      pending: () => {},
      failed: ({ kind }) => hear(`failed ${kind}`),
      recovered: () => hear("recovered"),
      torn: (lines, bytes, file) => hear(`torn ${lines} ${bytes} ${file}`),
      disturbed: (file) => hear(`disturbed ${file}`),
    },
    ...given,
  });
  assert.ok(opened.ok, JSON.stringify(opened));
  return {
    dir,
    journal: opened.value,
    events,
    clock,
    delays: () => [...timers.values()],
    fire() {
      const due = [...timers.keys()];
      timers.clear();
      for (const task of due) task();
    },
    heard: (event) => new Promise((resolve) => waiters.set(event, resolve)),
    files: () => readFiles(dir),
  };
}

function readFiles(dir: string): Record<string, string> {
  const names = [...Deno.readDirSync(dir)].map(({ name }) => name)
    .filter((name) => !name.startsWith("."));
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      Deno.readTextFileSync(join(dir, name)),
    ]),
  );
}

Deno.test("openJournal() makes the directory and today's file, closed to others", async () => {
  await withJournal({}, async ({ dir, files }) => {
    assert.deepEqual(files(), { "20260501.ndjson": "" });
    assert.equal((await Deno.stat(dir)).mode! & 0o777, 0o750);
    assert.equal((await Deno.stat(join(dir, "20260501.ndjson"))).mode! & 0o777, 0o640);
  });
});

Deno.test("openJournal() refuses a directory that another owner writes to", async () => {
  await withJournal({}, async ({ dir, journal }) => {
    const options: JournalOptions = {
      dir,
      rotation: "day",
      fsync: "batch",
      fsyncIntervalMs: 1000,
      pendingBytesMax: 1,
      nowMs: () => NOON_MS,
      monotonicMs: () => 0,
      observer: {
        written() {},
        synced() {},
        pending() {},
        failed() {},
        recovered() {},
        torn() {},
        disturbed() {},
      },
    };
    assert.deepEqual(await openJournal(options), {
      ok: false,
      failure: {
        kind: "journal_error",
        detail: `Cannot open journal ${dir}: process ${Deno.pid} writes to it already`,
        retryAfterSec: 5,
      },
    });
    const neighbour = await openJournal({ ...options, worker: 2 });
    assert.ok(neighbour.ok);
    await neighbour.value.close();
    await journal.close();
    const heir = await openJournal(options);
    assert.ok(heir.ok);
    await heir.value.close();
  });
});

Deno.test("append() writes batches whole and in order, a group at a time", async () => {
  await withJournal({}, async ({ journal, events, files }) => {
    const batches = Array.from({ length: 40 }, (_, i) => `{"n":${i}}\n{"n":${i},"more":true}\n`);
    const answers = await Promise.all(batches.map((lines) => journal.append(encode(lines), 2)));
    assert.deepEqual(new Set(answers), new Set([undefined]));
    assert.equal(files()["20260501.ndjson"], batches.join(""));
    const groups = events.filter((event) => event.startsWith("written"));
    assert.ok(groups.length < 5, `${groups.length} groups for 40 batches at once`);
    assert.equal(groups.reduce((sum, group) => sum + Number(group.split(" ")[2]), 0), 80);
  });
});

Deno.test("append() acknowledges after the sync in mode batch", async () => {
  await withJournal({ fsync: "batch" }, async ({ journal, events }) => {
    await journal.append(encode("{}\n"), 1);
    assert.deepEqual(events, ["synced", "written 3 1"]);
  });
});

Deno.test("append() acknowledges before the sync in mode interval, which follows once", async () => {
  const interval = { fsync: "interval", fsyncIntervalMs: 250 } as const;
  await withJournal(interval, async ({ journal, events, delays, fire, heard }) => {
    await journal.append(encode("{}\n"), 1);
    await journal.append(encode("{}\n"), 1);
    assert.deepEqual(events, ["written 3 1", "written 3 1"]);
    assert.deepEqual(delays(), [250]);
    const synced = heard("synced");
    fire();
    await synced;
    assert.deepEqual(delays(), [], "an idle journal sets no timer");
    await journal.close();
    assert.deepEqual(events.slice(2), ["synced"], "what is synced is not synced again");
  });
});

Deno.test("append() leaves syncing to close() in mode never", async () => {
  await withJournal({ fsync: "never" }, async ({ journal, events, delays }) => {
    await journal.append(encode("{}\n"), 1);
    assert.deepEqual(events, ["written 3 1"]);
    assert.deepEqual(delays(), []);
    await journal.close();
    assert.deepEqual(events, ["written 3 1", "synced"]);
  });
});

Deno.test("append() starts a file at midnight UTC, and syncs the old one", async () => {
  await withJournal({ fsync: "never" }, async ({ journal, clock, events, files }) => {
    clock.nowMs = Date.UTC(2026, 4, 2) - 1;
    await journal.append(encode("1\n"), 1);
    clock.nowMs++;
    await journal.append(encode("2\n"), 1);
    assert.deepEqual(files(), { "20260501.ndjson": "1\n", "20260502.ndjson": "2\n" });
    assert.deepEqual(events, ["written 2 1", "synced", "written 2 1"]);
  });
});

Deno.test("append() starts a file on the hour, for its worker", async () => {
  const hourly = { rotation: "hour", worker: 2 } as const;
  await withJournal(hourly, async ({ journal, clock, files }) => {
    clock.nowMs = NOON_MS + 3_599_999;
    await journal.append(encode("1\n"), 1);
    clock.nowMs++;
    await journal.append(encode("2\n"), 1);
    assert.deepEqual(files(), { "2026050112.w2.ndjson": "1\n", "2026050113.w2.ndjson": "2\n" });
  });
});

Deno.test("append() stays in its file when the clock steps back, up to an hour", async () => {
  await withJournal({}, async ({ journal, clock, files }) => {
    await journal.append(encode("1\n"), 1);
    clock.nowMs = Date.UTC(2026, 4, 2);
    await journal.append(encode("2\n"), 1);
    clock.nowMs -= 3_600_000;
    await journal.append(encode("3\n"), 1);
    assert.deepEqual(files(), { "20260501.ndjson": "1\n", "20260502.ndjson": "2\n3\n" });
    clock.nowMs -= 1;
    await journal.append(encode("4\n"), 1);
    assert.deepEqual(files(), { "20260501.ndjson": "1\n4\n", "20260502.ndjson": "2\n3\n" });
  });
});

Deno.test("append() refuses with queue_full what would wait beyond the bound", async () => {
  await withJournal({ pendingBytesMax: 10 }, async ({ journal, files }) => {
    const first = journal.append(encode("123456\n"), 1);
    assert.equal(journal.unavailable(), undefined);
    const second = journal.append(encode("12\n"), 1);
    assert.equal(journal.unavailable()?.kind, "queue_full");
    const third = await journal.append(encode("1\n"), 1);
    assert.equal(third?.kind, "queue_full");
    assert.ok(third !== undefined && "retryAfterSec" in third && third.retryAfterSec > 0);
    assert.deepEqual([await first, await second], [undefined, undefined]);
    assert.equal(journal.unavailable(), undefined);
    const large = "a batch larger than the bound\n";
    assert.equal(await journal.append(encode(large), 1), undefined);
    assert.equal(files()["20260501.ndjson"], `123456\n12\n${large}`);
  });
});

Deno.test("append() throws on a line without an end, and has nothing to do for no line", async () => {
  await withJournal({}, async ({ journal, events }) => {
    assert.throws(() => journal.append(encode("{}\n{}"), 2), TypeError);
    assert.equal(await journal.append(new Uint8Array(0), 0), undefined);
    assert.deepEqual(events, []);
  });
});

Deno.test("close() writes what was taken, and refuses what comes later", async () => {
  await withJournal({}, async ({ journal, files }) => {
    const taken = Array.from({ length: 20 }, (_, i) => journal.append(encode(`${i}\n`), 1));
    const closed = journal.close();
    assert.equal((await journal.append(encode("late\n"), 1))?.kind, "draining");
    assert.equal(journal.unavailable()?.kind, "draining");
    await closed;
    await journal.close();
    assert.deepEqual(new Set(await Promise.all(taken)), new Set([undefined]));
    assert.equal(files()["20260501.ndjson"], taken.map((_, i) => `${i}\n`).join(""));
  });
});

Deno.test("nullJournal() acknowledges until it is closed", async () => {
  const journal = nullJournal();
  assert.equal(await journal.append(encode("{}\n"), 1), undefined);
  await journal.close();
  assert.equal((await journal.append(encode("{}\n"), 1))?.kind, "draining");
  assert.equal(journal.unavailable()?.kind, "draining");
});

/** One life of the process: batches it acknowledged, and how its end left the file. */
interface Life {
  readonly batches: readonly (readonly string[])[];
  /** Where a crash cuts the file, as a share of what this life wrote; 1 loses nothing. */
  readonly kept: number;
  /** NULs in place of data at the end. */
  readonly nuls: number;
}

const lives: fc.Arbitrary<readonly Life[]> = fc.array(
  fc.record({
    batches: fc.array(fc.array(fc.json({ maxDepth: 1 }), { minLength: 1, maxLength: 5 }), {
      maxLength: 6,
    }),
    kept: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    nuls: fc.oneof(fc.constant(0), fc.nat(9000)),
  }),
  { minLength: 1, maxLength: 4 },
);

Deno.test("openJournal() keeps exactly the whole lines of any sequence of crashes", async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (given) => {
      const dir = await Deno.makeTempDir();
      const path = join(dir, "20260501.ndjson");
      try {
        let whole = new Uint8Array(0);
        let torn = "";
        for (const { batches, kept, nuls } of given) {
          const { journal, files } = await open(dir);
          assert.equal(files()["20260501.ndjson"], new TextDecoder().decode(whole));
          assert.equal(files()["20260501.torn"] ?? "", torn);
          await Promise.all(
            batches.map((batch) =>
              journal.append(encode(batch.map((line) => `${line}\n`).join("")), batch.length)
            ),
          );
          await journal.close();
          const written = await Deno.readFile(path);
          const length = whole.length + Math.floor((written.length - whole.length) * kept);
          const left = written.subarray(0, length);
          await Deno.writeFile(path, new Uint8Array([...left, ...new Uint8Array(nuls)]));
          whole = left.slice(0, left.lastIndexOf(10) + 1);
          const tail = new TextDecoder().decode(left.subarray(whole.length)) + "\0".repeat(nuls);
          if (tail !== "") torn += `${tail}\n`;
        }
        const { journal, files } = await open(dir);
        assert.equal(files()["20260501.ndjson"], new TextDecoder().decode(whole));
        assert.equal(files()["20260501.torn"] ?? "", torn);
        await journal.close();
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    }),
    { numRuns: 60 },
  );
});
