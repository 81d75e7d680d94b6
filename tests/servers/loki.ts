/** Grafana Loki, where `loki` is on the PATH or `LOGOPS_LOKI` names it: nothing here gets it. */
import { fileURLToPath } from "node:url";
import { type RunningServer, startServer } from "./running_server.ts";

export async function getLoki(): Promise<{ path: string } | { missing: string }> {
  const path = Deno.env.get("LOGOPS_LOKI") ?? "loki";
  try {
    await new Deno.Command(path, { args: ["-version"], stdout: "null", stderr: "null" }).output();
    return { path };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      return { missing: `there is no ${path} on the PATH` };
    }
    throw error;
  }
}

const CONFIG = fileURLToPath(new URL("../../infra/loki/loki.yml", import.meta.url));

export async function startLoki(path: string): Promise<RunningServer> {
  return await startServer({
    command: path,
    args: (port, folder) => [
      `-config.file=${CONFIG}`,
      `-server.http-listen-address=127.0.0.1`,
      `-server.http-listen-port=${port}`,
      `-server.grpc-listen-port=0`,
      `-common.path-prefix=${folder}`,
    ],
    readyPath: "/ready",
  });
}

/** `seq` of each entry, by LogQL. */
export async function readLoki(port: number): Promise<number[]> {
  const url = new URL(`http://127.0.0.1:${port}/loki/api/v1/query_range`);
  url.search = new URLSearchParams({
    query: '{emitter=~".+"}',
    start: "2026-11-30T00:00:00Z",
    limit: "5000",
  }).toString();
  const response = await fetch(url);
  const { data } = await response.json() as {
    data: { result: { values: [string, string][] }[] };
  };
  return data.result.flatMap(({ values }) => values.map(([, line]) => JSON.parse(line).seq));
}
