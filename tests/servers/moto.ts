/** An S3 that runs here: moto, from PyPI, in an environment of its own. */
import { join } from "node:path";
import { cacheFolder, exists, runTool } from "./cache.ts";
import { type RunningServer, startServer } from "./running_server.ts";

const PACKAGE = "moto[server,s3]==5.2.5";

export async function getMoto(): Promise<{ path: string } | { missing: string }> {
  const folder = cacheFolder("s3");
  const path = join(folder, "venv/bin/moto_server");
  if (await exists(path)) return { path };
  await Deno.mkdir(folder, { recursive: true });
  const failed = await runTool("python3", ["-m", "venv", "venv"], folder) ??
    await runTool("venv/bin/pip", ["install", "--quiet", PACKAGE], folder);
  return failed === undefined ? { path } : { missing: failed };
}

export async function startMoto(path: string): Promise<RunningServer> {
  return await startServer({
    command: path,
    args: (port) => ["-H", "127.0.0.1", "-p", String(port)],
    readyPath: "/moto-api/",
  });
}
