/** The error table of the gateway, row by row: status, reason, headers, and that nothing is kept. */
import { type GatewayApp, openGatewayApp } from "./gateway_app.ts";
import { signedHeaders } from "../contract/mod.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

const JSON_TYPE = { "content-type": "application/json" };
const NOW_MS = Date.parse("2026-05-01T10:00:00Z");
const SHOP = { key: "shop-key-1", secret: "shop-secret-0123456789" };
const CLIENTS = `
clients:
  - { id: shop, key: ${SHOP.key}, secret: ${SHOP.secret}, emitter: shop }
  - { id: slow, key: slow-key-1, emitter: slow, limits: { requests_per_sec: 1, requests_burst: 1 } }
  - id: thin
    key: thin-key-1
    emitter: thin
    limits: { requests_per_sec: 9, bytes_per_sec: 20, bytes_burst: 28 }
`;
const BODY = '[{"msg":"hello"}]';

interface Row {
  readonly title: string;
  readonly status: number;
  readonly reason: string;
  readonly send: (app: GatewayApp) => Promise<Response>;
  readonly env?: Readonly<Record<string, string>>;
  /** Part of the detail, and so of what a person reads. */
  readonly says?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, unknown>>;
}

const post = (body: BodyInit, headers: Record<string, string>) => (app: GatewayApp) =>
  app.post(body, headers);

async function signed(changes: Partial<Parameters<typeof signedHeaders>[0]> = {}) {
  return await signedHeaders({
    method: "POST",
    path: "/v1/logs",
    body: new TextEncoder().encode(BODY),
    nowMs: NOW_MS,
    nonce: "nonce-0123456789abcdef",
    ...changes,
  }, SHOP);
}

const HMAC = { LOGOPS_AUTH_MODE: "hmac" };
const API_KEY = { LOGOPS_AUTH_MODE: "api_key" };

const ROWS: readonly Row[] = [
  {
    title: "JSON that is cut short",
    status: 400,
    reason: "bad_json",
    send: post('[{"msg":"x"}', JSON_TYPE),
    says: "line 1",
    extra: { line: 1 },
  },
  {
    title: "NDJSON with a bad line",
    status: 400,
    reason: "bad_ndjson",
    send: post('{"msg":"x"}\n{"msg":\n', { "content-type": "application/x-ndjson" }),
    extra: { line: 2 },
  },
  {
    title: "CSV with an open quote",
    status: 400,
    reason: "bad_csv",
    send: post('ts,level,msg\n,,"open\n', { "content-type": "text/csv" }),
  },
  {
    title: "bytes that are no UTF-8",
    status: 400,
    reason: "bad_utf8",
    send: post(new Uint8Array([0x61, 0xff]), { "content-type": "text/plain" }),
    extra: { byte: 1 },
  },
  {
    title: "a body that is not what its encoding says",
    status: 400,
    reason: "bad_compression",
    send: post("plain", { ...JSON_TYPE, "content-encoding": "gzip" }),
  },
  {
    title: "a malformed header",
    status: 400,
    reason: "bad_header",
    send: post(BODY, { ...JSON_TYPE, "x-emitter": "not a name" }),
    says: "X-Emitter",
  },
  {
    title: "no credentials",
    status: 401,
    reason: "no_credentials",
    env: API_KEY,
    send: post(BODY, JSON_TYPE),
    says: "X-Api-Key is required",
    headers: { "www-authenticate": 'LogOps realm="logops"' },
  },
  {
    title: "an unknown key",
    status: 401,
    reason: "bad_api_key",
    env: API_KEY,
    send: post(BODY, { ...JSON_TYPE, "x-api-key": "shop-key-2" }),
  },
  {
    title: "a key where a signature is asked",
    status: 401,
    reason: "no_credentials",
    env: HMAC,
    send: post(BODY, { ...JSON_TYPE, "x-api-key": SHOP.key }),
    says: "X-Signature",
  },
  {
    title: "a signature that is not over this path",
    status: 401,
    reason: "bad_signature",
    env: HMAC,
    send: async (app) => app.post(BODY, { ...JSON_TYPE, ...await signed({ path: "/v1/log" }) }),
  },
  {
    title: "a body that is not the signed one",
    status: 401,
    reason: "bad_digest",
    env: HMAC,
    send: async (app) => app.post('[{"msg":"hullo"}]', { ...JSON_TYPE, ...await signed() }),
  },
  {
    title: "a stale timestamp",
    status: 401,
    reason: "stale_timestamp",
    env: HMAC,
    send: async (app) =>
      app.post(BODY, { ...JSON_TYPE, ...await signed({ nowMs: NOW_MS - 301_000 }) }),
  },
  {
    title: "a replayed nonce",
    status: 401,
    reason: "replayed_nonce",
    env: HMAC,
    send: async (app) => {
      const headers = { ...JSON_TYPE, ...await signed() };
      assert.equal(
        (await app.post("[]", { ...headers, ...await signed({ body: bytes("[]") }) })).status,
        200,
      );
      return app.post(BODY, headers);
    },
  },
  {
    title: "valid credentials for another emitter",
    status: 403,
    reason: "wrong_emitter",
    env: API_KEY,
    send: post(BODY, { ...JSON_TYPE, "x-api-key": SHOP.key, "x-emitter": "bank" }),
    says: "shop only",
  },
  {
    title: "too many bytes by Content-Length",
    status: 413,
    reason: "body_too_large",
    env: { LOGOPS_BODY_BYTES_MAX: "1KiB" },
    send: post(BODY, { ...JSON_TYPE, "content-length": "1025" }),
    extra: { limit: 1024 },
  },
  {
    title: "too many bytes while reading",
    status: 413,
    reason: "body_too_large",
    env: { LOGOPS_BODY_BYTES_MAX: "1KiB" },
    send: post(stream(40, 100), JSON_TYPE),
  },
  {
    title: "too many bytes while inflating",
    status: 413,
    reason: "decoded_too_large",
    env: { LOGOPS_DECODED_BYTES_MAX: "1KiB" },
    send: post(new Uint8Array(gzipSync(`["${"x".repeat(2000)}"]`)), {
      ...JSON_TYPE,
      "content-encoding": "gzip",
    }),
  },
  {
    title: "too many records",
    status: 413,
    reason: "too_many_records",
    env: { LOGOPS_BATCH_RECORDS_MAX: "2" },
    send: post("a\nb\nc\n", { "content-type": "text/plain" }),
    extra: { limit: 2 },
  },
  {
    title: "an unknown content type",
    status: 415,
    reason: "unsupported_media_type",
    send: post(BODY, { "content-type": "application/xml" }),
    says: "application/json",
  },
  {
    title: "an unknown encoding",
    status: 415,
    reason: "unsupported_encoding",
    send: post(BODY, { ...JSON_TYPE, "content-encoding": "br" }),
    says: "gzip",
  },
  {
    title: "records that are no objects",
    status: 422,
    reason: "invalid_records",
    send: post('[{"msg":"ok"},1,null,[]]', JSON_TYPE),
    extra: { invalid_indices: [1, 2, 3], count: 3 },
  },
  {
    title: "a record that is nested too deep",
    status: 422,
    reason: "invalid_records",
    send: post('{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), JSON_TYPE),
    extra: { invalid_indices: [0], count: 1 },
  },
  {
    title: "more requests than the client's limit",
    status: 429,
    reason: "rate_limited",
    env: API_KEY,
    send: async (app) => {
      const headers = { ...JSON_TYPE, "x-api-key": "slow-key-1" };
      assert.equal((await app.post("[]", headers)).status, 200);
      return app.post(BODY, headers);
    },
    says: "Too many requests: at most 1 a second",
    extra: { limit: 1, unit: "requests" },
    headers: { "retry-after": "1", "x-ratelimit-limit": "1", "x-ratelimit-remaining": "0" },
  },
  {
    title: "more bytes than the client's limit, with requests to spare",
    status: 429,
    reason: "rate_limited",
    env: API_KEY,
    send: async (app) => {
      const headers = { ...JSON_TYPE, "x-api-key": "thin-key-1" };
      assert.equal((await app.post("[]".padEnd(20), headers)).status, 200);
      return app.post(BODY, { ...headers, "content-length": String(BODY.length) });
    },
    says: "Too many bytes: at most 20 a second",
    extra: { limit: 20, unit: "bytes" },
    headers: { "retry-after": "1", "x-ratelimit-limit": "20", "x-ratelimit-remaining": "8" },
  },
  {
    title: "bodies that together are more than the gateway holds",
    status: 503,
    reason: "queue_full",
    env: {
      LOGOPS_INFLIGHT_BYTES_MAX: "1MiB",
      LOGOPS_BODY_BYTES_MAX: "512KiB",
      LOGOPS_DECODED_BYTES_MAX: "256KiB",
    },
    send: async (app) => {
      const { promise: isSeen, resolve: endAll } = Promise.withResolvers<void>();
      const arrived = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const held = arrived.map(({ resolve }) =>
        app.post(heldStream(500 * 1024, resolve, isSeen), JSON_TYPE)
      );
      await Promise.all(arrived.map(({ promise }) => promise));
      const answer = await app.post(stream(400, 1024), JSON_TYPE);
      endAll();
      for (const { status } of await Promise.all(held)) assert.equal(status, 400);
      return answer;
    },
    headers: { "retry-after": "1" },
  },
  {
    title: "a gateway that is shutting down",
    status: 503,
    reason: "draining",
    send: async (app) => {
      await app.closeJournal();
      assert.equal((await app.get("/readyz")).status, 503);
      return app.post(BODY, JSON_TYPE);
    },
    headers: { "retry-after": "5" },
  },
];

for (const row of ROWS) {
  Deno.test(`gateway answers ${row.status} ${row.reason} to ${row.title}`, async () => {
    await using app = await openGatewayApp({
      ...(row.env === undefined ? {} : { env: row.env }),
      clientsYaml: CLIENTS,
      nowMs: () => NOW_MS,
    });
    const response = await row.send(app);
    const problem = await response.json();
    assert.equal(response.status, row.status, problem.detail);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(problem.reason, row.reason);
    assert.equal(problem.status, row.status);
    assert.ok(problem.title !== "" && problem.detail !== "");
    assert.ok(problem.detail.includes(row.says ?? ""), problem.detail);
    for (const [name, value] of Object.entries(row.extra ?? {})) {
      assert.deepEqual(problem[name], value);
    }
    for (const [name, value] of Object.entries(row.headers ?? {})) {
      assert.equal(response.headers.get(name), value);
    }
    const metrics = await (await app.get("/metrics")).text();
    assert.match(metrics, new RegExp(`logops_rejected_total{reason="${row.reason}".*} 1\n`));
    assert.deepEqual(await app.stored(), [], "a refused batch leaves nothing behind");
  });
}

Deno.test("gateway lists at most 50 invalid records, and counts all", async () => {
  await using app = await openGatewayApp();
  const response = await app.post(JSON.stringify(Array(200).fill(1)), JSON_TYPE);
  const { invalid_indices, count } = await response.json();
  assert.deepEqual([invalid_indices.length, count], [50, 200]);
});

Deno.test("gateway tells routes and methods apart", async () => {
  await using app = await openGatewayApp();
  assert.equal((await app.get("/nope")).status, 404);
  const response = await app.request("/v1/logs", { method: "PUT", body: "x" });
  assert.deepEqual([response.status, response.headers.get("allow")], [405, "POST"]);
});

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A body that has arrived but for its end, which comes after `isSeen`. */
function heldStream(
  bytes: number,
  onRead: () => void,
  isSeen: Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let pulls = 0;
  return new ReadableStream({
    async pull(controller) {
      if (pulls++ === 0) return controller.enqueue(new Uint8Array(bytes).fill(0x78));
      onRead();
      await isSeen;
      controller.close();
    },
  }, { highWaterMark: 0 });
}

/** A body whose length nobody declared. */
function stream(chunks: number, chunkBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let left = chunks;
  return new ReadableStream({
    pull(controller) {
      if (left-- === 0) controller.close();
      else controller.enqueue(new Uint8Array(chunkBytes));
    },
  });
}
