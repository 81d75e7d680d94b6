/** Real clients against a running gateway: what they sent is what is stored, masked and under their name. */
import { startGateway } from "../gateway/process.ts";
import { getClients } from "./door_clients.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const KEY = "shop-key-0123456789";
const RECORDS = 1000;
const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"];

interface Trial {
  readonly name: string;
  readonly kind: "npm" | "pypi";
  readonly script: string;
  readonly args: (url: string, ports: Readonly<Record<string, unknown>>) => readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What else each record has. */
  readonly has?: (record: Readonly<Record<string, unknown>>, seq: number) => void;
}

function hasOtlp(record: Readonly<Record<string, unknown>>, seq: number): void {
  const other = ['{"event":"paid","items":[1,2.5,true]}', '["a",1]', '"AQL/"'];
  assert.equal(record.ts, "2026-08-24T15:22:10.123456789Z");
  assert.equal(JSON.stringify(record.other), other[seq % 3]);
  assert.deepEqual(
    [record.seq, record.ok, record.ratio, record.tags, record.scope, record["service.name"]],
    [seq, true, 0.25, ["x", "y"], "checkout", "shop"],
  );
}

const TRIALS: readonly Trial[] = [
  ...["http", "proto"].map((encoding): Trial => ({
    name: `OpenTelemetry SDK for JavaScript, ${encoding}`,
    kind: "npm",
    script: "otlp.mjs",
    args: (url) => [`${url}/v1/logs`, encoding, String(RECORDS)],
    has: hasOtlp,
  })),
  {
    name: "OpenTelemetry SDK for JavaScript, grpc",
    kind: "npm",
    script: "otlp.mjs",
    env: { LOGOPS_OTLP_GRPC_PORT: "0" },
    args: (_url, { otlp_grpc }) => [`http://127.0.0.1:${otlp_grpc}`, "grpc", String(RECORDS)],
    has: hasOtlp,
  },
  {
    name: "OpenTelemetry SDK for Python",
    kind: "pypi",
    script: "otlp.py",
    args: (url) => [`${url}/v1/logs`, String(RECORDS)],
    has: (record, seq) => assert.deepEqual([record.seq, record["service.name"]], [seq, "shop"]),
  },
  ...["json", "protobuf"].map((encoding): Trial => ({
    name: `winston-loki, ${encoding}`,
    kind: "npm",
    script: "loki.mjs",
    args: (url) => [url, encoding, String(RECORDS)],
    has: (record) => assert.equal(record.app, "shop"),
  })),
  {
    name: "@elastic/elasticsearch, bulk helper",
    kind: "npm",
    script: "elasticsearch.mjs",
    args: (url) => [url, String(RECORDS)],
    has: (record, seq) => {
      assert.equal(record.ts, new Date(1_787_584_930_000 + seq).toISOString());
      assert.deepEqual([record.seq, record._index], [seq, "logs"]);
    },
  },
  {
    name: "pino with pino-elasticsearch",
    kind: "npm",
    script: "pino.mjs",
    args: (url) => [url, String(RECORDS)],
    has: (record, seq) => assert.equal(record.seq, seq),
  },
  {
    name: "fluent-logger, acknowledged",
    kind: "npm",
    script: "fluent.mjs",
    env: { LOGOPS_FORWARD_PORT: "0", LOGOPS_FORWARD_CLIENT: "shop" },
    args: (_url, { forward }) => [String(forward), String(RECORDS)],
    has: (record, seq) => assert.deepEqual([record.seq, record.tag], [seq, "shop.web"]),
  },
];

for (const { name, kind, script, args, env, has } of TRIALS) {
  Deno.test(`door: ${name}: ${RECORDS} records are stored as they were sent`, async () => {
    const clients = await getClients(kind);
    if ("missing" in clients) return console.log(`not tested: ${clients.missing}`);
    const dir = await Deno.makeTempDir({ prefix: "logops-" });
    const file = join(dir, "clients.yaml");
    await Deno.writeTextFile(file, `clients: [{ id: shop, key: ${KEY}, emitter: shop }]`);
    try {
      await using gateway = await startGateway({
        env: { LOGOPS_AUTH_MODE: "api_key", LOGOPS_CLIENTS_FILE: file, ...env },
        read: [dir],
      });
      const ports = gateway.log.find(({ event }) => event === "listening")!;
      const wrong = await clients.run(script, args(gateway.url, ports), KEY);
      assert.equal(wrong, undefined);
      const stored = new Map((await gateway.stored()).map((record) => {
        const seq = Number(/^seq=(\d+) /.exec(String(record.msg))?.[1]);
        return [seq, record];
      }));
      assert.equal(stored.size, RECORDS);
      for (let seq = 0; seq < RECORDS; seq++) {
        const record = stored.get(seq)!;
        assert.deepEqual(
          [record.msg, record.level, record.emitter],
          [`seq=${seq} grün by j***@example.com`, LEVELS[seq % 4], "shop"],
        );
        has?.(record, seq);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}
