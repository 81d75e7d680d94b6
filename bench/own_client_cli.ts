/**
 * Our own load client, for machines without `wrk` and for rates that are held: reads one job as
 * JSON from its standard input and prints one result as JSON.
 *
 * Closed loop: one request under way on each connection. Open loop (`requestsPerSec`): requests are
 * due at even distances, latency counts from when a request was due, and a request that finds all
 * connections busy waits on its own account (no coordinated omission). Timers round up to whole
 * milliseconds, so latencies of the open loop are up to a millisecond too long.
 */
import { type ClientJob, resultOf } from "./own_client.ts";
import { OwnConnection, prepareRequest } from "./own_connection.ts";
import { createHistogram } from "./latency_histogram.ts";

const job: ClientJob = JSON.parse(await new Response(Deno.stdin.readable).text());
const url = new URL(job.url);
const requests = await Promise.all(
  job.files.map(async (path) =>
    prepareRequest(url, { contentType: job.contentType, bytes: await Deno.readFile(path) })
  ),
);
const latencies = createHistogram();
const startMs = performance.now();
const endMs = startMs + job.durationSec * 1000;
const stepMs = job.requestsPerSec === undefined ? 0 : 1000 / job.requestsPerSec;
let taken = 0;
let answered = 0;
let errors = 0;

/** When the next request is due; `undefined` when there is none any more. */
async function takeDue(): Promise<number | undefined> {
  const nowMs = performance.now();
  if (stepMs === 0) return nowMs < endMs ? nowMs : undefined;
  const dueMs = startMs + taken++ * stepMs;
  if (dueMs >= endMs) return undefined;
  const waitMs = dueMs - nowMs;
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  return dueMs;
}

async function drive(first: number): Promise<void> {
  let connection = await OwnConnection.open(url);
  for (let turn = first;; turn++) {
    const dueMs = await takeDue();
    if (dueMs === undefined) break;
    try {
      const status = await connection.exchange(requests[turn % requests.length]!);
      if (status >= 200 && status < 300) answered++;
      else errors++;
      const latencyMs = performance.now() - dueMs;
      latencies.addMs(latencyMs);
      window.latencies.addMs(latencyMs);
    } catch {
      errors++;
      connection.close();
      connection = await OwnConnection.open(url);
    }
  }
  connection.close();
}

let window = newWindow();

function newWindow() {
  return { startMs: performance.now(), answered, errors, latencies: createHistogram() };
}

function closeWindow(): void {
  const seconds = (performance.now() - window.startMs) / 1000;
  const counts = { answered: answered - window.answered, errors: errors - window.errors };
  const result = resultOf({ ...counts, seconds, cpuSec: 0 }, window.latencies);
  console.log(JSON.stringify({ ...result, isWindow: true }));
  window = newWindow();
}

const windowTimer = job.windowSec === undefined
  ? undefined
  : setInterval(closeWindow, job.windowSec * 1000);

await Promise.all(Array.from({ length: job.connections }, (_, index) => drive(index)));
clearInterval(windowTimer);
// What is left of less than half a window tells nothing; the total has it.
if (performance.now() - window.startMs >= (job.windowSec ?? Infinity) * 500) closeWindow();
const seconds = (performance.now() - startMs) / 1000;
const { user, system } = process.cpuUsage();
console.log(JSON.stringify(
  resultOf({ answered, errors, seconds, cpuSec: (user + system) / 1e6 }, latencies),
));
Deno.exit(0);
