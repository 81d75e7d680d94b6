/**
 * `deno task prove:linear [motifs]`: the work on a text grows with its length and nothing else, for
 * 100,000 motifs in masking, by characters read, and for every tenth of them in whole bodies of every
 * format, by the clock. Exit codes: 0 it does, 1 it does not.
 */
import { createGrowth, faultOf, motifs, seeded } from "../../gateway/protect/testing/mod.ts";
import { openBodyGrowth, SHAPES } from "./body_growth.ts";

const MOTIFS = Number(Deno.args[0] ?? 100_000);
const BODIES_EVERY = 10;
const MASKED_CHARS = 2_000;
const BODY_CHARS = 8_000;
const PROGRESS_EVERY = 5_000;

const growth = createGrowth(MASKED_CHARS);
const source = motifs(seeded(Number(Deno.env.get("LOGOPS_SEED") ?? 1)));
const faults: string[] = [];
let bodies = 0;
let readsMax = 0;
let ratioMax = 0;
const startMs = performance.now();
{
  await using bodyGrowth = await openBodyGrowth();
  for (let i = 0; i < MOTIFS; i++) {
    const motif = source.next().value;
    const one = growth(motif);
    readsMax = Math.max(readsMax, one.perChar);
    ratioMax = Math.max(ratioMax, one.ratio);
    const fault = faultOf(one);
    if (fault !== undefined) faults.push(`masking: ${fault}`);
    if (i % BODIES_EVERY === 0) {
      faults.push(...await bodyGrowth.faultsOf(motif, BODY_CHARS));
      bodies += SHAPES.length;
    }
    if ((i + 1) % PROGRESS_EVERY === 0) {
      const sec = (performance.now() - startMs) / 1000;
      console.error(`${i + 1} motifs, ${faults.length} faults, ${sec.toFixed(0)} s`);
    }
  }
}
for (const fault of faults) console.error(fault);
const sec = (performance.now() - startMs) / 1000;
console.log(
  `${faults.length === 0 ? "linear" : "NOT LINEAR"}: ${MOTIFS} motifs masked, ` +
    `at most ${readsMax.toFixed(0)} reads a character and ${ratioMax.toFixed(1)} × the reads for ` +
    `4 × the text; ${bodies} bodies in ${SHAPES.length} shapes; ${faults.length} faults; ` +
    `${sec.toFixed(0)} s`,
);
Deno.exit(faults.length === 0 ? 0 : 1);
