/**
 * Composition root of the gateway: environment, clock, journal, signals, port.
 *
 * `deno task gateway` runs it until SIGTERM or SIGINT: then it takes no new batch, finishes those
 * under way, syncs the journal and exits 0. `--check` prints the effective settings and exits.
 * Exit codes: 0 done, 1 could not start or not drain in time, 2 bad settings or arguments.
 *
 * `--worker=<n>` is how `workers_cli.ts` starts it as one of several on a port: then it talks to its
 * supervisor over standard input and output, and ends when that is gone. `--join` says that others
 * listen on the port already. `--supervised` is how `logops up` starts it: it ends as well when its
 * standard input does.
 */
import {
  complain,
  describeProblems,
  describeSettings,
  EXIT,
  exposureOf,
  loadSettings,
  parentGone,
  print,
  readFlags,
  stopSignal,
  VERSION,
  withHelp,
  writeLine,
} from "../contract/mod.ts";
import { type Housekeeping, HousekeepingSettings, startHousekeeping } from "../housekeeping/mod.ts";
import {
  type Clients,
  createBatchKeys,
  createFrontDoor,
  createGateway,
  createLog,
  createMetrics,
  createSharedKv,
  framesOf,
  type GatewayMetrics,
  GatewaySettings,
  type Log,
  opennessOf,
  readClients,
} from "./mod.ts";
import {
  listen,
  listenAgain,
  NO_SIDE_DOORS,
  openGrpc,
  openSide,
  readTls,
  renewedTls,
} from "./ports.ts";
import { openQuarantine, openSink } from "./sink.ts";
import { linkToSupervisor } from "./workers/mod.ts";
import { dirname } from "node:path";

const CLOCKS = { nowMs: Date.now, monotonicMs: () => performance.now() };

const HELP = `Run the LogOps ingest gateway.

Usage: deno task gateway [--check]

  --check    print the effective settings, secrets hidden, and exit: 0 good, 2 bad
  --version  print the version
  --help     print this

Settings are environment variables, or lines of a .env file: see docs/settings.md.`;

async function main(): Promise<number> {
  const flags = readFlags(Deno.args, {
    worker: { type: "string" },
    join: { type: "boolean", default: false },
    supervised: { type: "boolean", default: false },
  });
  if (typeof flags === "string") return complain(withHelp(flags, "gateway"));
  if (flags.help) return print(HELP);
  if (flags.version) return print(VERSION);

  const read = await loadSettings(GatewaySettings, Deno.env);
  const kept = await loadSettings(HousekeepingSettings, Deno.env);
  if (!read.ok || !kept.ok) {
    return complain(describeProblems("the gateway's settings", read, kept));
  }
  if (flags.check) {
    for (const warning of read.warnings) complain(`WARN ${warning}`);
    const sweeps = [HousekeepingSettings, kept.settings] as const;
    return print(describeSettings([GatewaySettings, read.settings], sweeps));
  }
  const { LOGOPS_WORKERS: workers } = read.settings;
  if (!/^[1-9]\d?$/.test(flags.worker ?? "1")) {
    return complain(`Cannot be worker '${flags.worker}': must be a number from 1\n\n${HELP}`);
  }
  const worker = flags.worker === undefined ? undefined : Number(flags.worker);
  if (workers > 1 && worker === undefined) {
    return complain(
      `Cannot run ${workers} workers as one process: LOGOPS_WORKERS is ${workers}.\n` +
        "Start them with `deno task gateway:workers`, or unset LOGOPS_WORKERS.",
    );
  }
  // Of several workers, their supervisor says it.
  const warnings = worker === undefined ? read.warnings : [];
  const place = { worker, join: flags.join, isSupervised: flags.supervised };
  return await run(read.settings, kept.settings, place, warnings);
}

/** As which of several workers this one runs, if so. */
interface Place {
  readonly worker: number | undefined;
  /** Others listen on the port already. */
  readonly join: boolean;
  /** Started by `logops up`, which holds the standard input. */
  readonly isSupervised: boolean;
}

async function run(
  settings: GatewaySettings,
  kept: HousekeepingSettings,
  { worker, join, isSupervised }: Place,
  warnings: readonly string[],
): Promise<number> {
  const log = createLog(
    (line) => writeLine(Deno.stderr, line),
    Date.now,
    worker === undefined ? {} : { worker },
  );
  reportCrashes(log);
  for (const detail of warnings) log.warn("settings_warning", { detail });
  const clients = await openClients(settings, log);
  if (clients === undefined) return EXIT.badInput;
  const metrics = createMetrics({
    version: VERSION,
    labelValuesMax: settings.LOGOPS_LABEL_VALUES_MAX,
  });
  const keys = createBatchKeys({ settings, worker, metrics, log, nowMs: Date.now });
  const supervisor = worker === undefined ? undefined : linkToSupervisor({
    input: Deno.stdin.readable,
    output: Deno.stdout.writable,
    registry: metrics.registry,
    monotonicMs: () => performance.now(),
    onPlaced: (key, file, end) => keys?.onPlacedElsewhere(key, file, end),
    onGone: (gone) => keys?.onWorkerGone(gone),
  });
  const journal = await openSink({
    ...{ settings, worker, metrics: metrics.journal, log, ...CLOCKS },
    onPlaced: keys?.onPlaced,
  });
  if (journal === undefined) return EXIT.failed;
  await keys?.load();
  const quarantine = openQuarantine({ settings, worker, metrics: metrics.journal, log, ...CLOCKS });
  const kv = openKv(settings, metrics, log);
  const gateway = createGateway({
    settings,
    version: VERSION,
    journal,
    quarantine,
    claims: keys?.claims(supervisor?.claims),
    clients,
    kv,
    metrics,
    log,
    nowMs: Date.now,
    monotonicMs: () => performance.now(),
    newErrorId: () => crypto.randomUUID(),
    exposition: supervisor?.exposition,
  });
  // A worker gets a signal twice, from its supervisor, which can kill it, and from who signals them all.
  const repeated = supervisor === undefined ? EXIT.failed : undefined;
  const signalled = stopSignal(Deno, { monotonicMs: () => performance.now(), repeated });
  const sharing = worker === undefined ? "alone" : join ? "joins" : "first";
  const tls = await readTls(settings, log);
  const listener = tls === false ? undefined : listen(settings, sharing, log, tls);
  if (listener === undefined) {
    await journal.close();
    await quarantine.close();
    return EXIT.failed;
  }
  const lost = Promise.withResolvers<string>();
  const server = createFrontDoor({
    ...{ settings, handler: gateway.fetch, metrics: metrics.connections, log },
    nowMs: Date.now,
    monotonicMs: () => performance.now(),
    onListenerLost: () => lost.resolve("listener is lost"),
  });
  let accepting = server.listen(listener);
  const isFirst = worker === undefined || worker === 1;
  // Datagrams go to one process of a port, and streams are few: the first worker has them.
  const side = !isFirst ? NO_SIDE_DOORS : openSide(settings, tls === false ? undefined : tls, {
    ...{ connections: server.side, take: gateway.take, metrics: metrics.sideDoors, log },
  });
  const grpc = await openGrpc(settings, tls || undefined, gateway.fetch, log);
  if (side === undefined || grpc === undefined) {
    await journal.close();
    await quarantine.close();
    return EXIT.failed;
  }
  if (tls) {
    Deno.addSignalListener("SIGHUP", async () => {
      const files = await renewedTls(settings, log);
      if (files === undefined) return;
      const before = accepting;
      accepting = server.listen(listenAgain(settings, listener.addr.port, files));
      before.close();
      side.renewTls(files);
    });
  }
  const ports = grpc.port === undefined ? side.ports : { ...side.ports, otlp_grpc: grpc.port };
  announce(listener.addr, settings, log, ports);
  const housekeeping = isFirst ? startSweeps(settings, kept, metrics, log) : undefined;

  supervisor?.listening(listener.addr.port);
  const orphaned = supervisor !== undefined
    ? supervisor.gone.then(() => "supervisor is gone")
    : isSupervised
    ? parentGone(Deno.stdin)
    : signalled;
  const signal = await Promise.race([signalled, lost.promise, orphaned]);
  log.info("draining", { signal });
  const drained = await withinMs(
    Promise.all([
      Promise.all([side.close(), grpc.close?.()]).then(gateway.drain).then(() => server.shutdown()),
      housekeeping?.stop(),
    ]),
    settings.LOGOPS_DRAIN_TIMEOUT_SEC * 1000,
  ).catch(() => false);
  await journal.close();
  await quarantine.close();
  await keys?.close();
  await supervisor?.close();
  kv.close();
  log.info("stopped", { drained });
  return drained ? 0 : EXIT.failed;
}

function startSweeps(
  settings: GatewaySettings,
  kept: HousekeepingSettings,
  { registry }: GatewayMetrics,
  log: Log,
): Housekeeping | undefined {
  if (!kept.LOGOPS_HOUSEKEEP_AUTORUN || !settings.LOGOPS_SINK_FILE) return undefined;
  return startHousekeeping({
    settings: kept,
    registry,
    log,
    nowMs: Date.now,
    monotonicMs: () => performance.now(),
  });
}

/**
 * A bug outside of any request ends the process: what was acknowledged is in the journal. The
 * runtime would print the error's message, which can quote content.
 */
function reportCrashes(log: Log): void {
  const crash = (event: Event, error: unknown) => {
    event.preventDefault();
    const known = error instanceof Error ? error : new Error();
    log.error("crash", { error: known.name, stack: framesOf(known) });
    Deno.exit(EXIT.failed);
  };
  globalThis.addEventListener("unhandledrejection", (event) => crash(event, event.reason));
  globalThis.addEventListener("error", (event) => crash(event, event.error));
}

function announce(
  { hostname, port }: Deno.NetAddr,
  settings: GatewaySettings,
  log: Log,
  ports: Readonly<Record<string, number>>,
): void {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const scheme = settings.LOGOPS_TLS_CERT === undefined ? "http" : "https";
  const url = `${scheme}://${host}:${port}`;
  log.info("listening", { url, version: VERSION, pid: Deno.pid, ...ports });
  for (const [event, detail] of opennessOf(hostname, settings)) log.warn(event, { detail });
}

const NO_CLIENTS: Clients = { count: 0, byKey: () => undefined, byId: () => undefined };

/** The clients as of now; `undefined` when the file cannot be used at the start. */
async function openClients(
  settings: GatewaySettings,
  log: Log,
): Promise<(() => Clients) | undefined> {
  if (settings.LOGOPS_AUTH_MODE === "none") return () => NO_CLIENTS;
  const file = settings.LOGOPS_CLIENTS_FILE!; // the settings demand it in every other mode
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const load = async () => {
    const text = await Deno.readTextFile(file).catch((error: Error) => error);
    const read = typeof text === "string"
      ? readClients(text, file, salt)
      : { ok: false as const, problems: [`Cannot read clients file ${file}: ${text.name}`] };
    if (read.ok) {
      const detail = exposureOf(file, (await Deno.stat(file)).mode);
      if (detail !== undefined) log.warn("clients_exposed", { detail });
      return read.clients;
    }
    for (const detail of read.problems) log.error("bad_clients", { detail });
    return undefined;
  };
  const first = await load();
  if (first === undefined) return undefined;
  let clients = first;
  Deno.addSignalListener("SIGHUP", async () => {
    const next = await load();
    if (next === undefined) return log.warn("clients_kept", { count: clients.count });
    clients = next;
    log.info("clients_read", { count: clients.count });
  });
  return () => clients;
}

function openKv(settings: GatewaySettings, metrics: GatewayMetrics, log: Log) {
  const path = settings.LOGOPS_KV_PATH;
  return createSharedKv({
    async open() {
      await Deno.mkdir(dirname(path), { recursive: true, mode: 0o750 });
      return await Deno.openKv(path);
    },
    monotonicMs: () => performance.now(),
    random: Math.random,
    onFault(operation) {
      metrics.kvFailed(operation);
      log.warn("kv_fault", { operation, path });
    },
  });
}

/** Whether `work` ended within `ms`. */
async function withinMs(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const ended = await Promise.race([work.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}

Deno.exit(await main());
