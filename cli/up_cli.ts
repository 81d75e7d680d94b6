/**
 * `logops up`: gateway, delivery, housekeeping and orchestrator on one machine, from one
 * configuration. Each is a process with the permission set of its own; this program takes no logs,
 * opens no journal and holds no key.
 *
 * SIGTERM or SIGINT ends them in order: senders first; the gateway drains; delivery sends the rest;
 * then housekeeping. A second signal ends everything at once. However this program ends, they do.
 * Exit codes: 0 all ended in order; 1 one could not start or not end in order, or delivery has
 * something left; 2 bad settings or arguments; 130 ended by a second signal.
 */
import {
  complain,
  describeProblems,
  describeSettings,
  EXIT,
  loadSettings,
  print,
  readFlags,
  stopSignal,
  VERSION,
  withHelp,
  writeLine,
} from "../contract/mod.ts";
import { settingOf } from "./dotenv_setting.ts";
import { programCommand } from "./program_command.ts";
import {
  type KeepDeps,
  partsOf,
  programLine,
  readLines,
  settingsTold,
  startWhole,
  UpSettings,
  type Whole,
} from "./up/mod.ts";
import { VERBS } from "./verbs.ts";
import config from "../deno.json" with { type: "json" };
import { fileURLToPath } from "node:url";

const HELP =
  `Run gateway, delivery, housekeeping and orchestrator on this machine, until SIGTERM or SIGINT.

Usage: deno task up [--check]

  --check    print the effective settings of all programs, prove each sink, and exit: 0 good, 2 bad
  --version  print the version
  --help     print this

Settings are environment variables, or lines of a .env file: see docs/settings.md. Sinks are in
config/delivery.yaml: see docs/delivery.md; without that file nothing is delivered.
Exit codes: 0 all ended in order; 1 one could not start, or not end in order, or delivery has
something left; 2 bad settings or arguments; 130 ended by a second signal.`;

const ASK_TIMEOUT_MS = 2_000;
const LOG_REST_MS_MAX = 1_000;

async function main(): Promise<number> {
  const flags = readFlags(Deno.args, {});
  if (typeof flags === "string") return complain(withHelp(flags, "up"));
  if (flags.help) return print(HELP);
  if (flags.version) return print(VERSION);
  if (Deno.build.standalone) return complain("Cannot start programs from a compiled program");
  const read = await loadSettings(UpSettings, Deno.env);
  if (!read.ok) return complain(describeProblems("the settings of up", read));
  const { settings } = read;
  const delivers = await exists(settings.LOGOPS_DELIVERY_FILE);
  const verbs = ["gateway", "housekeeping", "orchestrator"];
  const checked = await Promise.all(verbs.map((verb) => checkProgram(verb)));
  if (flags.check) return await check(settings, checked, delivers);
  const bad = checked.filter(({ code }) => code !== 0);
  if (bad.length > 0) return complain([...new Set(bad.map(({ err }) => err.trim()))].join("\n"));
  const told = settingsTold(checked.map(({ out }) => out).join("\n"));
  const parts = partsOf({
    workers: Number(told.get("LOGOPS_WORKERS") ?? 1),
    drainSec: Number(told.get("LOGOPS_DRAIN_TIMEOUT_SEC") ?? 0),
    sweepsInGateway: told.get("LOGOPS_HOUSEKEEP_AUTORUN") === "true",
    sweepEverySec: Number(told.get("LOGOPS_HOUSEKEEP_INTERVAL_SEC")),
    delivers,
    deliveryDrainSec: settings.LOGOPS_DELIVERY_DRAIN_TIMEOUT_SEC,
  });
  tell("INFO", "starting", { version: VERSION, pid: Deno.pid });
  if (!delivers) {
    tell("WARN", "no_delivery", { detail: `there is no ${settings.LOGOPS_DELIVERY_FILE}` });
  }
  return await run(settings, parts);
}

async function run(settings: UpSettings, parts: ReturnType<typeof partsOf>): Promise<number> {
  const running: { whole?: Whole } = {};
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = Deno.serve({
      hostname: "127.0.0.1",
      port: settings.LOGOPS_UP_PORT,
      onListen: ({ port }) =>
        tell("INFO", "listening", { url: `http://127.0.0.1:${port}/healthz` }),
    }, (request) => health(new URL(request.url).pathname, running.whole));
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    complain(
      `Cannot listen on port ${settings.LOGOPS_UP_PORT}: is LogOps up already? Or set LOGOPS_UP_PORT`,
    );
    return EXIT.failed;
  }
  const logs: Promise<void>[] = [];
  const whole = startWhole(parts, { ...deps, start: starter(logs) });
  running.whole = whole;
  const { started, kill } = whole;
  const monotonicMs = () => performance.now();
  const signalled = stopSignal({
    addSignalListener: (signal, handler) => Deno.addSignalListener(signal, handler),
    exit(code) {
      kill();
      Deno.exit(code);
    },
  }, { monotonicMs, repeated: EXIT.interrupted });
  const begun = await Promise.race([started, signalled]);
  const code = typeof begun === "number" ? begun : EXIT.done;
  const signal = code === 0 ? await signalled : "none";
  tell("INFO", "stopping", { signal });
  const ended = await whole.stop();
  await Promise.race([
    Promise.all(logs),
    deps.sleep(LOG_REST_MS_MAX, new AbortController().signal),
  ]);
  await server.shutdown();
  tell("INFO", "down", { code: code || ended });
  return code || ended;
}

function health(path: string, whole: Whole | undefined): Response {
  if (path !== "/healthz") return new Response("not found\n", { status: 404 });
  const isWell = whole?.isWell() ?? false;
  const body = {
    status: isWell ? "ok" : "unwell",
    version: VERSION,
    programs: whole?.status() ?? {},
  };
  return Response.json(body, { status: isWell ? 200 : 503 });
}

interface Checked {
  readonly verb: string;
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function checkProgram(verb: string): Promise<Checked> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: commandOf(verb, ["--check"]),
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { verb, code, out: text.decode(stdout), err: text.decode(stderr) };
}

/** What all programs say of the configuration; 2 if one of them does not like it. */
async function check(
  settings: UpSettings,
  checked: readonly Checked[],
  delivers: boolean,
): Promise<number> {
  const all = delivers ? [...checked, await checkProgram("deliver")] : checked;
  print(`# up\n${describeSettings([UpSettings, settings])}`);
  for (const { verb, out, err } of all) {
    print(`\n# ${verb}\n${out.trimEnd()}`);
    if (err !== "") complain(err.trimEnd());
  }
  if (!delivers) print(`\n# deliver\nnothing: there is no ${settings.LOGOPS_DELIVERY_FILE}`);
  const codes = all.map(({ code }) => code);
  return codes.includes(EXIT.badInput) ? EXIT.badInput : Math.max(...codes);
}

const setting = settingOf((name) => Deno.env.get(name));

function commandOf(verb: string, args: readonly string[]): string[] {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const found = VERBS.find(({ name }) => name === verb)!;
  return programCommand(found, { args, setting, cwd: Deno.cwd(), root }, config);
}

/** Each in a session of its own: a terminal's Ctrl-C is for this program, which ends them in order. */
function starter(logs: Promise<void>[]): KeepDeps["start"] {
  return (part, args, onLine) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: commandOf(part.verb, args),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      detached: true,
    }).spawn();
    const hear = (line: string) => {
      write(line, part.name);
      onLine(line);
    };
    logs.push(readLines(child.stdout, hear), readLines(child.stderr, hear));
    return {
      pid: child.pid,
      ended: child.status,
      kill(signal) {
        try {
          child.kill(signal);
        } catch {
          // it has ended already
        }
      },
    };
  };
}

function write(line: string, program: string): void {
  const forPeople = Deno.stderr.isTerminal();
  writeLine(Deno.stderr, `${programLine(line, { program, nowMs: Date.now(), forPeople })}\n`);
}

const tell: KeepDeps["tell"] = (level, event, fields) =>
  write(JSON.stringify({ ts: new Date().toISOString(), level, event, ...renamed(fields) }), "up");

/** In this program's own lines, the program is the one that they are of. */
function renamed(
  { program, ...fields }: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  return program === undefined ? fields : { of: program, ...fields };
}

const deps: Omit<KeepDeps, "start"> = {
  tell,
  monotonicMs: () => performance.now(),
  async ask(url) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
      await response.body?.cancel();
      return response.ok;
    } catch (error) {
      return error instanceof Deno.errors.NotCapable ? undefined : false;
    }
  },
  sleep(ms, signal) {
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
  },
};

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.exit(
  await main().catch((error: Error) => {
    complain(`Cannot run LogOps: ${error.message}`);
    return EXIT.failed;
  }),
);
