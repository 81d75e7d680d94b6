/** The Azure sink and reader against Azurite, from npm. */
import { join } from "node:path";
import { azureHeaders, openReader, parseStoreAddress } from "../../delivery/mod.ts";
import { testSink } from "../delivery/sink_contract.ts";
import { cacheFolder, exists, runTool } from "./cache.ts";
import { testFarEnd } from "./far_end.ts";
import { type RunningServer, startServer } from "./running_server.ts";

const PACKAGE = "azurite@3.37.0";
/** Azurite's own, as its documentation names them: they open nothing else. */
const ACCOUNT = "devstoreaccount1";
const KEY =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

async function getServer(): Promise<{ path: string } | { missing: string }> {
  const folder = cacheFolder("azurite");
  const path = join(folder, "node_modules/azurite/dist/src/blob/main.js");
  if (await exists(path)) return { path };
  await Deno.mkdir(folder, { recursive: true });
  const failed = await runTool(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefix", ".", PACKAGE],
    folder,
  );
  return failed === undefined ? { path } : { missing: failed };
}

async function start(path: string): Promise<RunningServer> {
  const server = await startServer({
    command: "node",
    args: (port, folder) => [
      ...[path, "--blobHost", "127.0.0.1", "--blobPort", String(port)],
      ...["--location", folder, "--silent", "--skipApiVersionCheck", "--disableTelemetry"],
    ],
    readyPath: "/",
  });
  await makeContainer(server.port);
  return server;
}

/** Azurite writes down what it has now and then: after a kill -9 the container may be gone. */
async function makeContainer(port: number): Promise<void> {
  const url = new URL(`http://127.0.0.1:${port}/${ACCOUNT}/logs?restype=container`);
  const signed = { method: "PUT", url } as const;
  const headers = await azureHeaders(signed, { account: ACCOUNT, key: KEY }, Date.now());
  const made = await fetch(url, { method: "PUT", headers });
  await made.body?.cancel();
  if (made.status !== 201 && made.status !== 409) throw new Error(`no container: ${made.status}`);
}

const addressOf = (port: number) =>
  `azblob://logs/journal/?account=${ACCOUNT}&endpoint=http://127.0.0.1:${port}`;

const configOf = (port: number) => ({
  url: `http://127.0.0.1:${port}/${ACCOUNT}`,
  container: "logs",
  prefix: "journal/",
  account: ACCOUNT,
  account_key: "${env:AZURE_KEY}",
});

testSink("azure_blob, Azurite", async () => {
  const got = await getServer();
  if ("missing" in got) return got;
  const server = await start(got.path);
  return {
    ...server,
    start: async () => {
      await server.start();
      await makeContainer(server.port);
    },
    type: "azure_blob",
    config: configOf(server.port),
    env: { AZURE_KEY: KEY },
    isOnce: true,
    async seqs() {
      const address = parseStoreAddress(addressOf(server.port));
      if ("fault" in address) throw new Error(address.fault);
      const reader = openReader(address, { fetch, nowMs: Date.now, secret: KEY });
      const seqs: number[] = [];
      for await (const lines of reader.lines({ fromMs: 0, containing: '"seq"' })) {
        seqs.push(...lines.map(({ text }) => JSON.parse(text).seq));
      }
      return seqs;
    },
  };
});

testFarEnd("azblob://", async () => {
  const got = await getServer();
  if ("missing" in got) return got;
  const server = await start(got.path);
  return {
    sink: { name: "far", type: "azure_blob", ...configOf(server.port), batch: { age_ms_max: 500 } },
    env: { AZURE_KEY: KEY },
    address: addressOf(server.port),
    verifyEnv: { LOGOPS_VERIFY_SECRET: KEY },
    stop: server.stop,
  };
});
