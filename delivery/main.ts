/**
 * Delivery itself, started by `deliver_cli.ts` with no more rights than its configuration needs.
 * Exit codes: 0 done, 1 something failed or a sink does not answer `--check`, 2 bad configuration,
 * 3 another delivery is running, 130 interrupted.
 */
import { Registry } from "prom-client";
import {
  complain,
  describeProblems,
  describeSettings,
  echoFilter,
  EXIT,
  loadSettings,
  print,
  VERSION,
} from "../contract/mod.ts";
import { DELIVER_HELP, readCommand } from "./command.ts";
import { type ConfiguredSink, parseDeliveryFile } from "./config/mod.ts";
import {
  checkpointPath,
  deadFolder,
  listDeadFiles,
  readCheckpoint,
  readDeadLetters,
  unreadBytes,
} from "./drive/mod.ts";
import { listJournal } from "./journal/mod.ts";
import { takeDeliveryLock } from "./lock.ts";
import { resendDeadLetters } from "./resend.ts";
import { DeliverySettings } from "./settings.ts";
import { startDelivery } from "./start_delivery.ts";
import { describeStatus, type SinkStatus } from "./status.ts";

const EXIT_BUSY = 3;
const STATUS_EVERY_MS = 1_000;
const STATUS_TIMEOUT_MS = 2_000;
const PROBE_TIMEOUT_MS = 20_000;

/** Standard input is the parent's: it ends when the parent does, however it ends. */
const SUPERVISED = "--supervised";

const stopping = new AbortController();

async function main(): Promise<number> {
  const isSupervised = Deno.args[0] === SUPERVISED;
  const command = readCommand(isSupervised ? Deno.args.slice(1) : Deno.args);
  if ("fault" in command) return complain(command.fault);
  const read = await loadSettings(DeliverySettings, Deno.env);
  if (!read.ok) return complain(describeProblems("the settings of delivery", read));
  const { settings } = read;
  const path = settings.LOGOPS_DELIVERY_FILE;
  const file = parseDeliveryFile(await Deno.readTextFile(path), path, {
    env: (name) => Deno.env.get(name),
    file: readSecret,
  });
  if (!file.ok) return complain(file.problems.join("\n"));
  listenForSignals();
  if (isSupervised) endWithParent();
  switch (command.kind) {
    case "help":
      return print(DELIVER_HELP);
    case "version":
      return print(VERSION);
    case "run":
      return await run(settings, file.sinks);
    case "check":
      return await check(settings, file.sinks);
    case "status":
      return await status(settings, file.sinks, command.json);
    case "dead_list":
      return await listDead(settings, file.sinks, command.json);
    case "dead_resend":
      return await resendDead(settings, file.sinks, command.sink);
  }
}

const deps = {
  fetch: globalThis.fetch,
  nowMs: Date.now,
  random: Math.random,
  sleep,
};

async function run(settings: DeliverySettings, sinks: readonly ConfiguredSink[]): Promise<number> {
  const lock = await takeDeliveryLock(settings.LOGOPS_SINK_DIR);
  if (lock === undefined) {
    complain(`Cannot deliver: another process delivers from ${settings.LOGOPS_SINK_DIR}`);
    return EXIT_BUSY;
  }
  const registry = new Registry();
  const started = await startDelivery(settings, sinks, { ...deps, registry, tell });
  if (!started.ok) {
    return complain(started.problems.map((each) => `Cannot deliver: ${each}`).join("\n"));
  }
  const { delivery } = started;
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: settings.LOGOPS_DELIVERY_PORT,
      onListen: ({ port }) =>
        tell("info", "delivering", {
          version: VERSION,
          sinks: sinks.map(({ common }) => common.name).join(","),
          metrics: `http://127.0.0.1:${port}/metrics`,
        }),
    },
    async (request) => {
      switch (new URL(request.url).pathname) {
        case "/metrics":
          return new Response(await registry.metrics(), {
            headers: { "content-type": registry.contentType },
          });
        case "/status":
          return Response.json({ sinks: delivery.statuses() });
        case "/healthz":
          return Response.json({ status: "ok", version: VERSION });
        default:
          return new Response("not found\n", { status: 404 });
      }
    },
  );
  const aborted = new Promise<void>((resolve) =>
    stopping.signal.addEventListener("abort", () => resolve())
  );
  await Promise.race([aborted, delivery.ended]);
  await delivery.stop();
  await server.shutdown();
  tell("info", "delivery_stopped", {});
  lock.close();
  return EXIT.done;
}

/** Proves each sink, and says what it would deliver. Secrets are never told. */
async function check(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
): Promise<number> {
  print(describeSettings([DeliverySettings, settings]));
  const files = await listJournal(settings.LOGOPS_SINK_DIR);
  let failed = 0;
  for (const { plugin, common, config } of sinks) {
    const sink = plugin.create(config, deps);
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
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

async function status(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  json: boolean,
): Promise<number> {
  const isLive = !json && Deno.stdout.isTerminal();
  do {
    const running = await askRunning(settings.LOGOPS_DELIVERY_PORT);
    const statuses = running ?? await statusOnDisk(settings, sinks);
    if (json) return print(JSON.stringify({ running: running !== undefined, sinks: statuses }));
    const table = describeStatus(statuses);
    const note = running === undefined ? "Not running: this is what the checkpoints say.\n" : "";
    print(`${isLive ? "\x1b[H\x1b[J" : ""}${note}${table}`);
    if (isLive) await sleep(STATUS_EVERY_MS, stopping.signal);
  } while (isLive && !stopping.signal.aborted);
  return EXIT.done;
}

async function askRunning(port: number): Promise<SinkStatus[] | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/status`, {
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
      lag_seconds: bytes === 0 || known === undefined ? 0 : (Date.now() - known.savedAtMs) / 1000,
      records_per_sec: 0,
      records_total: 0,
      bytes_total: 0,
      dead_total: (await deadOf(settings, name)).reduce((sum, { letters }) => sum + letters, 0),
    };
  }));
}

async function deadOf(settings: DeliverySettings, sink: string) {
  const folder = deadFolder(settings.LOGOPS_DELIVERY_DEAD_DIR, sink);
  const files = await listDeadFiles(folder);
  return await Promise.all(files.map(async (file) => {
    const letters = await readDeadLetters(`${folder}/${file}`);
    const reasons: Record<string, number> = {};
    for (const { reason } of letters) reasons[reason] = (reasons[reason] ?? 0) + 1;
    return { sink, file, letters: letters.length, reasons };
  }));
}

async function listDead(
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

async function resendDead(
  settings: DeliverySettings,
  sinks: readonly ConfiguredSink[],
  name: string,
): Promise<number> {
  const sink = sinks.find(({ common }) => common.name === name);
  if (sink === undefined) {
    const known = sinks.map(({ common }) => common.name).join(", ");
    return complain(`Cannot resend: there is no sink '${name}': there are ${known}`);
  }
  const { sent, refused } = await resendDeadLetters(sink, {
    ...deps,
    deadDir: settings.LOGOPS_DELIVERY_DEAD_DIR,
    signal: stopping.signal,
  });
  print(`${sent} sent, ${refused} refused again.`);
  return stopping.signal.aborted ? EXIT.interrupted : refused === 0 ? EXIT.done : EXIT.failed;
}

function readSecret(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

function tell(
  level: "info" | "warn" | "error",
  event: string,
  fields: Readonly<Record<string, string | number>>,
): void {
  const ts = new Date().toISOString();
  const line = JSON.stringify({ ts, level: level.toUpperCase(), event, ...fields });
  Deno.stderr.writeSync(new TextEncoder().encode(line + "\n"));
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

/** The first signal lets delivery write down how far it is, the second ends the process. */
function listenForSignals(): void {
  const isRepeated = echoFilter(() => performance.now());
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => {
      if (isRepeated()) Deno.exit(EXIT.interrupted);
      stopping.abort();
    });
  }
}

async function endWithParent(): Promise<void> {
  const buffer = new Uint8Array(1);
  while (await Deno.stdin.read(buffer) !== null);
  stopping.abort();
}

Deno.exit(await main());
