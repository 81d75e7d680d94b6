/**
 * `deno task prove:conform [subject]…`: the long form of `conform_test.ts`. Every fault of the tests' own
 * pipeline is found with exact counts; then every case on our gateway in each mode, 20 faults each.
 */
import { conformLiar } from "./run.ts";
import { FAULTS } from "./faults.ts";
import { ROOT } from "../repository.ts";
import { fileURLToPath } from "node:url";

const OURS = [
  ...["gateway-batch", "gateway-interval", "gateway-never", "gateway-workers"],
  ...["gateway-quarantine", "gateway-no-keys"],
];
const EFFORT = { times: 20, loadSec: 10 };

let broken = 0;
for (const { mode, name, holds } of FAULTS) {
  const found = (await conformLiar(mode, [name]))[name]!;
  const isFound = holds(found);
  if (!isFound) broken++;
  console.log(`${isFound ? "✔" : "✘"} ${mode} in ${name}: ${found.says}`);
}
const subjects = Deno.args.length > 0 ? Deno.args : OURS;
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    ...["task", "conform", ...subjects, "--times", String(EFFORT.times)],
    ...["--load-sec", String(EFFORT.loadSec)],
  ],
  cwd: fileURLToPath(ROOT),
}).spawn().status;
console.log(broken === 0 && code === 0 ? "every promise was kept" : "broken: see above");
Deno.exit(broken === 0 && code === 0 ? 0 : 1);
