/**
 * Records masked in a second of processor time, by what is in them and by which detectors run.
 *
 * ```
 * deno run -A gateway/protect/mask_bench.ts
 * ```
 *
 * A record is three texts. `regexes` masks the same texts with two global regular expressions, for
 * e-mail and IPv4 only. `record` masks the texts as fields of a record that also has nested ones.
 * Figures are the best of ten rounds; processor time, so that other processes do not count.
 */
import { cpuUsage } from "node:process";
import type { LogRecord } from "../../contract/mod.ts";
import { createPiiCounts, PII_KINDS, type PiiKind } from "./detectors/mod.ts";
import { createMasker } from "./mask.ts";

const RECORDS = 50_000;
const ROUNDS = 10;

type Texts = readonly [message: string, client: string, agent: string];

const CORPORA: Readonly<Record<string, (n: number) => Texts>> = {
  "words": () => [
    "request handled by worker without any trouble at all today",
    "frontend of the shop",
    "curl on a quiet machine",
  ],
  "short, one address": (n) => [`order ${n} paid in 12 ms`, `83.11.${n % 256}.45`, "web-3"],
  "numbers": (n) => [
    `GET /v1/orders/${n}/items status=200 took=12.5ms trace=4bf92f3577b34da6`,
    `worker-${n % 64}.eu-west:8080`,
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0",
  ],
  "mail, two addresses": (n) => [
    `login of john.doe${n}@example.com from 83.11.${n % 256}.45 succeeded`,
    `83.11.${n % 256}.45`,
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0",
  ],
};

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const IPV4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;

function withRegexes(text: string): string {
  return text
    .replace(EMAIL, (match) => `${match[0]}***${match.slice(match.indexOf("@"))}`)
    .replace(IPV4, (match) => `${match.split(".").slice(0, 2).join(".")}.x.x`);
}

function withScan(kinds: readonly PiiKind[]): (texts: Texts) => unknown {
  const masker = createMasker({ kinds, keepFields: [] });
  const counts = createPiiCounts();
  return (texts) => {
    for (const text of texts) masker.text(text, counts);
  };
}

function asRecord([msg, client, agent]: Texts): LogRecord {
  return {
    ts: "2026-05-01T10:00:00.000Z",
    level: "INFO",
    msg,
    emitter: "json",
    client,
    request: { method: "GET", status: 200, agent },
    tags: ["eu-west-1", "stable"],
  };
}

function perSec<T>(mask: (item: T) => unknown, items: readonly T[]): string {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuUsage();
    for (const item of items) mask(item);
    const { user, system } = cpuUsage(before);
    best = Math.max(best, items.length / (user + system));
  }
  return `${best.toFixed(2)} M/s`;
}

if (import.meta.main) {
  const masker = createMasker({ kinds: PII_KINDS, keepFields: [] });
  const counts = createPiiCounts();
  const rows: Record<string, Record<string, string | number>> = {};
  for (const [name, texts] of Object.entries(CORPORA)) {
    // Through JSON, as in the gateway: strings that are put together here are ropes.
    const items = Array.from(
      { length: RECORDS },
      (_, n) => JSON.parse(JSON.stringify(texts(n))) as Texts,
    );
    rows[name] = {
      characters: items[0]!.join("").length,
      "all detectors": perSec(withScan(PII_KINDS), items),
      "email, ipv4": perSec(withScan(["email", "ipv4"]), items),
      "regexes": perSec((item) => item.forEach(withRegexes), items),
      "record": perSec((record) => masker.record(record, counts), items.map(asRecord)),
    };
  }
  console.log(`Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} processors`);
  console.table(rows);
}
