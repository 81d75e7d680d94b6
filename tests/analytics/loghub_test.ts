/** The patterns of real logs against their labels: floors, so that no change spoils them unseen. */
import assert from "node:assert/strict";
import { mineText } from "./in_memory.ts";
import { LOGHUB_FOLDER, loghubSets } from "./loghub.ts";
import { scoreGroups } from "./scores.ts";

const GA_MIN = 0.9, FGA_MIN = 0.85;
const sets = await loghubSets();
if (sets.length === 0) {
  console.log(
    `skipped: no labelled set in ${LOGHUB_FOLDER}; set LOGOPS_TEST_LOGHUB to a loghub folder`,
  );
}

for (const set of sets) {
  Deno.test(`${set.name} is grouped as its labels say, with its headers and without`, async () => {
    const whole = await mineText(await Deno.readTextFile(set.path));
    const messages = await mineText(set.messages.join("\n"));
    for (const { ids } of [whole, messages]) {
      assert.equal(ids.length, set.labels.length);
      const { ga, fga } = scoreGroups(ids, set.labels);
      assert.ok(ga >= GA_MIN && fga >= FGA_MIN, `GA ${ga.toFixed(3)}, FGA ${fga.toFixed(3)}`);
    }
  });
}
