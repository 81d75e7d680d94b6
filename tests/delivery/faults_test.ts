/** Delivery while its sink is down or slow, its disk is full, and its journal is archived under it. */
import assert from "node:assert/strict";
import { createBacklogStore, drainBacklog } from "./backlog.ts";
import { sweep } from "../../housekeeping/mod.ts";
import { findNamespace, runOnSmallDisk } from "../journal/small_disk.ts";
import { startDeliveryProcess, until, writeConfig } from "./delivery_process.ts";
import { startHttpStore } from "./http_store.ts";
import { createJournal } from "./journal_fixture.ts";

const SMALL = { batch: { bytes_max: 4_096, age_ms_max: 20 }, retry: { first_ms: 5, max_ms: 50 } };
const DAY_MS = 86_400_000;

Deno.test("a sink that is down for the whole of a run gets every record once it is back, in order", async () => {
  const journal = createJournal();
  const gone = startHttpStore();
  const port = Number(new URL(gone.url).port);
  await gone.stop();
  try {
    const config = writeConfig(journal, [{ name: "store", type: "http", url: gone.url, ...SMALL }]);
    const delivery = startDeliveryProcess(config);
    const lines: string[] = [];
    for (let part = 0; part < 5; part++) {
      lines.push(...journal.append("20261201.ndjson", 40));
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    const store = startHttpStore(port);
    await until("every record", () => store.records().length === lines.length);
    assert.equal(await delivery.stop(), 0);
    assert.deepEqual(store.requests.flatMap(({ body }) => body.trimEnd().split("\n")), lines);
    await store.stop();
  } finally {
    journal.remove();
  }
});

Deno.test("a sink that takes its time gets one request after another, and each record once", async () => {
  const journal = createJournal();
  const store = startHttpStore();
  let underWay = 0;
  let mostUnderWay = 0;
  store.answer = async () => {
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 150));
    underWay--;
    return undefined;
  };
  try {
    const lines = journal.append("20261201.ndjson", 120);
    const config = writeConfig(journal, [{
      name: "store",
      type: "http",
      url: store.url,
      ...SMALL,
    }]);
    const delivery = startDeliveryProcess(config);
    await until("every record", () => store.records().length === lines.length);
    assert.equal(await delivery.stop(), 0);
    assert.equal(mostUnderWay, 1);
    assert.deepEqual(store.requests.flatMap(({ body }) => body.trimEnd().split("\n")), lines);
  } finally {
    await store.stop();
    journal.remove();
  }
});

Deno.test("housekeeping archives no file before delivery has it, and then takes it away under it", async () => {
  const journal = createJournal();
  const store = startHttpStore();
  let isOpen = false;
  store.answer = () => isOpen ? undefined : new Response("no", { status: 503 });
  const archive = `${journal.folder}/../archive`;
  const settings = {
    LOGOPS_SINK_DIR: journal.folder,
    LOGOPS_RETENTION_DAYS: 0,
    LOGOPS_ARCHIVE_MODE: "zip" as const,
    LOGOPS_ARCHIVE_DIR: archive,
    LOGOPS_HOUSEKEEP_READER_WAIT_HOURS: 48,
  };
  const sweepNow = () =>
    sweep({
      settings,
      nowMs: Date.now(),
      trustClock: false,
      signal: new AbortController().signal,
      onEvent: () => {},
    });
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10).replaceAll("-", "");
  const old = `${dayOf(Date.now() - DAY_MS)}.ndjson`;
  try {
    const lines = journal.append(old, 50);
    const config = writeConfig(journal, [{
      name: "store",
      type: "http",
      url: store.url,
      ...SMALL,
    }]);
    const delivery = startDeliveryProcess(config);
    const checkpoint = `${journal.folder}/.checkpoints/deliver.store.json`;
    await until("a plan", () => exists(checkpoint));
    assert.equal((await sweepNow()).outcome, "done");
    assert.ok(exists(`${journal.folder}/${old}`), "archived before it was delivered");
    lines.push(...journal.append(`${dayOf(Date.now())}.ndjson`, 50));
    isOpen = true;
    await until("every record", () => store.records().length === lines.length);
    await until("the checkpoint says so", () => {
      const { positions } = JSON.parse(Deno.readTextFileSync(checkpoint));
      return positions[old] === Deno.statSync(`${journal.folder}/${old}`).size;
    });
    assert.equal((await sweepNow()).outcome, "done");
    assert.ok(!exists(`${journal.folder}/${old}`), "delivered, and not archived");
    lines.push(...journal.append(`${dayOf(Date.now())}.ndjson`, 50));
    await until("what came after the archive", () => store.records().length === lines.length);
    assert.equal(await delivery.stop(), 0);
    assert.deepEqual(store.records(), lines);
  } finally {
    await store.stop();
    journal.remove();
  }
});

Deno.test({
  name:
    "a backlog of 100,000 records is drained with less than 200 MiB (the long form: prove:deliver)",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using store = createBacklogStore();
    const drained = await drainBacklog(100_000, store);
    assert.equal(drained.taken, 100_000);
    assert.ok(drained.peakMiB < 200, `${drained.peakMiB} MiB`);
  },
});

const { flags, reason } = findNamespace();

Deno.test({
  name: "a full disk stops delivery, loudly, and loses and doubles nothing once there is room" +
    (flags === undefined ? ` (${reason})` : ""),
  ignore: flags === undefined,
  async fn() {
    const trial = new URL("disk_full_trial.ts", import.meta.url);
    const { success, text } = await runOnSmallDisk(flags!, "1m", trial);
    assert.ok(success, text);
    assert.match(text, /delivery went on/);
  },
});

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
