/** Clients of doors, as their makers publish them: npm's and PyPI's, installed once into the cache. */
import { cacheFolder, exists, runTool } from "./cache.ts";
import { join } from "node:path";

const NPM = {
  "@elastic/elasticsearch": "9.4.3",
  "@opentelemetry/api-logs": "0.223.1",
  "@grpc/grpc-js": "1.14.7",
  "@opentelemetry/exporter-logs-otlp-grpc": "0.223.1",
  "@opentelemetry/exporter-logs-otlp-http": "0.223.1",
  "@opentelemetry/exporter-logs-otlp-proto": "0.223.1",
  "@opentelemetry/resources": "2.12.1",
  "@opentelemetry/sdk-logs": "0.223.1",
  "fluent-logger": "3.4.1",
  pino: "10.4.0",
  "pino-elasticsearch": "9.0.0",
  winston: "3.19.0",
  "winston-loki": "6.1.7",
};
const PYPI = ["opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http"];
const SCRIPTS = new URL("./clients", import.meta.url).pathname;

export interface Clients {
  /** Runs a script of `clients/`; what went wrong, if so. */
  run(script: string, args: readonly string[], key: string): Promise<string | undefined>;
}

export async function getClients(kind: "npm" | "pypi"): Promise<Clients | { missing: string }> {
  const folder = cacheFolder(`door-clients-${kind}`);
  await Deno.mkdir(folder, { recursive: true });
  const missing = kind === "npm" ? await installNpm(folder) : await installPypi(folder);
  if (missing !== undefined) return { missing };
  return {
    async run(script, args, key) {
      const file = join(folder, script);
      await Deno.copyFile(join(SCRIPTS, `${script}.txt`), file);
      const program = kind === "npm" ? "node" : join(folder, "venv", "bin", "python");
      const { success, stdout, stderr } = await new Deno.Command(program, {
        args: [file, ...args],
        env: { KEY: key },
        signal: AbortSignal.timeout(60_000),
      }).output();
      const told = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
      return success ? undefined : `${script} failed: ${told.slice(-2000)}`;
    },
  };
}

async function installNpm(folder: string): Promise<string | undefined> {
  const manifest = JSON.stringify({ private: true, dependencies: NPM });
  const file = join(folder, "package.json");
  const before = await Deno.readTextFile(file).catch(() => "");
  if (before === manifest && await exists(join(folder, "node_modules/.package-lock.json"))) return;
  await Deno.writeTextFile(file, manifest);
  return await runTool("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts"], folder);
}

async function installPypi(folder: string): Promise<string | undefined> {
  if (await exists(join(folder, "venv", "done"))) return undefined;
  const failed = await runTool("python3", ["-m", "venv", "venv"], folder) ??
    await runTool(join(folder, "venv", "bin", "pip"), ["install", "-q", ...PYPI], folder);
  if (failed === undefined) await Deno.writeTextFile(join(folder, "venv", "done"), "");
  return failed;
}
