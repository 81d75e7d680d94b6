/**
 * `deno task prove:one-way [bodies]`: generated bodies of every format, under every policy, through the
 * gateway's one way from body to line, each held against the oracle, which makes objects of it, obviously
 * right and slow. A million by default; the tests run the same with a few thousand.
 */
import {
  compare,
  createBoth,
  csvBody,
  jsonBody,
  ndjsonBody,
  origins,
  policies,
  textBody,
} from "../../gateway/transcribe/testing/mod.ts";
import fc from "fast-check";

const BODIES_DEFAULT = 1_000_000;
const TOLD_EVERY = 50_000;
const BODIES = { json: jsonBody, ndjson: ndjsonBody, csv: csvBody, text: textBody } as const;
type Format = keyof typeof BODIES;

const bodies = Number(Deno.args[0] ?? BODIES_DEFAULT);
if (!Number.isInteger(bodies) || bodies < 1) {
  console.error("Usage: deno task prove:one-way [bodies]");
  Deno.exit(2);
}
const seed = Date.now() % 2 ** 31;
const startMs = performance.now();
let done = 0;
for (const format of Object.keys(BODIES) as Format[]) {
  const both = policies.map((policy) => createBoth(policy));
  let stored = 0;
  const compared = fc.asyncProperty(
    BODIES[format],
    fc.constantFrom(...origins),
    fc.constantFrom(...both),
    async (text, origin, one) => {
      if (await compare(one, format, text, origin)) stored++;
      if (++done % TOLD_EVERY === 0) console.error(`… ${done} of ${bodies}`);
    },
  );
  const numRuns = Math.ceil(bodies / Object.keys(BODIES).length);
  await fc.assert(compared, { numRuns, seed });
  console.log(`${format}: ${numRuns} bodies alike, ${stored} of them stored (seed ${seed})`);
}
const seconds = (performance.now() - startMs) / 1000;
console.log(`${done} bodies in ${seconds.toFixed(0)} s: the one way gives what the oracle gives`);
