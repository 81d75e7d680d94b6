/** A backlog in the journal, delivered by a process to a store that counts: how fast, in how much memory. */
import { startDeliveryProcess, until, writeConfig } from "./delivery_process.ts";
import { createJournal, type JournalFixture } from "./journal_fixture.ts";

export interface BacklogStore extends AsyncDisposable {
  readonly url: string;
  taken(): number;
}

/** Reads each request to its end, and keeps how many records it says to have. */
export function createBacklogStore(): BacklogStore {
  let taken = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const reader = request.body!.getReader();
      while (!(await reader.read()).done);
      taken += Number(request.headers.get("logops-records"));
      return new Response();
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    taken: () => taken,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

export interface Drained {
  readonly taken: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly cpuSec: number;
  /** Of the delivering process, at most. */
  readonly peakMiB: number;
}

const FILE = "20261201.ndjson";
const CHUNK_RECORDS = 100_000;
const WAIT_MS_MAX = 600_000;

export async function drainBacklog(records: number, store: BacklogStore): Promise<Drained> {
  const journal = createJournal();
  try {
    for (let done = 0; done < records; done += CHUNK_RECORDS) {
      journal.append(FILE, Math.min(CHUNK_RECORDS, records - done));
    }
    const bytes = Deno.statSync(`${journal.folder}/${FILE}`).size;
    const config = writeConfig(journal, [{ name: "sink", type: "http", url: store.url }]);
    const startedMs = performance.now();
    const delivery = startDeliveryProcess(config);
    let peakMiB = 0;
    await until("the backlog drained", () => {
      peakMiB = Math.max(peakMiB, residentMiB(delivery.pid));
      return store.taken() >= records && deliveredBytes(journal, FILE) === bytes;
    }, WAIT_MS_MAX);
    const cpuSec = cpuSecondsOf(delivery.pid);
    const seconds = (performance.now() - startedMs) / 1000;
    await delivery.stop();
    return { taken: store.taken(), bytes, seconds, cpuSec, peakMiB };
  } finally {
    journal.remove();
  }
}

/** How far the sink `sink` is in a file, by its checkpoint. */
export function deliveredBytes(journal: JournalFixture, file: string): number {
  try {
    const text = Deno.readTextFileSync(`${journal.folder}/.checkpoints/deliver.sink.json`);
    return JSON.parse(text).positions[file] ?? 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

function residentMiB(pid: number): number {
  const [, kib] = /VmHWM:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
  return Number(kib) / 1024;
}

/** User and system time, in the ticks of proc(5), 100 a second. */
function cpuSecondsOf(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
