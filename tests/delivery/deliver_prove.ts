/**
 * `deno task prove:deliver [records]`: delivery is killed 50 times with kill -9 while it pushes to a
 * VictoriaLogs that is ended and started 10 times; then a backlog goes to a store over HTTP, and its
 * memory is measured. Prints what was lost, twice, and how fast; exits with 1 if anything was.
 *
 * The server is ended with SIGTERM: killed with -9 it loses the seconds that it has acknowledged and
 * not written, which no sender can mend.
 */
import assert from "node:assert/strict";
import { createBacklogStore, deliveredBytes, drainBacklog } from "./backlog.ts";
import { getVictoriaLogs, readVictoriaLogs, startVictoriaLogs } from "../servers/victorialogs.ts";
import { startDeliveryProcess, until, writeConfig } from "./delivery_process.ts";
import { createJournal, type JournalFixture } from "./journal_fixture.ts";

const KILLS = 50;
const SERVER_RESTARTS = 10;
const MEMORY_MIB_MAX = 200;
const WAIT_MS_MAX = 600_000;

await proveKills();
await proveBacklog(Number(Deno.args[0] ?? 10_000_000));

async function proveKills(): Promise<void> {
  const got = await getVictoriaLogs();
  if ("missing" in got) return console.log(`kills: not run: ${got.missing}`);
  const server = await startVictoriaLogs(got.path);
  const journal = createJournal();
  try {
    const config = writeConfig(journal, [{
      name: "sink",
      type: "loki",
      url: `http://127.0.0.1:${server.port}/insert`,
      batch: { bytes_max: 32_768, age_ms_max: 50 },
      retry: { first_ms: 20, max_ms: 200 },
    }]);
    let written = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      written += journal.append("20261201.ndjson", 1_000).length;
      const delivery = startDeliveryProcess(config);
      if (kill % (KILLS / SERVER_RESTARTS) === 0) {
        await server.end();
        await server.start();
      }
      await pause(400 + kill * 37 % 900);
      await delivery.kill();
      if (kill % 10 === 0) console.log(`kills: ${kill} of ${KILLS}, ${written} records written`);
    }
    const delivery = startDeliveryProcess(config);
    await until(
      "all delivered",
      () => deliveredBytes(journal, "20261201.ndjson") === sizeOf(journal),
      WAIT_MS_MAX,
    );
    await delivery.stop();
    const seqs = (await readVictoriaLogs(server.port))
      .map(({ seq, _msg }) => Number(seq ?? JSON.parse(_msg).seq));
    const lost = written - new Set(seqs).size;
    const twice = seqs.length - new Set(seqs).size;
    console.log(
      `kills: ${KILLS} of delivery, ${SERVER_RESTARTS} ends of the server, ${written} records: ` +
        `${lost} lost, ${twice} twice`,
    );
    assert.deepEqual([lost, twice], [0, 0]);
  } finally {
    await server.stop();
    journal.remove();
  }
}

async function proveBacklog(records: number): Promise<void> {
  await using store = createBacklogStore();
  const { taken, bytes, seconds, cpuSec, peakMiB } = await drainBacklog(records, store);
  console.log(
    `backlog: ${records} records of ${Math.round(bytes / records)} bytes in ` +
      `${seconds.toFixed(1)} s, ${Math.round(records / cpuSec)} records per CPU-second, ` +
      `at most ${peakMiB.toFixed(0)} MiB`,
  );
  assert.equal(taken, records);
  assert.ok(peakMiB < MEMORY_MIB_MAX, `${peakMiB} MiB`);
}

function sizeOf(journal: JournalFixture): number {
  return Deno.statSync(`${journal.folder}/20261201.ndjson`).size;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
