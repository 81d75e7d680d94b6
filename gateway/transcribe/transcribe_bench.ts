/**
 * From a body of 100 records to the lines that are stored, masked: by format, and JSON by what is in
 * the records. `deno task bench --only shapes` measures the corpus, over HTTP and beside its limit.
 */
import assert from "node:assert/strict";
import { createKeyRing, createSecretKey } from "../../contract/mod.ts";
import type { BodyFormat } from "../decode/mod.ts";
import { createSealer, PII_KINDS } from "../protect/mod.ts";
import { createTranscribe, type TranscribeOptions } from "./mod.ts";

const RECORDS = 100;
const bounds = { recordsMax: RECORDS, linesCharsMax: 1e6, joinsLines: true, replacesBytes: false };
const origin = { emitter: "bench", receivedTs: "2026-05-01T10:00:00.000Z" };

const options: TranscribeOptions = { kinds: PII_KINDS, keepFields: [], ...bounds };
const transcribe = createTranscribe(options);
const keys = createKeyRing([createSecretKey("k1", crypto.getRandomValues(new Uint8Array(32)))]);
const sealing = createTranscribe({
  ...options,
  seal: { sealer: createSealer({ keys }), fields: ["user_email", "client_ip"] },
});

const TEXT = "payment declined by issuer, retry scheduled; order kept";

/** The same record over and over, but for its message and what changes from one to the next. */
function bodyOf(msg: (seq: number) => string, more: Readonly<Record<string, unknown>> = {}) {
  const records = Array.from({ length: RECORDS }, (_, seq) => ({
    ...{ ts: new Date(Date.UTC(2026, 4, 1, 10) + seq * 37).toISOString(), level: "INFO" },
    ...{ msg: msg(seq), seq, service: "checkout", host: `web-${seq % 9}.prod.example.net` },
    trace_id: crypto.randomUUID().replaceAll("-", ""),
    user: { id: 1000 + seq, agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" },
    duration_ms: seq % 400 + 0.5,
    ...more,
  }));
  return new TextEncoder().encode(JSON.stringify(records));
}

const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36";
const lines = (line: (seq: number, ts: string, host: string) => string) =>
  Array.from({ length: RECORDS }, (_, seq) => {
    const ts = new Date(Date.UTC(2026, 4, 1, 10) + seq * 37).toISOString();
    return line(seq, ts, `web-${seq % 9}.prod.example.net`);
  }).join("\n");
const msgOf = (seq: number) => `john.doe${seq}@example.com from 83.11.${seq}.45: ${TEXT}`;
/** The same values as text, in as many bytes. */
const TEXTS = {
  csv: "ts,level,msg,seq,host,agent\n" +
    lines((seq, ts, host) =>
      `${ts},INFO,"${msgOf(seq)}, ${msgOf(seq)}",${seq},${host},"${AGENT} (KHTML, like Gecko)"`
    ),
  "RFC 5424": lines((seq, ts, host) =>
    `<134>1 ${ts} ${host} checkout ${4000 + seq} PAY [request@32473 ip="10.0.${seq}.7" ` +
    `agent="${AGENT}"] ${msgOf(seq)} ${msgOf(seq)}`
  ),
  "RFC 3164": lines((seq, ts, host) =>
    `<134>May  1 ${ts.slice(11, 19)} ${host} checkout[${4000 + seq}]: ${
      msgOf(seq)
    } agent="${AGENT}"`
  ),
  "time and level": lines((seq, ts) => `${ts} ERROR ${msgOf(seq)} agent="${AGENT}" ${msgOf(seq)}`),
} as const;

const usual = bodyOf((seq) => `john.doe${seq}@example.com from 83.11.${seq}.45: ${TEXT}`);

benchOne("JSON", "json", usual);
for (const [name, text] of Object.entries(TEXTS)) {
  benchOne(name, name === "csv" ? "csv" : "text", new TextEncoder().encode(text));
}
benchOne("nothing to mask", "json", bodyOf(() => TEXT));
benchOne("messages with escapes", "json", bodyOf((seq) => `"john${seq}@example.com"\n${TEXT}`));
benchOne(
  "messages beyond ASCII",
  "json",
  bodyOf((seq) => `jürgen${seq}@example.com, größer: ${TEXT}`),
);
benchOne("a secret in every one", "json", bodyOf(() => TEXT, { password: "hunter2" }));
Deno.bench("JSON, sealed", async () => {
  await sealing("json", usual, origin, 0);
});

function benchOne(name: string, format: BodyFormat, body: Uint8Array): void {
  const batch = transcribe(format, body, origin, 0);
  assert.ok(!(batch instanceof Promise) && batch.ok && batch.value.records === RECORDS);
  Deno.bench(name, () => {
    void transcribe(format, body, origin, 0);
  });
}
