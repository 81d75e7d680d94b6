/**
 * Whether anomalies are found, soon, and nothing else: `deno task prove:anomalies [seed]`. Six weeks of
 * traffic in virtual time, from scenarios through a gateway to its journal, which the command reads.
 */
import type { AnomalyReport } from "../../analytics/mod.ts";
import { runAnomalies } from "./anomalies_program.ts";
import { labelsOf, startOf } from "./fortnight/labels.ts";
import { play } from "./fortnight/played.ts";
import { describeScore, scoreFindings } from "./fortnight/score.ts";
import { DAY_MS, LABELLED_FROM_DAY, LEARNING_DAYS, START_MS } from "./fortnight/season.ts";

const WINDOW_MS = 300_000;
const PRECISION_MIN = 0.95, RECALL_MIN = 0.95, WINDOWS_TO_DETECT_MAX = 2;
const DAYS_SHOWN = 7;

const seed = Number(Deno.args[0] ?? 2026);
const labels = labelsOf(seed);
await using played = await play({
  seed,
  labels,
  onDay: (day, records) => {
    if (day % DAYS_SHOWN === 0) {
      console.log(`day ${day}: ${records.toLocaleString("en-US")} records`);
    }
  },
});
const { code, stdout, stderr } = await runAnomalies([
  "--json",
  "--quiet",
  "--learn",
  `${LEARNING_DAYS}d`,
  played.journalDir,
]);
if (code !== 0) throw new Error(stderr);
const { findings } = JSON.parse(stdout) as AnomalyReport;
const labelledMs = START_MS + LABELLED_FROM_DAY * DAY_MS;
const healthy = findings.filter(({ start }) => Date.parse(start) < labelledMs);
const score = scoreFindings(findings.filter((each) => !healthy.includes(each)), labels, WINDOW_MS);
for (const label of score.missed) {
  console.log(
    `missed: ${label.what} of ${label.emitter ?? "all"} at ${
      new Date(startOf(label)).toISOString()
    }`,
  );
}
for (const { start, why } of [...healthy, ...score.wrong]) {
  console.log(`not labelled: ${start} ${why}`);
}
const isReached = healthy.length === 0 && score.precision >= PRECISION_MIN &&
  score.recall >= RECALL_MIN && score.windowsToDetect <= WINDOWS_TO_DETECT_MAX;
console.log(
  `${isReached ? "reached" : "NOT REACHED"}: ${
    played.records.toLocaleString("en-US")
  } records, ${labels.length} anomalies: ${
    describeScore(score)
  }; ${healthy.length} findings in two weeks as usual`,
);
if (!isReached) Deno.exitCode = 1;
