import { equal } from "node:assert/strict";
import { EmitterTally } from "../drive/mod.ts";
import type { Check } from "./check.ts";
import { wordsOf } from "./check_words.ts";
import type { DeliveryReport } from "./delivery_report.ts";

const total = {
  ...new EmitterTally("all").summary({ nowSec: 1, activeSec: 1 }),
  ...{ due: 2100, sent: 2100, accepted: 2096, refused: 2 },
};
const delivery = {
  total: { accepted: 2096, delivered: 2093, compared: 2093, unnumbered: 0, piiPlanted: 310 },
} as DeliveryReport;

function say(name: string, got: string, more: Partial<Check> = {}): string {
  const check: Check = { name, wanted: "≤ 0", got, status: "passed", ...more };
  return wordsOf(check, { total, delivery });
}

const rows: [name: string, got: string, words: string, more?: Partial<Check>][] = [
  ["lost_max", "0", "every accepted record arrived: 2,093 of 2,096"],
  ["lost_max", "3", "3 of 2,096 accepted records never arrived"],
  ["duplicated_max", "0", "each arrived once: no copy among 2,093"],
  ["reordered_max", "4", "4 arrived after later ones"],
  ["corrupted_max", "0", "none was changed, but for masks: 2,093 compared"],
  ["planted_pii_in_clear_max", "0", "none of 310 planted personal values can be read"],
  ["planted_pii_in_clear_max card", "2", "2 planted personal values, of kind card can be read"],
  ["dropped_max", "0", "every record was sent in time: 2,100 of 2,100"],
  ["unanswered_max", "5", "5 of 2,100 records were never answered"],
  ["achieved_rate_min", "0.9987", "99.87 % of the records that were due were sent"],
  ["rejected_by_reason rate_limited", "7", "7 records were refused for rate_limited"],
  ["p99_latency_ms_max", "12.5 ms", "99 % of the requests were answered within 12.5 ms"],
  ["level_share ERROR", "0.051", "5.1 % of the accepted records are ERROR"],
  ["logops_x{emitter=a}", "4", "logops_x{emitter=a} is 4, wanted ≤ 0"],
  [
    "accepted",
    "2096 of 2098",
    "2 of 2,098 records that were due were never accepted: timeout 2",
    { note: "timeout 2" },
  ],
  [
    "lost_max",
    "–",
    "not known: needs --verify <sink folder> (wanted ≤ 0)",
    { status: "unchecked", note: "needs --verify <sink folder>" },
  ],
];
for (const [name, got, words, more] of rows) {
  Deno.test(`wordsOf() says ${name}, got ${got}`, () => equal(say(name, got, more), words));
}
