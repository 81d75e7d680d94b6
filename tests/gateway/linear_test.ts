/** The short form of `deno task prove:linear` for whole bodies; masking has its own, by reads. */
import { motifs, seeded } from "../../gateway/protect/testing/mod.ts";
import { openBodyGrowth } from "./body_growth.ts";
import { MADE_BODIES } from "./made_bodies.ts";
import assert from "node:assert/strict";

const MOTIFS = 150;
const MADE_CHARS = 20_000;

Deno.test("bodies of every format take time in proportion to their length, whatever they repeat", async () => {
  await using growth = await openBodyGrowth();
  const source = motifs(seeded(3));
  const faults: string[] = [];
  for (let i = 0; i < MOTIFS; i++) {
    faults.push(...await growth.faultsOf(source.next().value, 4_000));
  }
  assert.deepEqual(faults, []);
});

Deno.test("names, pairs and columns take time in proportion to their number", async () => {
  await using growth = await openBodyGrowth();
  const faults: (string | undefined)[] = [];
  for (const made of MADE_BODIES) faults.push(await growth.faultOf(made, MADE_CHARS));
  assert.deepEqual(faults.filter((fault) => fault !== undefined), []);
});
