/** `deliver dead list` and `deliver dead resend <sink>`. */
import { complain, EXIT, print } from "../../contract/mod.ts";
import type { ConfiguredSink } from "../config/mod.ts";
import { deadFolder, listDeadFiles, readDeadLetters } from "../drive/mod.ts";
import type { DeliverySettings } from "../settings.ts";
import type { CommandDeps } from "./command_deps.ts";
import { resendDeadLetters } from "./resend.ts";

/** A sink's files of dead letters, with how many there are and why. */
export async function deadOf(settings: DeliverySettings, sink: string) {
  const folder = deadFolder(settings.LOGOPS_DELIVERY_DEAD_DIR, sink);
  const files = await listDeadFiles(folder);
  return await Promise.all(files.map(async (file) => {
    const letters = await readDeadLetters(`${folder}/${file}`);
    const reasons: Record<string, number> = {};
    for (const { reason } of letters) reasons[reason] = (reasons[reason] ?? 0) + 1;
    return { sink, file, letters: letters.length, reasons };
  }));
}

export async function listDead(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  json: boolean,
): Promise<number> {
  const files = (await Promise.all(sinks.map(({ common }) => deadOf(settings, common.name))))
    .flat();
  if (json) return print(JSON.stringify({ files }));
  for (const { sink, file, letters, reasons } of files) {
    const why = Object.entries(reasons).map(([reason, count]) => `${count} × ${reason}`).join("; ");
    print(`${sink}  ${file}  ${letters} records  ${why}`);
  }
  return print(`${files.reduce((sum, { letters }) => sum + letters, 0)} dead letters.`);
}

export async function resendDead(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  name: string,
  deps: CommandDeps,
): Promise<number> {
  const sink = sinks.find(({ common }) => common.name === name);
  if (sink === undefined) {
    const known = sinks.map(({ common }) => common.name).join(", ");
    return complain(`Cannot resend: there is no sink '${name}': there are ${known}`);
  }
  const { sent, refused } = await resendDeadLetters(sink, {
    ...deps,
    deadDir: settings.LOGOPS_DELIVERY_DEAD_DIR,
  });
  print(`${sent} sent, ${refused} refused again.`);
  return deps.signal.aborted ? EXIT.interrupted : refused === 0 ? EXIT.done : EXIT.failed;
}
