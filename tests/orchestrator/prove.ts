/**
 * `deno task prove:orchestrator`: 1,000,000 records in one run with its page open, verified against
 * the journal. Prints what the service and the page took; exit code 1 if that is too much.
 */
import { chromiumPath, NO_CHROMIUM } from "./browser.ts";
import { runUnderLoad } from "./load.ts";

const RECORDS = 1_000_000;
/** Three to four minutes, on a machine that does other things too; another rate is an argument. */
const EPS = Number(Deno.args[0] ?? 5_000);
const RSS_MIB_MAX = 200;
const PAGE_MS_MAX = 1_000;

const chromium = chromiumPath();
if (chromium === undefined) {
  console.error(`Cannot prove this: ${NO_CHROMIUM}`);
  Deno.exit(1);
}
const report = await runUnderLoad({ chromium, records: RECORDS, eps: EPS, verify: true });
console.log(
  JSON.stringify(
    report,
    (_, value) => typeof value === "number" ? Math.round(value * 10) / 10 : value,
    2,
  ),
);
const isGood = report.outcome === "passed" && report.accepted === RECORDS &&
  report.rssPeakMib < RSS_MIB_MAX && report.pageMsMax < PAGE_MS_MAX && report.faults.length === 0;
console.log(isGood ? "proven" : "not proven");
Deno.exit(isGood ? 0 : 1);
