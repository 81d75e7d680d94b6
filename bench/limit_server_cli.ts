/**
 * What the runtime can do at most: a bare `Deno.serve`, without any of the gateway's promises.
 *
 * ```
 * deno run -A bench/limit_server_cli.ts read   <dir>    reads the body, answers
 * deno run -A bench/limit_server_cli.ts append <dir>    parses, stringifies each record, appends
 * ```
 *
 * `append` writes once for each request and never syncs. It prints a line of JSON once it listens,
 * in the form of the gateway's own log.
 */
import { join } from "node:path";

const ANSWER = '{"accepted":true}\n';
const HEADERS = { "content-type": "application/json" };

const [mode, dir] = Deno.args;
if (dir === undefined || (mode !== "read" && mode !== "append")) {
  console.error("Usage: limit_server_cli.ts read|append <dir>");
  Deno.exit(2);
}
const file = await Deno.open(join(dir, "limit.ndjson"), { create: true, append: true });
const encoder = new TextEncoder();

async function append(request: Request): Promise<void> {
  const records: unknown[] = JSON.parse(await request.text());
  let lines = "";
  for (const record of records) lines += JSON.stringify(record) + "\n";
  await file.write(encoder.encode(lines));
}

async function read(request: Request): Promise<void> {
  await request.arrayBuffer();
}

const take = mode === "append" ? append : read;
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ hostname, port }) =>
    console.error(JSON.stringify({ event: "listening", url: `http://${hostname}:${port}` })),
}, async (request) => {
  await take(request);
  return new Response(ANSWER, { headers: HEADERS });
});
