import { FORMATS, makeBodies } from "./bodies.ts";
import { measureLoad } from "./load.ts";
import { ownClient } from "./own_client.ts";
import { REFERENCE } from "./star.ts";
import assert from "node:assert/strict";

Deno.test("makeBodies() makes about 381 bytes a record, different bodies, the same each time", () => {
  for (const format of FORMATS) {
    const bodies = makeBodies(format, 100);
    for (const { bytes } of bodies) {
      assert.ok(Math.abs(bytes.length / 100 - 381) < 20, `${format}: ${bytes.length / 100}`);
    }
    assert.notDeepEqual(bodies[0], bodies[1]);
    assert.deepEqual(bodies, makeBodies(format, 100));
  }
});

Deno.test("ownClient closes the loop on each connection, and holds a rate in the open one", async () => {
  let seen = 0;
  let bytes = 0;
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) => {
      bytes += (await request.arrayBuffer()).byteLength;
      return ++seen % 10 === 0 ? new Response("busy", { status: 503 }) : new Response("{}");
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}/v1/logs`;
  const run = { url, bodies: makeBodies("json", 1), connections: 3 };

  const closed = await ownClient.run({ ...run, durationSec: 0.3 });
  assert.deepEqual([closed.requests, closed.errors], [seen, Math.floor(seen / 10)]);
  assert.ok(closed.requests >= 3 && bytes > 300 * seen);
  assert.ok(closed.p50Ms <= closed.p99Ms && closed.p99Ms <= closed.p999Ms && closed.cpuSec > 0);

  const open = await ownClient.run({ ...run, durationSec: 0.5, requestsPerSec: 80 });
  assert.equal(open.requests, 40);
});

Deno.test("ownClient counts latency from when a request was due", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return new Response("{}");
  });
  const url = `http://127.0.0.1:${server.addr.port}/v1/logs`;
  // Ten requests are due within 100 ms, and one connection takes 500 ms for them.
  const run = { url, bodies: makeBodies("json", 1), connections: 1, durationSec: 0.1 };
  const { requests, p50Ms, p999Ms } = await ownClient.run({ ...run, requestsPerSec: 100 });
  assert.equal(requests, 10);
  assert.ok(p50Ms >= 200 && p999Ms >= 400, `${p50Ms} ms, ${p999Ms} ms`);
});

Deno.test("ownClient counts a connection that breaks, and opens another", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = answerOncePerConnection(listener);
  const url = `http://127.0.0.1:${listener.addr.port}/v1/logs`;
  const run = { url, bodies: makeBodies("json", 1), connections: 1, durationSec: 0.2 };
  const { requests, errors } = await ownClient.run({ ...run, requestsPerSec: 50 });
  listener.close();
  assert.equal(await serving, requests - errors);
  assert.ok(errors >= 1 && errors < requests, `${errors} of ${requests}`);
});

/** How many answers were given when the listener was closed. */
async function answerOncePerConnection(listener: Deno.TcpListener): Promise<number> {
  const answer = new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  let answered = 0;
  for await (const connection of listener) {
    if (await connection.read(new Uint8Array(64 * 1024)) !== null) {
      await connection.write(answer);
      answered++;
    }
    connection.close();
  }
  return answered;
}

Deno.test({
  name: "measureLoad() measures the gateway in each format, and leaves nothing behind",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const sinkRoot = await Deno.makeTempDir();
    try {
      for (const format of ["csv", "rfc3164"] as const) {
        const result = await measureLoad({ ...REFERENCE, format, records: 10 }, {
          ...{ env: Deno.env.toObject(), sinkRoot, client: ownClient },
          ...{ warmUpSec: 0.1, durationSec: 0.3, monotonicMs: () => performance.now() },
        });
        assert.equal(result.errors, 0);
        assert.ok(result.recordsPerSec > 0 && result.recordsPerCpuSec > 0 && result.busy > 0);
        assert.ok(result.residentBytesMax > 10 * 2 ** 20);
      }
      assert.deepEqual([...Deno.readDirSync(sinkRoot)], []);
    } finally {
      await Deno.remove(sinkRoot, { recursive: true });
    }
  },
});
