/** Delivery as a process: killed at any moment, its sink away, a bad record, a full disk, rotation. */
import assert from "node:assert/strict";
import { readCheckpoints } from "../../housekeeping/retention/mod.ts";
import { runDelivery, startDeliveryProcess, until, writeConfig } from "./delivery_process.ts";
import { startHttpStore } from "./http_store.ts";
import { createJournal, type JournalFixture } from "./journal_fixture.ts";

const SMALL = { batch: { bytes_max: 4_096, age_ms_max: 20 }, retry: { first_ms: 5, max_ms: 50 } };

async function withDelivery(
  run: (
    journal: JournalFixture,
    store: ReturnType<typeof startHttpStore>,
    config: (more?: object) => ReturnType<typeof writeConfig>,
  ) => Promise<void>,
): Promise<void> {
  const journal = createJournal();
  const store = startHttpStore();
  try {
    const config = (more: object = {}) =>
      writeConfig(journal, [{ name: "store", type: "http", url: store.url, ...SMALL, ...more }]);
    await run(journal, store, config);
  } finally {
    await store.stop();
    journal.remove();
  }
}

Deno.test("kill -9 five times: the same ranges come again as the same bytes, and nothing is lost", async () => {
  await withDelivery(async (journal, store, config) => {
    const lines = [
      ...journal.append("20261130.ndjson", 400),
      ...journal.append("20261201.ndjson", 400),
    ];
    store.answer = () => new Promise((resolve) => setTimeout(() => resolve(undefined), 3));
    const configured = config();
    for (let kill = 0; kill < 5; kill++) {
      const delivery = startDeliveryProcess(configured);
      const wanted = store.requests.length + 4;
      await until("four more requests", () => store.requests.length >= wanted);
      await delivery.kill();
    }
    const delivery = startDeliveryProcess(configured);
    await until("every record", () => store.records().length >= lines.length);
    assert.equal(await delivery.stop(), 0);
    assert.deepEqual(store.records(), lines);
    const bodies = new Map<string, string>();
    for (const { key, body } of store.requests) {
      assert.equal(body, bodies.get(key) ?? body, `${key} came again as other bytes`);
      bodies.set(key, body);
    }
  });
});

Deno.test("a sink that answers 429, 500, 403 and nothing at all gets every record in the end, in order", async () => {
  await withDelivery(async (journal, store, config) => {
    const lines = journal.append("20261201.ndjson", 200);
    const faults = [429, 500, 503, 403, 404];
    store.answer = (_request, count) =>
      count % 2 === 0
        ? new Response("no", {
          status: faults[count / 2 % faults.length]!,
          headers: { "retry-after": "0" },
        })
        : undefined;
    const delivery = startDeliveryProcess(config());
    await until("every record", () => store.records().length >= lines.length);
    assert.equal(await delivery.stop(), 0);
    assert.deepEqual(store.requests.flatMap(({ body }) => body.trimEnd().split("\n")), lines);
  });
});

Deno.test("one bad record goes to the dead letters with its place, is listed, and sent again", async () => {
  await withDelivery(async (journal, store, config) => {
    const before = journal.append("20261201.ndjson", 60);
    const [poison] = journal.append("20261201.ndjson", 1, { poison: true });
    const after = journal.append("20261201.ndjson", 60);
    store.answer = ({ body }) =>
      body.includes("poison") ? new Response("no", { status: 400 }) : undefined;
    const configured = config();
    const delivery = startDeliveryProcess(configured);
    await until("all but one", () => store.records().length >= before.length + after.length);
    assert.equal(await delivery.stop(), 0);
    assert.deepEqual(store.records(), [...before, ...after]);
    const listed = await runDelivery(configured, ["dead", "list", "--json"]);
    const offset = before.reduce((sum, line) => sum + new TextEncoder().encode(line).length + 1, 0);
    assert.deepEqual(JSON.parse(listed.stdout), {
      files: [{
        sink: "store",
        file: "20261201.ndjson",
        letters: 1,
        reasons: { "answered 400": 1 },
      }],
    });
    const letter = JSON.parse(Deno.readTextFileSync(`${journal.dead}/store/20261201.ndjson`));
    assert.deepEqual([letter.offset, letter.record], [offset, poison]);
    const refused = await runDelivery(configured, ["dead", "resend", "store"]);
    assert.deepEqual([refused.code, refused.stdout], [1, "0 sent, 1 refused again.\n"]);
    store.answer = () => undefined;
    const resent = await runDelivery(configured, ["dead", "resend", "store"]);
    assert.deepEqual([resent.code, resent.stdout], [0, "1 sent, 0 refused again.\n"]);
    assert.ok(store.requests.some(({ body }) => body === `${poison}\n`));
    const empty = await runDelivery(configured, ["dead", "list"]);
    assert.equal(empty.stdout, "0 dead letters.\n");
  });
});

Deno.test("a torn tail waits for its end; rotation and a second worker are followed; housekeeping waits", async () => {
  await withDelivery(async (journal, store, config) => {
    const first = journal.append("2026120110.ndjson", 5);
    const torn = JSON.stringify({ ts: "2026-12-01T10:00:00.000Z", level: "INFO", msg: "torn" });
    const path = `${journal.folder}/2026120111.ndjson`;
    Deno.writeTextFileSync(path, torn.slice(0, 20));
    const delivery = startDeliveryProcess(config());
    await until("the first file", () => store.records().length === first.length);
    Deno.writeTextFileSync(path, torn.slice(20) + "\n", { append: true });
    await until("the line that was torn", () => store.records().length === first.length + 1);
    Deno.removeSync(`${journal.folder}/2026120110.ndjson`); // archived meanwhile
    const next = journal.append("2026120112.w1.ndjson", 5);
    await until("the next file", () => store.records().length === first.length + 1 + next.length);
    assert.equal(await delivery.stop(), 0);
    assert.deepEqual(store.records(), [...first, torn, ...next]);
    const { readers, warnings } = await readCheckpoints(journal.folder);
    assert.deepEqual(warnings, []);
    assert.deepEqual(readers.map(({ name }) => name), ["deliver.store"]);
    assert.equal(readers[0]!.positions["2026120111.ndjson"], Deno.statSync(path).size);
  });
});

Deno.test("'from: now' begins with what comes; a route takes what it names", async () => {
  await withDelivery(async (journal, store, config) => {
    journal.append("20261201.ndjson", 30);
    const configured = config({ from: "now", match: { levels: ["ERROR"] } });
    const delivery = startDeliveryProcess(configured);
    const checkpoint = `${journal.folder}/.checkpoints/deliver.store.json`;
    await until("a checkpoint", () => {
      try {
        return Deno.statSync(checkpoint).isFile;
      } catch {
        return false;
      }
    });
    const lines = journal.append("20261201.ndjson", 30).filter((line) => line.includes('"ERROR"'));
    await until("the errors", () => store.records().length >= lines.length);
    assert.equal(await delivery.stop(), 0);
    assert.deepEqual(store.records(), lines);
    const other = await runDelivery(config({ url: `${store.url}/other` }), []);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /sink 'store' was another .*give the new one a new name/);
  });
});

Deno.test("--drain delivers what is there whatever its age, and ends; with a sink that is down it ends with 1 and loses nothing", async () => {
  await withDelivery(async (journal, store, config) => {
    const lines = [
      ...journal.append("20261201.ndjson", 50),
      ...journal.append("20261201.w1.ndjson", 50),
    ];
    const patient = config({ batch: { bytes_max: 1_000_000, age_ms_max: 3_600_000 } });
    store.answer = () => new Response("no", { status: 503 });
    const brief = {
      ...patient,
      env: { ...patient.env, LOGOPS_DELIVERY_DRAIN_TIMEOUT_SEC: "1" },
    };
    const down = await runDelivery(brief, ["--drain"]);
    assert.equal(down.code, 1, down.stderr);
    assert.match(down.stderr, /"event":"deliver_left","sink":"store"/);
    store.answer = () => undefined;
    const drained = await runDelivery(patient, ["--drain"]);
    assert.equal(drained.code, 0, drained.stderr);
    assert.deepEqual(store.records(), lines);
  });
});
