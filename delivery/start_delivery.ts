/** Delivery as a whole: one lane for each sink, what they tell, and their end. */
import type { Registry } from "prom-client";
import { type ConfiguredSink, createRoute } from "./config/mod.ts";
import {
  type Checkpoint,
  checkpointPath,
  createDeadLetters,
  deadFolder,
  positionsFromNow,
  readCheckpoint,
  runLane,
  writeCheckpoint,
} from "./drive/mod.ts";
import { listJournal } from "./journal/mod.ts";
import { createDeliveryMetrics } from "./metrics.ts";
import type { DeliverySettings } from "./settings.ts";
import type { SinkDeps } from "./sinks/mod.ts";
import { type SinkStatus, type Tell, watchSink } from "./status.ts";

export interface DeliveryDeps extends SinkDeps {
  readonly random: () => number;
  readonly registry: Registry;
  readonly tell: Tell;
  /** Ends by itself when nothing is left to deliver. */
  readonly drain: boolean;
}

export interface Delivery {
  statuses(): SinkStatus[];
  /** Resolves when every lane has written down how far it is. */
  stop(): Promise<void>;
  /** Rejects when a lane fails in a way that nobody foresaw. */
  readonly ended: Promise<void>;
}

export type Started =
  | { readonly ok: true; readonly delivery: Delivery }
  | { readonly ok: false; readonly problems: readonly string[] };

export async function startDelivery(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  deps: DeliveryDeps,
): Promise<Started> {
  const problems = sizeProblems(settings, sinks);
  const checkpoints: Checkpoint[] = [];
  for (const sink of sinks) {
    const found = await openCheckpoint(settings.LOGOPS_SINK_DIR, sink, deps.nowMs());
    if (typeof found === "string") problems.push(found);
    else checkpoints.push(found);
  }
  if (problems.length > 0) return { ok: false, problems };
  const metrics = createDeliveryMetrics(deps.registry);
  const stopping = new AbortController();
  const watched = sinks.map(({ common }) => watchSink(common, metrics, deps.tell, deps.nowMs));
  const lanes = sinks.map(async ({ plugin, common, config }, index) => {
    const sink = plugin.create(config, deps);
    try {
      await runLane({
        sinkDir: settings.LOGOPS_SINK_DIR,
        common,
        sink,
        drain: deps.drain,
        takes: createRoute(common.match),
        checkpointPath: checkpointPath(settings.LOGOPS_SINK_DIR, common.name),
        checkpoint: checkpoints[index]!,
        dead: createDeadLetters(
          deadFolder(settings.LOGOPS_DELIVERY_DEAD_DIR, common.name),
          deps.nowMs,
        ),
        observer: watched[index]!.observer,
        nowMs: deps.nowMs,
        random: deps.random,
        sleep: deps.sleep,
      }, stopping.signal);
    } finally {
      await sink.close?.();
    }
  });
  const ended = Promise.all(lanes).then(() => {});
  return {
    ok: true,
    delivery: {
      statuses: () => watched.map((each) => each.status()),
      async stop() {
        stopping.abort();
        await ended;
      },
      ended,
    },
  };
}

function sizeProblems(
  { LOGOPS_DELIVERY_INFLIGHT_BYTES_MAX: bytesMax }: DeliverySettings,
  sinks: readonly ConfiguredSink[],
): string[] {
  const bytes = sinks.reduce((sum, { common }) => sum + common.batch.bytes_max, 0);
  if (bytes <= bytesMax) return [];
  return [
    `the sinks' batches hold ${bytes} bytes together: ` +
    `lower 'bytes_max', or raise LOGOPS_DELIVERY_INFLIGHT_BYTES_MAX (${bytesMax})`,
  ];
}

/** The sink's checkpoint, or a new one; in words what is in the way. */
async function openCheckpoint(
  sinkDir: string,
  { plugin, common, config }: ConfiguredSink,
  nowMs: number,
): Promise<Checkpoint | string> {
  const path = checkpointPath(sinkDir, common.name);
  const identity = [plugin.type, ...plugin.identity(config)];
  const found = await readCheckpoint(path);
  if (found.kind === "unreadable") {
    return `sink '${common.name}': ${found.detail}: restore it, or remove it to begin anew`;
  }
  if (found.kind === "read") {
    if (JSON.stringify(found.checkpoint.identity) === JSON.stringify(identity)) {
      return found.checkpoint;
    }
    return `sink '${common.name}' was another (${found.checkpoint.identity.join(" ")}): ` +
      `give the new one a new name, or remove ${path}`;
  }
  const files = await listJournal(sinkDir);
  const positions = common.from === "now" ? positionsFromNow(files) : {};
  const checkpoint = { positions, identity, savedAtMs: nowMs };
  await writeCheckpoint(path, checkpoint);
  return checkpoint;
}
