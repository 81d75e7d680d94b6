/**
 * Composition root of the orchestrator's web service: environment, clock, KV, port, signals.
 *
 * `deno task orchestrator` serves pages and an API on loopback until SIGTERM or SIGINT: then the
 * runs that go on end in order, with what they have, and it exits 0. `--check` prints the settings.
 * Exit codes: 0 done, 1 could not start, 2 bad settings or arguments. `--supervised` is how
 * `logops up` starts it: it ends as well when its standard input does.
 */
import { dirname } from "node:path";
import {
  complain,
  describeProblems,
  describeSettings,
  EXIT,
  loadSettings,
  parentGone,
  print,
  readFlags,
  stopSignal,
  VERSION,
  withHelp,
  writeLine,
} from "../contract/mod.ts";
import { type FarEnd, farEnd } from "./far_end.ts";
import { createClock, newNonce, newRunId } from "./drive/mod.ts";
import {
  createMetrics,
  createOrchestrator,
  createRunStore,
  createServiceLog,
  framesOf,
  isLoopback,
  keepServing,
  type KeptServer,
  loadAssets,
  OrchestratorSettings,
  readTargets,
  type RunStore,
  type ServiceLog,
  type TargetList,
} from "./web/mod.ts";

const HELP = `Run and watch scenarios from a browser.

Usage: deno task orchestrator [--check]

  --check    print the effective settings, secrets hidden, and exit: 0 good, 2 bad
  --version  print the version
  --help     print this

Settings are environment variables, or lines of a .env file: see docs/settings.md.`;

const TICK_MS = 1_000;

async function main(): Promise<number> {
  const flags = readFlags(Deno.args, { supervised: { type: "boolean", default: false } });
  if (typeof flags === "string") return complain(withHelp(flags, "orchestrator"));
  if (flags.help) return print(HELP);
  if (flags.version) return print(VERSION);
  const read = await loadSettings(OrchestratorSettings, Deno.env);
  if (!read.ok) return complain(describeProblems("the orchestrator's settings", read));
  const { settings } = read;
  const targets = readTargets(settings.LOGOPS_ORCH_TARGETS);
  if (typeof targets === "string") return complain(`'LOGOPS_ORCH_TARGETS' ${targets}`);
  const end = openFarEnd(settings);
  if (typeof end === "string") return complain(`'LOGOPS_ORCH_VERIFY' ${end}`);
  const hosts = [...targets.origins.map(hostOf), ...(end?.hosts ?? [])];
  const denied = hosts.filter((host) => !mayCall(host));
  if (denied.length > 0) {
    return complain(
      `'LOGOPS_ORCH_TARGETS' or 'LOGOPS_ORCH_VERIFY' names hosts that deno was not permitted to call: add ` +
        `--allow-net=127.0.0.1,localhost,${denied.join(",")}`,
    );
  }
  if (!isLoopback(settings.LOGOPS_ORCH_HOST) && settings.LOGOPS_ORCH_TOKEN === undefined) {
    return complain(
      `'LOGOPS_ORCH_TOKEN' must be set to listen on ${settings.LOGOPS_ORCH_HOST}: ` +
        "who reaches the port could make this machine send requests",
    );
  }
  if (flags.check) {
    for (const warning of read.warnings) complain(`WARN ${warning}`);
    return print(describeSettings([OrchestratorSettings, settings]));
  }
  return await serve(settings, { targets, end }, read.warnings, flags.supervised);
}

async function serve(
  settings: OrchestratorSettings,
  { targets, end }: { readonly targets: TargetList; readonly end: FarEnd | undefined },
  warnings: readonly string[],
  isSupervised: boolean,
): Promise<number> {
  const clock = createClock(() => performance.timeOrigin + performance.now());
  const log = createServiceLog(
    (line) => writeLine(Deno.stderr, line),
    Date.now,
  );
  for (const detail of warnings) log.warn("settings_warning", { detail });
  const metrics = createMetrics(VERSION);
  const store = await openStore(settings, log, metrics.failed);
  if (store === undefined) return EXIT.failed;
  const orchestrator = createOrchestrator({
    settings,
    targets,
    version: VERSION,
    store,
    metrics,
    log,
    clock,
    fetch,
    farStoreFor: end?.storeFor,
    assets: await loadAssets(),
    bootId: crypto.randomUUID(),
    newRunId,
    newSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
    newNonce,
    newErrorId: () => crypto.randomUUID(),
    upgrade: (request) => Deno.upgradeWebSocket(request),
  });
  const monotonicMs = () => performance.now();
  const signalled = stopSignal(Deno, { monotonicMs, repeated: EXIT.failed });
  const server = listen(settings, orchestrator.fetch, log, () => metrics.failed("server"));
  if (server === undefined) return EXIT.failed;
  const ticking = setInterval(() => void orchestrator.tick(), TICK_MS);
  announce(server.addr, log);

  const signal =
    await (isSupervised ? Promise.race([signalled, parentGone(Deno.stdin)]) : signalled);
  log.info("stopping", { signal, running: orchestrator.runs.live().length });
  clearInterval(ticking);
  await orchestrator.close();
  await server.shutdown();
  log.info("stopped");
  return 0;
}

/** The store of `LOGOPS_ORCH_VERIFY`, or what is wrong with it. */
function openFarEnd(settings: OrchestratorSettings): FarEnd | string | undefined {
  const address = settings.LOGOPS_ORCH_VERIFY;
  if (address === undefined) return undefined;
  const { LOGOPS_VERIFY_USER: username, LOGOPS_VERIFY_SECRET: secret } = settings;
  // Its client reads files of its package, which this service may not.
  if (address.startsWith("kafka:")) return "cannot be kafka://: verify that from the command line";
  const opened = farEnd(address, { fetch, nowMs: Date.now, username, secret });
  return opened.ok ? opened.end : opened.fault;
}

/** Opens the store, and marks what a service before this one left unfinished. */
async function openStore(
  settings: OrchestratorSettings,
  log: ServiceLog,
  failed: (reason: string) => void,
): Promise<RunStore | undefined> {
  const path = settings.LOGOPS_ORCH_KV_PATH;
  try {
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o750 });
    const kv = await Deno.openKv(path);
    const store = createRunStore(kv, {
      keptMax: settings.LOGOPS_ORCH_RUNS_KEPT_MAX,
      onFault(operation, error) {
        failed("history");
        log.error("history_fault", { operation, ...framesOf(error) });
      },
    });
    const recovered = await store.recover(Date.now());
    if (recovered.ok && recovered.value.length > 0) {
      log.warn("runs_interrupted", { runs: recovered.value });
    }
    return store;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : "unknown";
    log.error("history_not_opened", { path, reason });
    return undefined;
  }
}

/** With the port, as permissions name it. */
function hostOf(origin: string): string {
  const { hostname, port, protocol } = new URL(origin);
  return `${hostname}:${port === "" ? (protocol === "https:" ? 443 : 80) : port}`;
}

function mayCall(host: string): boolean {
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}

function listen(
  settings: OrchestratorSettings,
  handler: (request: Request) => Response | Promise<Response>,
  log: ServiceLog,
  failed: () => void,
): KeptServer | undefined {
  const { LOGOPS_ORCH_HOST: hostname, LOGOPS_ORCH_PORT: port } = settings;
  try {
    return keepServing({
      port,
      serve: (port, signal) => Deno.serve({ hostname, port, signal, onListen: () => {} }, handler),
      onFault(error) {
        failed();
        const detail = "begins again: are there too few file descriptors (ulimit -n)?";
        log.error("server_fault", { detail, ...framesOf(error) });
      },
    });
  } catch (error) {
    const detail = error instanceof Deno.errors.AddrInUse
      ? "the port is taken: stop what listens there, or set LOGOPS_ORCH_PORT (0 picks a free one)"
      : error instanceof Deno.errors.NotCapable
      ? `not permitted: run deno with --allow-net=${hostname}:${port}`
      : "the address cannot be listened on: check LOGOPS_ORCH_HOST";
    log.error("not_listening", { hostname, port, detail });
    return undefined;
  }
}

function announce({ hostname, port }: Deno.NetAddr, log: ServiceLog): void {
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  log.info("listening", { url: `http://${host}:${port}`, version: VERSION, pid: Deno.pid });
}

Deno.exit(await main());
