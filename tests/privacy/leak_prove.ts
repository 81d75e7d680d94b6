/**
 * `deno task prove:leaks [records]`: sends a million records with planted PII of all kinds, by rounds
 * of other seeds, and looks for every planted value in all that the gateway lets out. Exit code 1
 * where one is found.
 */
import { runLeakTrial } from "./leak_trial.ts";

const RECORDS = Number(Deno.args[0] ?? 1_000_000);
/** Of one round: its answers and values are held in memory. */
const ROUND_RECORDS = 100_000;
const LEAKS_SHOWN = 10;

const startedMs = performance.now();
let accepted = 0;
let values = 0;
let kinds = 0;
const leaks: string[] = [];
for (let round = 0; round * ROUND_RECORDS < RECORDS; round++) {
  const records = Math.min(ROUND_RECORDS, RECORDS - round * ROUND_RECORDS);
  const report = await runLeakTrial(`leak ${round}`, records);
  accepted += report.accepted;
  kinds = Math.max(kinds, report.planted.size);
  for (const count of report.planted.values()) values += count;
  leaks.push(...report.leaks);
  console.log(`round ${round + 1}: ${report.accepted} records, ${report.leaks.length} leaks`);
}
for (const leak of leaks.slice(0, LEAKS_SHOWN)) console.log(leak);
const seconds = Math.round((performance.now() - startedMs) / 1000);
console.log(
  `leaks: ${leaks.length} of ${values} planted values of ${kinds} kinds in ${accepted} records; ${seconds} s`,
);
if (leaks.length > 0 || accepted === 0) Deno.exit(1);
