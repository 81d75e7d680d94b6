/**
 * `deno task prove:openapi [seconds]`: Schemathesis (PyPI) asks real gateways what their openapi.json
 * says they take, and what it says they refuse, and holds every answer against it: status, content
 * type, headers, schema, credentials. One gateway for each mode, `seconds` (default 60) for each.
 *
 * Needs Python 3 with `venv`; Schemathesis is installed once, into the user's cache folder. In mode
 * `hmac` it signs with the code of `docs/signing.md`. Exit code 1 where an answer is not as documented.
 */
import { type GatewayProcess, startGateway } from "./process.ts";
import { blocksOf } from "../documents/blocks.ts";
import { ROOT } from "../repository.ts";
import { join } from "node:path";

const VERSION = "4.32.5";
const HOOKS = new URL("./openapi/hooks.py", import.meta.url).pathname;
const SHOP = { key: "shop-key-1", secret: "shop-secret-0123456789" };
const CLIENTS = `clients: [{ id: shop, key: ${SHOP.key}, secret: ${SHOP.secret}, emitter: "*" }]`;

/** Fewer prove nothing: on a busy machine Schemathesis may not get to ask in time. */
const BATCHES_MIN = 100;

interface Mode {
  readonly name: "none" | "api_key" | "hmac";
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const MODES: readonly Mode[] = [
  { name: "none", args: [], env: {} },
  { name: "api_key", args: ["--header", `X-Api-Key: ${SHOP.key}`], env: {} },
  {
    // The hooks sign whatever is asked, also what is to be asked without credentials.
    name: "hmac",
    args: ["--exclude-checks", "ignored_auth"],
    env: { LOGOPS_API_KEY: SHOP.key, LOGOPS_SECRET: SHOP.secret },
  },
];

async function run(
  command: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "env" | "cwd"> = {},
): Promise<number> {
  const { code } = await new Deno.Command(command, { ...options, args: [...args], stdin: "null" })
    .spawn().status;
  return code;
}

/** The program, installed if it is not there yet. */
async function schemathesis(): Promise<string> {
  const home = Deno.env.get("XDG_CACHE_HOME") ?? join(Deno.env.get("HOME") ?? ".", ".cache");
  const folder = join(home, "logops", `schemathesis-${VERSION}`);
  const program = join(folder, "bin", "schemathesis");
  if (await Deno.stat(program).then(() => true, () => false)) return program;
  console.log(`Installing schemathesis ${VERSION} into ${folder}`);
  const made = await run("python3", ["-m", "venv", folder]) === 0 &&
    await run(join(folder, "bin", "pip"), ["install", "-q", `schemathesis==${VERSION}`]) === 0;
  if (made) return program;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  throw new Error("Schemathesis cannot be installed: it needs Python 3 with venv, and PyPI");
}

/** `signing.py`, as the page shows it. */
async function signingModule(): Promise<string> {
  const path = "docs/signing.md";
  const text = await Deno.readTextFile(new URL(path, ROOT));
  const found = blocksOf({ path, text }).blocks.find(({ marks }) => marks.file === "signing.py");
  if (found === undefined) throw new Error(`${path} has no block that is signing.py`);
  return found.text;
}

async function prove(
  { name, args, env }: Mode,
  gateway: GatewayProcess,
  { program, dir, seconds }: { program: string; dir: string; seconds: number },
): Promise<string[]> {
  console.log(`\n== mode ${name}, ${seconds} s ==`);
  const code = await run(program, [
    ...["run", `${gateway.url}/openapi.json`, "--checks", "all", "--max-time", `${seconds}`],
    ...["--continue-on-failure", "--suppress-health-check", "all", "--no-color", ...args],
  ], { cwd: dir, env: { ...env, PYTHONPATH: dir, SCHEMATHESIS_HOOKS: HOOKS } });
  const bugs = gateway.log.filter(({ event }) => event === "bug" || event === "crash").length;
  await gateway.stored(); // throws for a line that is no record
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const asked = Number(/^logops_batch_latency_seconds_count (\d+)$/m.exec(metrics)?.[1] ?? 0);
  return [
    ...(code === 0 ? [] : [`mode ${name}: Schemathesis ended with ${code}`]),
    ...(asked >= BATCHES_MIN
      ? []
      : [`mode ${name}: only ${asked} batches sent: give it more time`]),
    ...(bugs === 0 ? [] : [`mode ${name}: ${bugs} bugs in the gateway's log`]),
  ];
}

const seconds = Number(Deno.args[0] ?? 60);
if (!(seconds >= 1 && seconds <= 3600)) {
  console.error("Usage: deno task prove:openapi [seconds, from 1 to 3600, for each mode]");
  Deno.exit(2);
}
const program = await schemathesis();
const dir = await Deno.makeTempDir({ prefix: "logops-" });
const problems: string[] = [];
try {
  const clients = join(dir, "clients.yaml");
  await Deno.writeTextFile(clients, CLIENTS, { mode: 0o600 });
  await Deno.writeTextFile(join(dir, "signing.py"), await signingModule());
  for (const mode of MODES) {
    await using gateway = await startGateway({
      read: [dir],
      write: [dir],
      env: {
        LOGOPS_AUTH_MODE: mode.name,
        LOGOPS_CLIENTS_FILE: clients,
        LOGOPS_KV_PATH: join(dir, "kv.sqlite3"),
      },
    });
    problems.push(...await prove(mode, gateway, { program, dir, seconds }));
  }
} finally {
  await Deno.remove(dir, { recursive: true });
}
for (const problem of problems) console.error(problem);
Deno.exit(problems.length === 0 ? 0 : 1);
