/** VictoriaLogs, built from its Go module: it takes Loki's push and Elasticsearch's bulk requests. */
import { join } from "node:path";
import { cacheFolder, exists, runTool } from "./cache.ts";
import { type RunningServer, startServer } from "./running_server.ts";

const MODULE = "github.com/VictoriaMetrics/VictoriaLogs@v1.52.1";

/** The program, got if it is not there; else why there is none. */
export async function getVictoriaLogs(): Promise<{ path: string } | { missing: string }> {
  const folder = cacheFolder("victorialogs");
  const path = join(folder, "victoria-logs");
  if (await exists(path)) return { path };
  await Deno.mkdir(folder, { recursive: true });
  const go = (args: string[], cwd: string) => runTool("go", args, cwd);
  const source = join(folder, "src");
  const failed = await go(["mod", "download", MODULE], folder) ??
    await copyModule(folder, source) ??
    await go(["build", "-buildvcs=false", "-o", path, "./app/victoria-logs"], source);
  return failed === undefined ? { path } : { missing: failed };
}

/** Modules in Go's cache may not be written to, which a build with its own go.sum needs. */
async function copyModule(folder: string, source: string): Promise<string | undefined> {
  const { stdout } = await new Deno.Command("go", {
    args: ["mod", "download", "-json", MODULE],
    cwd: folder,
  }).output();
  const { Dir } = JSON.parse(new TextDecoder().decode(stdout)) as { Dir: string };
  if (await exists(source)) return undefined;
  return await runTool("cp", ["-r", Dir, source], folder) ??
    await runTool("chmod", ["-R", "u+w", source], folder);
}

export async function startVictoriaLogs(path: string): Promise<RunningServer> {
  return await startServer({
    command: path,
    args: (port, folder) => [
      `-storageDataPath=${folder}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      "-retentionPeriod=100y",
    ],
    readyPath: "/health",
  });
}

/** What it took is seen after this: it keeps rows back for a second. */
const VISIBLE_AFTER_MS = 2_500;

/** Stored records, by LogsQL. */
export async function readVictoriaLogs(
  port: number,
): Promise<{ journal?: string; offset?: string; _msg: string; seq?: string }[]> {
  await new Promise((resolve) => setTimeout(resolve, VISIBLE_AFTER_MS));
  const response = await fetch(`http://127.0.0.1:${port}/select/logsql/query`, {
    method: "POST",
    body: new URLSearchParams({ query: "*", limit: "10000000" }),
  });
  const text = await response.text();
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}
