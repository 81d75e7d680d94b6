/**
 * The web service as one value: runs, their viewers and the app in front of them, tied together.
 * `main.ts` gives it a port and a second hand; tests give it questions.
 */
import type { Clock, RunDeps } from "../drive/mod.ts";
import { type Store, whyUnreachable } from "../judge/mod.ts";
import { createApp } from "./app.ts";
import type { Asset } from "./assets.ts";
import { createSignFor } from "./credentials.ts";
import type { OrchestratorMetrics } from "./metrics.ts";
import { PatternComparisons } from "./pattern_comparison.ts";
import type { RunStore } from "./run_store.ts";
import { Runs } from "./runs.ts";
import { createScenarioLibrary } from "./scenario_library.ts";
import type { ServiceLog } from "./service_log.ts";
import { createSessions } from "./session.ts";
import type { OrchestratorSettings } from "./settings.ts";
import type { TargetList } from "./targets.ts";
import { Viewers } from "./viewers.ts";

export interface OrchestratorDeps {
  readonly settings: OrchestratorSettings;
  readonly targets: TargetList;
  readonly version: string;
  readonly store: RunStore;
  readonly metrics: OrchestratorMetrics;
  readonly log: ServiceLog;
  readonly clock: Clock;
  readonly fetch: RunDeps["fetch"];
  /** The store of `LOGOPS_ORCH_VERIFY`, if that is set. */
  readonly farStoreFor?: ((emitters: readonly string[]) => Store) | undefined;
  readonly assets: ReadonlyMap<string, Asset>;
  /** Unlike that of every service before. */
  readonly bootId: string;
  readonly newRunId: () => string;
  readonly newSeed: () => number;
  readonly newNonce: () => string;
  readonly newErrorId: () => string;
  /** Makes a WebSocket of a request. */
  readonly upgrade: (request: Request) => { socket: WebSocket; response: Response };
}

export interface Orchestrator {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly runs: Runs;
  /** To be called once a second. */
  tick(): Promise<void>;
  /** Ends all runs, tells the viewers, closes the store. */
  close(): Promise<void>;
}

export function createOrchestrator(deps: OrchestratorDeps): Orchestrator {
  const { settings, version, store, metrics, log, clock, fetch, bootId, newErrorId } = deps;
  const { nowMs } = clock;
  const runs = new Runs({
    store,
    metrics,
    log,
    clock,
    fetch,
    signFor: createSignFor(settings, { nowMs, newNonce: deps.newNonce }),
    newRunId: deps.newRunId,
    newErrorId,
    runsMax: settings.LOGOPS_ORCH_RUNS_MAX,
    farStoreFor: deps.farStoreFor,
  });
  const viewers = new Viewers({
    metrics,
    bootId,
    version,
    live: () => runs.live(),
    message: (id) => runs.message(id),
    record: async (id) => {
      const found = await runs.read(id);
      return found.ok ? found.value : undefined;
    },
  });
  runs.tellTo(viewers);
  const app = createApp({
    runs,
    viewers,
    metrics,
    log,
    version,
    patterns: new PatternComparisons({
      sinkDir: settings.LOGOPS_SINK_DIR,
      async listRuns(max) {
        const listed = await runs.list(max);
        return listed.ok ? listed.value : runs.live();
      },
    }),
    assets: deps.assets,
    prepare: {
      library: createScenarioLibrary(settings.LOGOPS_ORCH_SCENARIO_DIR),
      targets: deps.targets,
      defaultTarget: settings.LOGOPS_URL,
      recordsMax: settings.LOGOPS_ORCH_RECORDS_MAX,
      sinkDir: settings.LOGOPS_SINK_DIR,
      canRead,
      hasFarEnd: deps.farStoreFor !== undefined,
      newSeed: deps.newSeed,
    },
    sessions: createSessions(settings.LOGOPS_ORCH_TOKEN, nowMs),
    hostnames: settings.LOGOPS_ORCH_HOSTNAMES,
    scenarioDir: settings.LOGOPS_ORCH_SCENARIO_DIR,
    newErrorId,
    unreachable: (target) => whyUnreachable(target, { fetch, clock }),
    upgrade: deps.upgrade,
  });
  return {
    fetch: app.fetch,
    runs,
    tick: () => runs.tick(),
    async close() {
      await runs.close();
      viewers.close();
    },
  };
}

async function canRead(directory: string): Promise<boolean> {
  try {
    for await (const _ of Deno.readDir(directory)) break;
    return true;
  } catch {
    return false;
  }
}
