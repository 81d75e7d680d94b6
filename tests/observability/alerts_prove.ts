/**
 * `deno task prove:alerts`: every alert fires when it should, not a step earlier, and not on healthy
 * traffic, by all rule tests. Exit code 1 where one does not.
 */
import { alertTests, failuresOf } from "./alert_tests.ts";
import { isInstalled } from "./tools.ts";

if (!isInstalled("promtool")) {
  console.error("Cannot prove alerts: no promtool here; on Debian: apt-get install prometheus");
  Deno.exit(1);
}
const names = alertTests();
const failures = await failuresOf(names);
for (const text of failures) console.log(text);
console.log(`alerts: ${names.length} files of rule tests, ${failures.length} halves with failures`);
if (names.length === 0 || failures.length > 0) Deno.exit(1);
