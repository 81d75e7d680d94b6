/**
 * `deno task gateway:workers`: `LOGOPS_WORKERS` gateways on one port, one for each core.
 *
 * A program of its own because it starts processes, which a gateway must not be able to do: it takes
 * no traffic and may not use the network, and every worker runs with the gateway's permission set.
 * Ends like a gateway, on SIGTERM or SIGINT, when all workers have drained; a second signal ends
 * everything at once. Exit codes: 0 done, 1 could not start or not drain, 2 bad settings or arguments.
 */
import {
  complain,
  describeProblems,
  describeSettings,
  echoFilter,
  EXIT,
  loadSettings,
  parentGone,
  print,
  readFlags,
  VERSION,
  withHelp,
  writeLine,
} from "../contract/mod.ts";
import { createLog, GatewaySettings } from "./mod.ts";
import { grantFlags, RIGHTS, startSupervisor, type WorkerProcess } from "./workers/mod.ts";
import config from "../deno.json" with { type: "json" };
import { fileURLToPath } from "node:url";

const HELP = `Run LOGOPS_WORKERS ingest gateways on one port, and one again for each that dies.

Usage: deno task gateway:workers [--check] [--grant-read=… --grant-write=… --grant-net=…]

  --grant-read=<path>,…   what workers may read, beyond the permission set 'gateway'
  --grant-write=<path>,…  what they may write
  --grant-net=<host>,…    where they may listen
  --check    print the effective settings, secrets hidden, and exit: 0 good, 2 bad
  --version  print the version
  --help     print this

Settings are environment variables, or lines of a .env file: see docs/settings.md.`;

async function main(): Promise<number> {
  const right = { type: "string", multiple: true, default: [] as string[] } as const;
  const flags = readFlags(Deno.args, {
    "grant-read": right,
    "grant-write": right,
    "grant-net": right,
    supervised: { type: "boolean", default: false },
  });
  if (typeof flags === "string") return complain(withHelp(flags, "gateway:workers"));
  if (flags.help) return print(HELP);
  if (flags.version) return print(VERSION);
  if (RIGHTS.some((right) => flags[`grant-${right}`].includes(""))) {
    return complain(`Cannot grant everything: name the paths or hosts\n\n${HELP}`);
  }
  if (rootPath().includes(",")) {
    return complain(`Cannot grant what workers need: ${rootPath()} has a comma, which parts paths`);
  }
  if (Deno.build.standalone) return complain("Cannot start workers from a compiled program");

  const read = await loadSettings(GatewaySettings, Deno.env);
  if (!read.ok) return complain(describeProblems("the gateway's settings", read));
  if (flags.check) {
    for (const warning of read.warnings) complain(`WARN ${warning}`);
    return print(describeSettings([GatewaySettings, read.settings]));
  }
  const granted = {
    read: flags["grant-read"],
    write: flags["grant-write"],
    net: flags["grant-net"],
  };
  const grants = grantFlags(config.permissions.gateway, granted, rootPath());
  return await run(read.settings, grants, read.warnings, flags.supervised);
}

/** `grants` are flags of `deno run` for every worker. */
function run(
  settings: GatewaySettings,
  grants: readonly string[],
  warnings: readonly string[],
  isSupervised: boolean,
): Promise<number> {
  const log = createLog(
    (line) => writeLine(Deno.stderr, line),
    Date.now,
  );
  for (const detail of warnings) log.warn("settings_warning", { detail });
  const workers = settings.LOGOPS_WORKERS;
  log.info("workers_starting", { workers, version: VERSION, pid: Deno.pid });
  if (workers > 1 && Deno.build.os !== "linux") {
    log.warn("workers_share_unevenly", { detail: "only Linux spreads connections over a port" });
  }
  const supervisor = startSupervisor({
    workers,
    port: settings.LOGOPS_PORT,
    labelValuesMax: settings.LOGOPS_LABEL_VALUES_MAX,
    drainMs: settings.LOGOPS_DRAIN_TIMEOUT_SEC * 1000,
    start: ({ worker, port, joins }) =>
      startWorker(
        [...grants, mainPath(), `--worker=${worker}`, ...(joins ? ["--join"] : [])],
        port,
      ),
    log,
    monotonicMs: () => performance.now(),
  });
  const isRepeated = echoFilter(() => performance.now());
  let draining = false;
  const drain = (signal: string) => {
    if (draining) return;
    draining = true;
    log.info("workers_draining", { signal });
    supervisor.drain();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => isRepeated() ? supervisor.kill() : drain(signal));
  }
  if (isSupervised) void parentGone(Deno.stdin).then(drain);
  // Without clients to read again, a gateway takes a hang-up for what it is.
  if (settings.LOGOPS_AUTH_MODE !== "none") Deno.addSignalListener("SIGHUP", supervisor.reload);
  return supervisor.ended.then((code) => {
    log.info("workers_stopped", { code });
    return code;
  });
}

/** Those of the task `gateway`: docs/performance.md says why. */
const V8_FLAGS = "--v8-flags=--max-semi-space-size=12,--no-parallel-scavenge";

function mainPath(): string {
  return fileURLToPath(new URL("./main.ts", import.meta.url));
}

/** Of the paths in `deno.json`. */
function rootPath(): string {
  return fileURLToPath(new URL("..", import.meta.url));
}

/** Its log goes where ours goes: that works on while we are gone and it drains. */
function startWorker(args: string[], port: number): WorkerProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", V8_FLAGS, "-P=gateway", ...args],
    env: { LOGOPS_PORT: String(port) },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  return {
    pid: child.pid,
    input: child.stdin,
    output: child.stdout,
    ended: child.status,
    kill(signal) {
      try {
        child.kill(signal);
      } catch {
        // it has ended already
      }
    },
  };
}

Deno.exit(
  await main().catch((error: Error) => {
    complain(`Cannot run workers: ${error.message}`);
    return EXIT.failed;
  }),
);
