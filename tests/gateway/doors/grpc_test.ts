/** OTLP/gRPC: calls are stored as bodies of OTLP/HTTP are, and refused with gRPC's own codes. */
import { startGateway } from "../process.ts";
import { bytes, int, message } from "./protobuf.ts";
import assert from "node:assert/strict";
import http2 from "node:http2";
import { gzipSync } from "node:zlib";
import { join } from "node:path";

const EXPORT = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const KEY = "shop-key-0123456789";
const REQUEST = message(
  bytes(1, bytes(2, bytes(2, [...int(2, 17), ...bytes(5, bytes(1, "by john@example.com"))]))),
);

function frame(content: Uint8Array, isCompressed = false): Uint8Array {
  const framed = new Uint8Array(5 + content.length);
  framed[0] = isCompressed ? 1 : 0;
  new DataView(framed.buffer).setUint32(1, content.length);
  framed.set(content, 5);
  return framed;
}

interface Told {
  readonly status: number;
  readonly length: number;
}

function call(
  session: http2.ClientHttp2Session,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ...{ ":method": "POST", ":path": EXPORT, te: "trailers" },
      ...{ "content-type": "application/grpc", authorization: `Bearer ${KEY}` },
      ...headers,
    });
    let length = 0;
    let status = -1;
    stream.on("data", (block: Uint8Array) => length += block.length);
    stream.on("trailers", (trailers: http2.IncomingHttpHeaders) => {
      status = Number(trailers["grpc-status"]);
    });
    stream.on("error", reject);
    stream.on("close", () => resolve({ status, length }));
    stream.end(body);
  });
}

Deno.test("OTLP/gRPC stores a call, and refuses with codes of gRPC", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  const file = join(dir, "clients.yaml");
  await Deno.writeTextFile(file, `clients: [{ id: shop, key: ${KEY}, emitter: shop }]`);
  try {
    await using gateway = await startGateway({
      read: [dir],
      env: {
        ...{ LOGOPS_OTLP_GRPC_PORT: "0", LOGOPS_AUTH_MODE: "api_key" },
        LOGOPS_CLIENTS_FILE: file,
      },
    });
    const { otlp_grpc } = gateway.log.find(({ event }) => event === "listening")!;
    const session = http2.connect(`http://127.0.0.1:${otlp_grpc}`);
    assert.deepEqual(await call(session, frame(REQUEST)), { status: 0, length: 5 });
    const zipped = frame(new Uint8Array(gzipSync(REQUEST)), true);
    assert.equal((await call(session, zipped, { "grpc-encoding": "gzip" })).status, 0);
    assert.equal((await call(session, frame(REQUEST), { ":path": "/x/Y" })).status, 12);
    assert.equal((await call(session, frame(REQUEST), { authorization: "Bearer no" })).status, 16);
    assert.equal((await call(session, frame(new Uint8Array([0xff])))).status, 3);
    assert.equal((await call(session, new Uint8Array([0, 0, 0]))).status, 3);
    assert.equal((await call(session, frame(REQUEST).subarray(0, 9))).status, 3);
    session.close();
    assert.deepEqual(
      (await gateway.stored()).map(({ level, msg, emitter }) => [level, msg, emitter]),
      Array(2).fill(["ERROR", "by j***@example.com", "shop"]),
    );
    assert.equal(await gateway.stop(), 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
