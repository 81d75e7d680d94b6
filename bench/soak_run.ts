/**
 * A long run at a held rate: the gateway and the client in processes of their own, and one look a
 * second at what the gateway uses.
 *
 * The journal of ten minutes would fill tens of gigabytes. Blocks that lie far enough behind its end
 * are given back to the disk by punching a hole (fallocate(2)): the file keeps its size and its
 * place, and the gateway writes and syncs on as ever.
 */
import { makeBodies } from "./bodies.ts";
import type { ClientResult } from "./client.ts";
import { mustAccept } from "./load.ts";
import { ownClient, runOwnClient } from "./own_client.ts";
import { memoryOf, openFilesOf } from "./process_stat.ts";
import type { SoakSample, SoakSeries, SoakWindow } from "./soak.ts";
import { journalFiles, startSubject, type Subject } from "./subject.ts";
import { REFERENCE } from "./star.ts";

export interface SoakOptions {
  readonly sinkRoot: string;
  readonly requestsPerSec: number;
  readonly durationSec: number;
  /** What one window of latencies covers; the first one is the warm-up. */
  readonly windowSec: number;
}

export interface SoakDeps {
  readonly env: Readonly<Record<string, string>>;
  readonly monotonicMs: () => number;
  readonly onWindow: (window: SoakWindow, sample: SoakSample | undefined) => void;
}

const SAMPLE_MS = 1000;
/** A short run has samples enough for its line, too. */
const SAMPLES_PER_WINDOW_MIN = 5;
/** Often, so that holes are small: one of a gigabyte locks the file for a fifth of a second. */
const PUNCH_MS = 100;
const KEPT_BYTES = 64 * 2 ** 20;
const HOLE_BYTES_MIN = 2 ** 22;
const PEAK_SEC = 8;
const PEAK_WARM_UP_SEC = 4;

/** Requests a second that the gateway takes at most, in the reference case. */
export async function measurePeak(
  sinkRoot: string,
  env: Readonly<Record<string, string>>,
): Promise<number> {
  await using gateway = await startSubject({ kind: "gateway", sinkRoot }, env);
  const bodies = makeBodies(REFERENCE.format, REFERENCE.records);
  const run = { url: gateway.url, bodies, connections: REFERENCE.connections };
  await ownClient.run({ ...run, durationSec: PEAK_WARM_UP_SEC });
  const { requests, seconds } = await ownClient.run({ ...run, durationSec: PEAK_SEC });
  return requests / seconds;
}

export async function runSoak(
  { sinkRoot, requestsPerSec, durationSec, windowSec }: SoakOptions,
  deps: SoakDeps,
): Promise<SoakSeries> {
  await using gateway = await startSubject({ kind: "gateway", sinkRoot }, deps.env);
  const bodies = makeBodies(REFERENCE.format, REFERENCE.records);
  await mustAccept(gateway.url, bodies[0]!);
  const samples: SoakSample[] = [];
  const windows: SoakWindow[] = [];
  const sampleMs = Math.min(SAMPLE_MS, windowSec * 1000 / SAMPLES_PER_WINDOW_MIN);
  const watch = startWatch(gateway, sampleMs, deps.monotonicMs, samples);
  const onWindow = (result: ClientResult) => {
    const { requests, errors, p99Ms } = result;
    const window = { atSec: windows.length * windowSec, requests, errors, p99Ms };
    windows.push(window);
    deps.onWindow(window, samples.at(-1));
  };
  const { url } = gateway;
  const { connections } = REFERENCE;
  const run = { url, bodies, connections, durationSec, requestsPerSec, windowSec };
  try {
    const { requests, errors } = await runOwnClient(run, onWindow);
    return { warmUpSec: windowSec, requests, errors, samples, windows };
  } finally {
    await watch.stop();
  }
}

/** Samples and punches until stopped; a fault of either comes out of `stop`. */
function startWatch(
  gateway: Subject,
  sampleMs: number,
  monotonicMs: () => number,
  samples: SoakSample[],
) {
  const startMs = monotonicMs();
  const ended = Promise.withResolvers<void>();
  let isEnded = false;
  const pause = async (ms: number) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, ms));
    await Promise.race([late, ended.promise]);
    clearTimeout(timer);
  };
  const sampling = (async () => {
    for (let n = 1; !isEnded; n++) {
      await pause(startMs + n * sampleMs - monotonicMs());
      const { residentBytes } = await memoryOf(gateway.pid);
      const openFiles = await openFilesOf(gateway.pid);
      samples.push({ atSec: (monotonicMs() - startMs) / 1000, residentBytes, openFiles });
    }
  })();
  const punching = (async () => {
    const punchedTo = new Map<string, number>();
    while (!isEnded) {
      await pause(PUNCH_MS);
      for (const path of await journalFiles(gateway.sinkDir)) {
        punchedTo.set(path, await punch(path, punchedTo.get(path) ?? 0));
      }
    }
  })();
  return {
    async stop() {
      isEnded = true;
      ended.resolve();
      await Promise.all([sampling, punching]);
    },
  };
}

/** Punches from offset `from`; gives the offset that it came to. */
async function punch(path: string, from: number): Promise<number> {
  const to = (await Deno.stat(path)).size - KEPT_BYTES;
  if (to - from < HOLE_BYTES_MIN) return from;
  const { success, stderr } = await new Deno.Command("fallocate", {
    args: ["--punch-hole", "--offset", String(from), "--length", String(to - from), path],
  }).output();
  if (!success) throw new Error(`Cannot punch a hole: ${new TextDecoder().decode(stderr)}`);
  return to;
}
