/** Fluent's forward protocol: every mode is stored, and acknowledged once it is. */
import { startGateway } from "../process.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

const encoder = new TextEncoder();

/** MessagePack, written by hand: what is sent is seen byte by byte. */
function pack(value: unknown): number[] {
  if (value === null) return [0xc0];
  if (typeof value === "boolean") return [value ? 0xc3 : 0xc2];
  if (typeof value === "bigint") return [0xd3, ...bigEndian(value)];
  if (typeof value === "number") {
    if (Number.isInteger(value) && value >= 0 && value < 128) return [value];
    if (Number.isInteger(value)) {
      return [0xce, ...[24, 16, 8, 0].map((bits) => (value >>> bits) & 255)];
    }
    return [0xcb, ...new Uint8Array(new Float64Array([value]).buffer).reverse()];
  }
  if (typeof value === "string") {
    const bytes = encoder.encode(value);
    return [0xd9, bytes.length, ...bytes];
  }
  if (value instanceof Uint8Array) {
    return [0xc5, value.length >>> 8, value.length & 255, ...value];
  }
  if (value instanceof EventTime) return [0xd7, 0, ...value.bytes];
  if (Array.isArray(value)) return [0xdc, 0, value.length, ...value.flatMap(pack)];
  const entries = Object.entries(value as object);
  return [
    0x80 | entries.length,
    ...entries.flatMap(([name, one]) => [...pack(name), ...pack(one)]),
  ];
}

class EventTime {
  constructor(readonly bytes: readonly number[]) {}
}

function bigEndian(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return bytes;
}

const SECONDS = 1_787_584_930;
const time = new EventTime(
  bigEndian((BigInt(SECONDS) << 32n) | 123_456_789n) as unknown as number[],
);
const record = (seq: number) => ({ message: `seq=${seq} grün by john@example.com`, level: "warn" });
const packed = (...seqs: number[]) =>
  new Uint8Array(seqs.flatMap((seq) => pack([[time, {}], record(seq)])));

Deno.test("forward: each mode is stored, and each chunk acknowledged after that", async () => {
  await using gateway = await startGateway({ env: { LOGOPS_FORWARD_PORT: "0" } });
  const { forward } = gateway.log.find(({ event }) => event === "listening")!;
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: Number(forward) });
  const other = { big: 2n ** 62n, ratio: 0.5, ok: true, none: null, list: [1, { a: "b" }] };
  const messages = [
    ["shop.web", SECONDS, { ...record(0), ...other }],
    ["shop.web", [[time, record(1)], [time, record(2)]], { chunk: "one" }],
    ["shop.web", packed(3, 4), { chunk: "two", size: 2 }],
    ["shop.web", new Uint8Array(gzipSync(packed(5))), { compressed: "gzip", chunk: "three" }],
  ];
  const bytes = new Uint8Array(messages.flatMap(pack));
  for (let at = 0; at < bytes.length; at += 50) await conn.write(bytes.subarray(at, at + 50));
  let told = "";
  const buffer = new Uint8Array(100);
  while (!told.includes("three")) {
    const count = await conn.read(buffer);
    assert.ok(count !== null);
    told += new TextDecoder("latin1").decode(buffer.subarray(0, count));
  }
  const acks = [...told.matchAll(/ack\xdb\0\0\0.(one|two|three)/g)].map(([, chunk]) => chunk);
  assert.deepEqual(acks, ["one", "two", "three"]);
  const stored = await gateway.stored();
  assert.deepEqual(
    stored.map(({ ts, level, msg, tag, emitter }) => [ts, level, msg, tag, emitter]),
    Array.from({ length: 6 }, (_, seq) => [
      seq === 0 ? "2026-08-24T15:22:10.000000000Z" : "2026-08-24T15:22:10.123456789Z",
      ...["WARN", `seq=${seq} grün by j***@example.com`, "shop.web", "forward"],
    ]),
  );
  const { ratio, ok, none, list } = stored[0]!;
  assert.deepEqual([ratio, ok, none, list], [0.5, true, null, [1, { a: "b" }]]);

  await conn.write(encoder.encode("GET / HTTP/1.1\r\n"));
  assert.equal(await conn.read(buffer), null, "what is no message ends the connection");
  conn.close();
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  assert.match(metrics, /logops_door_lost_total\{door="forward",reason="bad_envelope"\} 1/);
  assert.equal(await gateway.stop(), 0);
});
