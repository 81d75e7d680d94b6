/** The GCS sink and reader against fake-gcs-server, built from its Go module. */
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { testSink } from "../delivery/sink_contract.ts";
import { cacheFolder, exists, runTool } from "./cache.ts";
import { testFarEnd } from "./far_end.ts";
import { type RunningServer, startServer } from "./running_server.ts";

const MODULE = "github.com/fsouza/fake-gcs-server@v1.56.1";

async function getServer(): Promise<{ path: string } | { missing: string }> {
  const folder = cacheFolder("gcs");
  const path = join(folder, "fake-gcs-server");
  if (await exists(path)) return { path };
  await Deno.mkdir(folder, { recursive: true });
  const failed = await runTool("go", ["install", MODULE], folder, { GOBIN: folder });
  return failed === undefined ? { path } : { missing: failed };
}

async function start(path: string): Promise<RunningServer> {
  return await startServer({
    command: path,
    args: (port, folder) => [
      ...["-scheme", "http", "-host", "127.0.0.1", "-port", String(port)],
      ...["-backend", "filesystem", "-filesystem-root", folder],
      ...["-external-url", `http://127.0.0.1:${port}`, "-log-level", "error"],
    ],
    readyPath: "/storage/v1/b",
  });
}

async function makeBucket(url: string): Promise<void> {
  const response = await fetch(`${url}/storage/v1/b`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "logs" }),
  });
  await response.body?.cancel();
}

testSink("gcs, fake-gcs-server", async () => {
  const got = await getServer();
  if ("missing" in got) return got;
  const server = await start(got.path);
  const url = `http://127.0.0.1:${server.port}`;
  await makeBucket(url);
  return {
    ...server,
    type: "gcs",
    config: { url, bucket: "logs", prefix: "journal/" },
    isOnce: true,
    async seqs() {
      const seqs: number[] = [];
      const listed = await (await fetch(`${url}/storage/v1/b/logs/o?maxResults=1000`)).json();
      for (const { name } of listed.items ?? []) {
        const media = `${url}/storage/v1/b/logs/o/${encodeURIComponent(name)}?alt=media`;
        const bytes = await (await fetch(media)).bytes();
        const text = new TextDecoder().decode(gunzipSync(bytes));
        for (const line of text.split("\n")) if (line !== "") seqs.push(JSON.parse(line).seq);
      }
      return seqs;
    },
  };
});

testFarEnd("gs://", async () => {
  const got = await getServer();
  if ("missing" in got) return got;
  const server = await start(got.path);
  const url = `http://127.0.0.1:${server.port}`;
  await makeBucket(url);
  return {
    sink: {
      ...{ name: "far", type: "gcs", url, bucket: "logs", prefix: "journal/" },
      batch: { age_ms_max: 500 },
    },
    address: `gs://logs/journal/?endpoint=${url}`,
    stop: server.stop,
  };
});
