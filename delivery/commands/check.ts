/** `deliver --check`: proves each sink with a probe, and says what it would deliver. */
import { describeSettings, EXIT, print } from "../../contract/mod.ts";
import type { ConfiguredSink } from "../config/mod.ts";
import { checkpointPath, readCheckpoint, unreadBytes } from "../drive/mod.ts";
import { listJournal } from "../journal/mod.ts";
import { DeliverySettings } from "../settings.ts";
import type { CommandDeps } from "./command_deps.ts";

const PROBE_TIMEOUT_MS = 20_000;

/** Secrets are never told. Exits with 1 if a sink does not take its probe. */
export async function checkSinks(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  deps: CommandDeps,
): Promise<number> {
  print(describeSettings([DeliverySettings, settings]));
  const files = await listJournal(settings.LOGOPS_SINK_DIR);
  let failed = 0;
  for (const { plugin, common, config } of sinks) {
    const sink = plugin.create(config, deps);
    const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    const probe = await sink.probe(signal);
    await sink.close?.();
    if (!probe.ok) failed++;
    const found = await readCheckpoint(checkpointPath(settings.LOGOPS_SINK_DIR, common.name));
    const positions = found.kind === "read" ? found.checkpoint.positions : {};
    const isNew = found.kind === "absent";
    const bytes = isNew && common.from === "now" ? 0 : unreadBytes(files, positions);
    const match = Object.entries(common.match).map(([field, values]) => `${field} ${values}`);
    print(
      `${probe.ok ? "ok    " : "FAILED"} ${common.name} (${plugin.type}, ${plugin.promise}): ` +
        `${probe.detail}; ${isNew ? `new, from ${common.from}` : "known"}; ` +
        `would deliver ${(bytes / 2 ** 20).toFixed(1)} MiB of ${files.length} files now, ` +
        `${match.length === 0 ? "every record" : `records with ${match.join(", ")}`}`,
    );
  }
  return failed === 0 ? EXIT.done : EXIT.failed;
}
