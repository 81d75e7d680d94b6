/**
 * What a key costs a batch beside everything else (body of 30 KB, 100 records), with 1,000,000 other
 * keys known; and what ten million keys take: `deno bench -A gateway/once/once_bench.ts`.
 */
import { ok } from "../../contract/mod.ts";
import { bodyPrint, idOfKey, readKey } from "./batch_id.ts";
import { KeyIndex } from "./key_index.ts";
import { markFields } from "./mark.ts";
import { claimsAlone, createOnce } from "./once.ts";
import { StoredKeys } from "./stored_keys.ts";

const HOUR_MS = 3_600_000;
const KNOWN = 1_000_000;
const RECORDS = 100;
const LINE = `{"ts":"2026-05-01T10:00:00.000Z","level":"INFO","msg":"${"x".repeat(240)}"}\n`;
const OPEN = LINE.slice(0, -2);
const OTHERS = `}\n${OPEN}`.repeat(RECORDS - 1);
const LINES = OPEN + OTHERS + "}\n";
const BODY = new TextEncoder().encode(LINES);
const SCOPE = { client: "web", emitter: "json", tenantId: undefined };
const RECEIPT = { accepted: RECORDS, ts: "2026-05-01T10:00:00.000Z", levels: { INFO: RECORDS } };

/** Ids as good as random ones. */
function idOf(n: number): string {
  return (Math.imul(n, 2_654_435_761) >>> 0).toString(16).padStart(8, "0").padEnd(32, "0");
}

const stored = new StoredKeys({
  dir: Deno.makeTempDirSync({ prefix: "logops-" }),
  ...{ windowMs: 24 * HOUR_MS, keysMax: 1e9, nowMs: () => 0 },
  ...{ after: () => () => {}, onForgotten() {} },
});
for (let n = 0; n < KNOWN; n++) {
  stored.placed(idOf(n), { file: "20260501.w9.ndjson", end: n });
}
const once = createOnce<string>({ claims: claimsAlone(stored), onFault() {} });
let batches = 0;

Deno.bench("encode a batch without a key", { group: "batch", baseline: true }, () => {
  new TextEncoder().encode(LINES + batches);
});

Deno.bench("encode a batch with a key: read, claim, mark, note", { group: "batch" }, async () => {
  const key = readKey(new Headers({ "idempotency-key": `web-1/${batches++}` }));
  const id = idOfKey(key.ok ? key.value! : "", SCOPE);
  const body = bodyPrint(BODY);
  await once({
    ...{ id, body, remembered: () => "" },
    store() {
      const mark = { id, body, receipt: RECEIPT };
      const { first, last } = markFields(mark, RECORDS);
      new TextEncoder().encode(OPEN + first + OTHERS + last + "}\n");
      stored.placed(id, { file: "20260501.w9.ndjson", end: batches });
      return Promise.resolve(ok(""));
    },
  });
});

Deno.bench("ten million keys, over 24 hours", { n: 1, warmup: 0 }, () => {
  const options = { windowMs: 24 * HOUR_MS, keysMax: 1e9, onForgotten() {} };
  const index = new KeyIndex(options);
  const beforeBytes = Deno.memoryUsage().rss;
  for (let n = 0; n < 10_000_000; n++) {
    index.add(
      idOf(n),
      { file: "20260501.ndjson", end: n * 1000 },
      Math.floor(n / 420_000) * HOUR_MS,
    );
  }
  const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
  const grownMib = mib(Deno.memoryUsage().rss - beforeBytes);
  console.log(
    `${index.count} keys: ${mib(index.bytes)} MiB of tables, process grew by ${grownMib} MiB`,
  );
});
