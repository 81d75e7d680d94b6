/**
 * Records and texts masked a second, by what is in them and by which detectors run.
 *
 * ```
 * deno run -A gateway/protect/mask_bench.ts
 * ```
 *
 * A record is three texts, as in the measurement that the masker was designed by: a message of
 * about 60 characters, a client and a user agent. `regexes` masks the same with two global regular
 * expressions, e-mail and IPv4 only. Figures are the best of five rounds.
 */
import { createMasker } from "./mask.ts";
import { createPiiCounts, PII_KINDS, type PiiKind } from "./detectors/mod.ts";

const RECORDS = 100_000;
const ROUNDS = 5;

type Record3 = readonly [message: string, client: string, agent: string];

const CORPORA: Readonly<Record<string, (n: number) => Record3>> = {
  "clean words": () => [
    "request handled by worker without any trouble at all today",
    "frontend of the shop",
    "curl on a quiet machine",
  ],
  "clean, with numbers": (n) => [
    `GET /v1/orders/${n}/items status=200 took=12.5ms trace=4bf92f3577b34da6`,
    `worker-${n % 64}.eu-west:8080`,
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0",
  ],
  "one address": (n) => [
    `GET /v1/orders/${n}/items status=200 took=12.5ms trace=4bf92f3577b34da6`,
    `83.11.${n % 256}.45`,
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0",
  ],
  "mail and address": (n) => [
    `login of john.doe${n}@example.com from 83.11.${n % 256}.45 succeeded`,
    `83.11.${n % 256}.45`,
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0.0.0",
  ],
};

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu;
const IPV4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;

function regexes(text: string): string {
  return text
    .replace(EMAIL, (match) => `${match[0]}***${match.slice(match.indexOf("@"))}`)
    .replace(IPV4, (match) => `${match.split(".").slice(0, 2).join(".")}.x.x`);
}

function scanner(kinds: readonly PiiKind[]): (text: string) => string {
  const masker = createMasker({ kinds, keepFields: [] });
  const counts = createPiiCounts();
  return (text) => masker.text(text, counts);
}

function recordsPerSec(mask: (text: string) => string, records: readonly Record3[]): number {
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const begunMs = performance.now();
    let chars = 0;
    for (const [message, client, agent] of records) {
      chars += mask(message).length + mask(client).length + mask(agent).length;
    }
    if (chars === 0) throw new Error("nothing was masked");
    best = Math.max(best, records.length / (performance.now() - begunMs) * 1000);
  }
  return best;
}

if (import.meta.main) {
  const all = scanner(PII_KINDS);
  const two = scanner(["email", "ipv4"]);
  const rows: Record<string, Record<string, string>> = {};
  for (const [name, record] of Object.entries(CORPORA)) {
    const records = Array.from({ length: RECORDS }, (_, n) => record(n));
    rows[name] = {
      "all detectors": format(recordsPerSec(all, records)),
      "email, ipv4": format(recordsPerSec(two, records)),
      "regexes": format(recordsPerSec(regexes, records)),
    };
  }
  console.table(rows);
}

function format(perSec: number): string {
  return `${(perSec / 1e6).toFixed(2)} M/s`;
}
