/**
 * `deno task prove:exactly-once [kills]`: kills a gateway, and workers, a hundred times each under
 * clients that send again; then acknowledged = stored = distinct must hold. Exit code 1 where it does not.
 */
import { killGatewaysUnderRetries, killWorkersUnderRetries } from "./once.ts";

const kills = Number(Deno.args[0] ?? 100);
const RUNS = [
  ["one gateway", killGatewaysUnderRetries],
  ["two workers", killWorkersUnderRetries],
] as const;

const sums: string[] = [];
let isProven = true;
for (const [name, run] of RUNS) {
  const onKill = (kill: number, acknowledged: number) => {
    if (kill % 10 === 0) console.log(`${name}: ${kill}/${kills} kills, ${acknowledged} batches`);
  };
  const report = await run({ kills, clients: 16, onKill });
  for (const problem of report.problems) console.log(`${name}: ${problem}`);
  const { acknowledgedBatches, storedBatches, begunBatches, records, repeats, replayed } = report;
  isProven &&= report.problemCount === 0 && begunBatches === 0 &&
    storedBatches === acknowledgedBatches;
  sums.push(
    `${name}: ${kills} kills, ${acknowledgedBatches} batches acknowledged, ${storedBatches} stored ` +
      `(${records} records), sent again ${repeats} times, ${replayed} answers replayed`,
  );
}
for (const sum of sums) console.log(sum);
console.log(isProven ? "exactly once: acknowledged = stored = distinct" : "broken");
if (!isProven) Deno.exit(1);
