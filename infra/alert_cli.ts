/**
 * `deno task alert [scenario]`: from nothing to an alert that fires, is sent and is resolved.
 *
 * It starts a gateway, a Prometheus with the shipped rules and an Alertmanager with the shipped
 * routes, all its own; runs a scenario against the gateway; and shows what the alerts do. Time in
 * rules and routes runs `--speed` times faster, so that minutes of waiting are seconds. Messages go
 * to a webhook of its own and are printed. Everything that it makes is removed.
 *
 * Exit codes: 0 an alert fired and was resolved, 1 none did, 2 bad arguments or a program is
 * missing, 130 interrupted.
 */
import {
  type ActiveAlert,
  type AlertMessage,
  delivered,
  faultOfScenario,
  isOver,
  NO_ALERTS,
  observed,
  runScenario,
  type ScenarioEnd,
  startWatchedGateway,
  startWatchServers,
  type WatchPrograms,
} from "./watch/mod.ts";
import { faultOfArguments, unexpectedArgument, withHelp } from "../contract/mod.ts";
import { parseArgs } from "node:util";

const EXIT = { fired: 0, silent: 1, badInput: 2, interrupted: 130 } as const;
const SPEED = 30;
const SPEED_MAX = 60;
const ASK_MS = 100;
const CALM_ASKS_MAX = 300;
/** In the time of the rules: what an alert may take to fire and be resolved once the run is over. */
const AFTERMATH_SEC_MAX = 900;

const HELP = `Make an alert fire, and see it sent and resolved.

Usage: deno task alert [scenario] [--speed <n>] [--stay]

  scenario  by name or file, as for deno task scenario (burst)
  --speed   how many times faster than life rules and routes run, 1 to ${SPEED_MAX} (${SPEED})
  --stay    keep all of it up afterwards, until Ctrl-C
  --help    print this
`;

const INSTALL = `Install them: on Debian and Ubuntu

  apt-get install prometheus prometheus-alertmanager

elsewhere unpack Prometheus and Alertmanager from https://prometheus.io/download/ into a folder that
is on PATH.`;

interface Arguments {
  readonly scenario: string;
  readonly speed: number;
  readonly stay: boolean;
}

async function main(): Promise<number> {
  const args = readArguments();
  if (typeof args === "number") return args;
  const env = Deno.env.toObject();
  const fault = await faultOfScenario(args.scenario, env);
  if (fault !== undefined) {
    console.error(fault.trimEnd());
    return EXIT.badInput;
  }
  const programs = findPrograms();
  if (programs === undefined) return EXIT.badInput;
  const interrupt = onInterrupt();
  const messages: AlertMessage[] = [];

  await using gateway = await startWatchedGateway(env);
  await using webhook = receiveMessages(messages);
  await using servers = await startWatchServers({
    programs,
    factor: args.speed,
    targets: { "logops-gateway": [new URL(gateway.url).host] },
    webhookUrl: `http://127.0.0.1:${webhook.addr.port}`,
  });
  const { prometheus, alertmanager } = servers;
  await calm(prometheus);
  print([
    "1. A gateway, a Prometheus and an Alertmanager are up",
    `   gateway       ${gateway.url}`,
    `   Prometheus    ${prometheus}/alerts`,
    `   Alertmanager  ${alertmanager}`,
    `   Rules and routes are those of infra/, ${pace(args.speed)}.`,
    "",
    `2. Scenario '${args.scenario}' runs, and the alerts see it`,
  ]);
  const run = runScenario(args.scenario, gateway, env);
  const outcome = await Promise.race([
    watch({ run, prometheus, messages, speed: args.speed }),
    interrupt,
  ]);
  if (outcome === "interrupted") return EXIT.interrupted;
  if (args.stay && outcome !== EXIT.badInput) {
    print(["", "All of it stays up until Ctrl-C. Send to the gateway and look at Prometheus."]);
    await interrupt;
  }
  return outcome;
}

interface Watch {
  readonly run: Promise<ScenarioEnd>;
  readonly prometheus: string;
  /** Filled by the webhook, emptied here. */
  readonly messages: AlertMessage[];
  readonly speed: number;
}

/** Tells what happens, line by line, until the run is over and no alert is left. */
async function watch({ run, prometheus, messages, speed }: Watch): Promise<number> {
  const startMs = performance.now();
  const tell = ([first, ...rest]: readonly string[]) => {
    if (first === undefined) return;
    const at = `+${((performance.now() - startMs) / 1000).toFixed(1)} s`;
    print([`   ${at.padStart(8)}  ${first}`, ...rest.map((line) => `             ${line}`)]);
  };
  const state: { end?: ScenarioEnd; endMs: number } = { endMs: Infinity };
  run.then((end) => {
    state.end = end;
    state.endMs = performance.now() + AFTERMATH_SEC_MAX * 1000 / speed;
    if (end.code !== 2) tell([`run       ${end.text.split("\n")[0]}`]);
  });
  let story = NO_ALERTS;
  while (state.end?.code !== 2 && performance.now() < state.endMs) {
    const seen = observed(story, await activeAlerts(prometheus));
    for (const line of seen.lines) tell([line]);
    story = seen.story;
    for (const message of messages.splice(0)) {
      const told = delivered(story, message);
      tell(told.lines);
      story = told.story;
    }
    if (state.end !== undefined && isOver(story)) {
      print(["", `3. Fired, sent and resolved: ${[...story.fired].join(", ")}`]);
      return EXIT.fired;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
  if (state.end?.code === 2) {
    console.error(state.end.text.trimEnd());
    return EXIT.badInput;
  }
  const fired = [...story.fired].filter((name) => !story.resolved.has(name));
  print(["", fired.length === 0 ? "3. No alert fired" : `3. Not resolved: ${fired.join(", ")}`]);
  return EXIT.silent;
}

const OPTIONS = {
  speed: { type: "string", default: String(SPEED) },
  stay: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readArguments(): Arguments | number {
  const refuse = (fault: string) => {
    console.error(withHelp(fault, "alert"));
    return EXIT.badInput;
  };
  try {
    const { values, positionals } = parseArgs({
      args: Deno.args,
      allowPositionals: true,
      options: OPTIONS,
    });
    if (values.help) {
      console.log(HELP);
      return EXIT.fired;
    }
    const speed = Number(values.speed);
    if (!(speed >= 1 && speed <= SPEED_MAX)) {
      return refuse(
        `Cannot read '--speed': it must be from 1 to ${SPEED_MAX}: current value is ${values.speed}`,
      );
    }
    const [scenario = "burst", extra] = positionals;
    if (extra !== undefined) return refuse(unexpectedArgument(extra));
    return { scenario, speed, stay: values.stay };
  } catch (error) {
    return refuse(faultOfArguments(error, OPTIONS));
  }
}

/** Both servers on PATH; Debian calls the second one otherwise than its makers. */
function findPrograms(): WatchPrograms | undefined {
  const prometheus = findProgram(["prometheus"]);
  const alertmanager = findProgram(["alertmanager", "prometheus-alertmanager"]);
  if (prometheus !== undefined && alertmanager !== undefined) return { prometheus, alertmanager };
  const missing = [prometheus ?? "prometheus", alertmanager ?? "alertmanager"]
    .filter((each) => !each.includes("/"));
  console.error(`Cannot find on PATH: ${missing.join(", ")}.\n${INSTALL}`);
  return undefined;
}

function findProgram(names: readonly string[]): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`)).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

function receiveMessages(messages: AlertMessage[]): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    messages.push(await request.json());
    return new Response("");
  });
}

/** Before its first scrape Prometheus misses the gateway's metrics, and says so by an alert. */
async function calm(prometheus: string): Promise<void> {
  for (let asked = 0; asked < CALM_ASKS_MAX; asked++) {
    const response = await fetch(`${prometheus}/api/v1/query?query=logops_build_info`);
    const { data } = await response.json() as { data: { result: unknown[] } };
    const firing = (await activeAlerts(prometheus)).filter(({ state }) => state === "firing");
    if (data.result.length > 0 && firing.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
  throw new Error(`Prometheus does not see the gateway after ${CALM_ASKS_MAX * ASK_MS / 1000} s`);
}

async function activeAlerts(prometheus: string): Promise<ActiveAlert[]> {
  const response = await fetch(`${prometheus}/api/v1/alerts`);
  const { data } = await response.json() as { data: { alerts: ActiveAlert[] } };
  return data.alerts;
}

function pace(speed: number): string {
  if (speed === 1) return "as they are";
  const minuteSec = Number((60 / speed).toFixed(1));
  return `${speed} times faster: a minute in them is ${minuteSec} s`;
}

function onInterrupt(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      Deno.addSignalListener(signal, () => resolve("interrupted"));
    }
  });
}

function print(lines: readonly string[]): void {
  console.log(lines.join("\n"));
}

if (import.meta.main) Deno.exit(await main());
