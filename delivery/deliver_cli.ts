/**
 * `deno task deliver`: reads the configuration, and starts delivery with the rights that it needs and
 * no others: the hosts of its sinks, the variables and files of its secrets, the journal and the
 * dead letters. It takes no traffic itself. Signals go on to delivery, whose exit code it ends with.
 */
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import {
  complain,
  describeProblems,
  EXIT,
  loadSettings,
  parentGone,
  print,
  VERSION,
} from "../contract/mod.ts";
import { DELIVER_HELP, readCommand } from "./commands/mod.ts";
import { type Grants, grantsOf, parseDeliveryFile } from "./config/mod.ts";
import { DeliverySettings, urlHost } from "./settings.ts";

const EXAMPLE = `Write it, for example:

sinks:
  - name: loki
    type: loki
    url: http://127.0.0.1:3100

See docs/delivery.md.`;

/** Delivery itself is always supervised by this program, and this one perhaps by another. */
const SUPERVISED = "--supervised";
const V8_FLAGS = "--v8-flags=--max-semi-space-size=8";

async function main(): Promise<number> {
  const isSupervised = Deno.args[0] === SUPERVISED;
  const args = isSupervised ? Deno.args.slice(1) : Deno.args;
  const command = readCommand(args);
  if ("fault" in command) return complain(command.fault);
  if (command.kind === "help") return print(DELIVER_HELP);
  if (command.kind === "version") return print(VERSION);
  const read = await loadSettings(DeliverySettings, Deno.env);
  for (const warning of read.warnings) complain(`WARN ${warning}`);
  if (!read.ok) return complain(describeProblems("the settings of delivery", read));
  const path = read.settings.LOGOPS_DELIVERY_FILE;
  const text = readText(path);
  if (text === undefined) return complain(`Cannot deliver: there is no ${path}. ${EXAMPLE}`);
  const env = (name: string) => Deno.env.get(name);
  const file = parseDeliveryFile(text, path, { env, file: readText });
  if (!file.ok) return complain(file.problems.map((each) => `Cannot read ${each}`).join("\n"));
  return await start(read.settings, grantsOf(text, file.sinks), { args, isSupervised });
}

interface Call {
  readonly args: readonly string[];
  /** Started by `logops up`, which holds the standard input. */
  readonly isSupervised: boolean;
}

async function start(
  settings: DeliverySettings,
  grants: Grants,
  { args, isSupervised }: Call,
): Promise<number> {
  const folders = [settings.LOGOPS_SINK_DIR, settings.LOGOPS_DELIVERY_DEAD_DIR];
  const packages = grants.readsPackages ? [await packagesFolder()] : [];
  const paths = [...folders, settings.LOGOPS_DELIVERY_FILE, ".env", ...grants.files, ...packages];
  const withComma = paths.find((each) => each.includes(","));
  if (withComma !== undefined) {
    return complain(`Cannot deliver: ${withComma} has a comma, which parts paths`);
  }
  const port = settings.LOGOPS_DELIVERY_PORT;
  const host = urlHost(settings.LOGOPS_DELIVERY_HOST);
  const own = port === 0 ? host : `${host}:${port}`;
  const env = ["LOGOPS_*", ...grants.env];
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      V8_FLAGS,
      `--allow-net=${[own, ...grants.hosts].join(",")}`,
      `--allow-env=${env.join(",")}`,
      "--ignore-env=LOG_TOKENS,LOG_STREAM,DEBUG",
      `--allow-read=${paths.map((each) => resolve(each)).join(",")}`,
      `--allow-write=${folders.map((each) => resolve(each)).join(",")}`,
      fileURLToPath(new URL("./main.ts", import.meta.url)),
      SUPERVISED,
      ...args,
    ],
    stdin: "piped",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const pass = (signal: "SIGTERM" | "SIGINT") => {
    try {
      child.kill(signal);
    } catch {
      // it has ended already
    }
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => pass(signal));
  }
  if (isSupervised) void parentGone(Deno.stdin).then(() => pass("SIGTERM"));
  return (await child.status).code;
}

/** Where Deno keeps npm packages. */
async function packagesFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout)) as { npmCache: string };
  return npmCache;
}

function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

Deno.exit(
  await main().catch((error: Error) => {
    complain(`Cannot deliver: ${error.message}`);
    return EXIT.failed;
  }),
);
