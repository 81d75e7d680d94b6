/** What the routes work with: handed from the composition root to `api.ts` and `pages.ts`. */
import type { Asset } from "./assets.ts";
import type { OrchestratorMetrics } from "./metrics.ts";
import type { PatternComparisons } from "./pattern_comparison.ts";
import type { PrepareDeps } from "./run_request.ts";
import type { Runs } from "./runs.ts";
import type { ServiceLog } from "./service_log.ts";
import type { Sessions } from "./session.ts";
import type { Viewers } from "./viewers.ts";

export interface Service {
  readonly runs: Runs;
  readonly viewers: Viewers;
  readonly patterns: PatternComparisons;
  readonly prepare: PrepareDeps;
  readonly sessions: Sessions;
  readonly metrics: OrchestratorMetrics;
  readonly log: ServiceLog;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly hostnames: readonly string[];
  readonly version: string;
  /** As the settings name it, for empty states. */
  readonly scenarioDir: string;
  readonly newErrorId: () => string;
  /** Why nothing answers there; `undefined` if something does. */
  readonly unreachable: (target: string) => Promise<string | undefined>;
  /** Makes a WebSocket of a request. */
  readonly upgrade: (request: Request) => { socket: WebSocket; response: Response };
}
