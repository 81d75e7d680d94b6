/**
 * Appends of 38 KB (100 records) by 1, 16 and 64 clients at once, in each fsync mode. An iteration
 * is 64 appends, whoever makes them, into a file of their own.
 */
import { join } from "node:path";
import { FSYNC_MODES, type FsyncMode, type Journal, openJournal } from "./mod.ts";

const CLIENTS = [1, 16, 64];
const APPENDS = 64;
const BATCH_BYTES = 38_000;
const BATCH_RECORDS = 100;
const ITERATIONS = 100;
const HOUR_MS = 3_600_000;

const batch = new Uint8Array(BATCH_BYTES).fill("x".charCodeAt(0));
for (let i = 1; i <= BATCH_RECORDS; i++) batch[i * (BATCH_BYTES / BATCH_RECORDS) - 1] = 10;

interface Bench {
  readonly dir: string;
  readonly journal: Journal;
  readonly clock: { nowMs: number };
}

async function open(fsync: FsyncMode): Promise<Bench> {
  const dir = await Deno.makeTempDir();
  addEventListener("unload", () => Deno.removeSync(dir, { recursive: true }));
  const clock = { nowMs: 0 };
  const opened = await openJournal({
    dir,
    rotation: "hour",
    fsync,
    fsyncIntervalMs: 1000,
    pendingBytesMax: 64 * 2 ** 20,
    nowMs: () => clock.nowMs,
    monotonicMs: () => performance.now(),
    observer: {
      written() {},
      synced() {},
      pending() {},
      failed() {},
      recovered() {},
      torn() {},
      disturbed() {},
    },
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  return { dir, journal: opened.value, clock };
}

/** Starts a new file, and removes those before it. */
async function turnPage({ dir, journal, clock }: Bench): Promise<void> {
  const old = [...Deno.readDirSync(dir)].filter(({ name }) => name.endsWith(".ndjson"));
  clock.nowMs += HOUR_MS;
  await journal.append(batch, BATCH_RECORDS);
  for (const { name } of old) await Deno.remove(join(dir, name));
}

for (const fsync of FSYNC_MODES) {
  for (const clients of CLIENTS) {
    let bench: Bench | undefined;
    Deno.bench({
      name: `${APPENDS} appends, ${clients} at once`,
      group: `fsync ${fsync}`,
      baseline: clients === 1,
      n: ITERATIONS,
      async fn(b) {
        bench ??= await open(fsync);
        await turnPage(bench);
        const { journal } = bench;
        b.start();
        await Promise.all(Array.from({ length: clients }, async () => {
          for (let i = 0; i < APPENDS / clients; i++) await journal.append(batch, BATCH_RECORDS);
        }));
        b.end();
      },
    });
  }
}
