/** `deliver --status`: of a delivery that runs, or what its checkpoints say. */
import { EXIT, print } from "../../contract/mod.ts";
import type { ConfiguredSink } from "../config/mod.ts";
import { checkpointPath, readCheckpoint, unreadBytes } from "../drive/mod.ts";
import { listJournal } from "../journal/mod.ts";
import { type DeliverySettings, urlHost } from "../settings.ts";
import { describeStatus, type SinkStatus } from "../status.ts";
import type { CommandDeps } from "./command_deps.ts";
import { deadOf } from "./dead.ts";

const STATUS_EVERY_MS = 1_000;
const STATUS_TIMEOUT_MS = 2_000;

export async function showStatus(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  json: boolean,
  deps: CommandDeps,
): Promise<number> {
  const isLive = !json && Deno.stdout.isTerminal();
  do {
    const running = await askRunning(settings, deps);
    const statuses = running ?? await statusOnDisk(settings, sinks, deps.nowMs());
    if (json) return print(JSON.stringify({ running: running !== undefined, sinks: statuses }));
    const table = describeStatus(statuses);
    const note = running === undefined ? "Not running: this is what the checkpoints say.\n" : "";
    print(`${isLive ? "\x1b[H\x1b[J" : ""}${note}${table}`);
    if (isLive) await deps.sleep(STATUS_EVERY_MS, deps.signal);
  } while (isLive && !deps.signal.aborted);
  return EXIT.done;
}

async function askRunning(
  { LOGOPS_DELIVERY_HOST: host, LOGOPS_DELIVERY_PORT: port }: DeliverySettings,
  { fetch }: CommandDeps,
): Promise<SinkStatus[] | undefined> {
  try {
    const response = await fetch(`http://${urlHost(host)}:${port}/status`, {
      signal: AbortSignal.timeout(STATUS_TIMEOUT_MS),
    });
    const { sinks } = await response.json() as { sinks?: SinkStatus[] };
    return sinks;
  } catch {
    return undefined;
  }
}

async function statusOnDisk(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  nowMs: number,
): Promise<SinkStatus[]> {
  const files = await listJournal(settings.LOGOPS_SINK_DIR);
  return await Promise.all(sinks.map(async ({ plugin, common: { name } }) => {
    const found = await readCheckpoint(checkpointPath(settings.LOGOPS_SINK_DIR, name));
    const known = found.kind === "read" ? found.checkpoint : undefined;
    const bytes = unreadBytes(files, known?.positions ?? {});
    return {
      name,
      type: plugin.type,
      state: "stopped",
      lag_bytes: bytes,
      lag_seconds: bytes === 0 || known === undefined ? 0 : (nowMs - known.savedAtMs) / 1000,
      records_per_sec: 0,
      records_total: 0,
      bytes_total: 0,
      dead_total: (await deadOf(settings, name)).reduce((sum, { letters }) => sum + letters, 0),
    };
  }));
}
