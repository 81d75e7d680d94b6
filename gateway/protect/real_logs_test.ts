/**
 * What the detectors find in six real logs of the loghub collection (2,000 lines each), which are
 * not in the repository: `LOGOPS_TEST_LOGHUB` says where they are. `docs/masking.md` has the figures.
 *
 * `wrong` counts findings that are not what they were taken for, judged by what stands around each
 * kind of place and by samples of it.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { createPiiCounts, PII_KINDS, type PiiCounts } from "./detectors/mod.ts";
import { createScan } from "./scan.ts";

interface Expectation {
  readonly found: Partial<PiiCounts>;
  readonly wrong: Partial<PiiCounts>;
}

const EXPECTED: Readonly<Record<string, Expectation>> = {
  Apache: { found: { ipv4: 32 }, wrong: {} },
  HDFS: { found: { ipv4: 1747 }, wrong: {} },
  // `Token: Token { kind: ContainerToken, …`: the second word is the name of a class.
  Hadoop: { found: { ipv4: 497, credential: 1 }, wrong: { credential: 1 } },
  Linux: { found: { ipv4: 1561, email: 1 }, wrong: {} },
  OpenSSH: { found: { ipv4: 1817 }, wrong: {} },
  Spark: { found: { ipv4: 76 }, wrong: {} },
};
const LINES = 2000;
const FALSE_POSITIVES_MAX = 1;

const folder = new URL(
  `${Deno.env.get("LOGOPS_TEST_LOGHUB") ?? "../shared/data/loghub"}/`,
  new URL("../../", import.meta.url),
);

Deno.test("detectors find in real logs what a reader finds", async () => {
  const scan = createScan(PII_KINDS);
  let wrong = 0;
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const lines = await linesOf(`${name}_2k.log`);
    if (lines === undefined) return;
    equal(lines.length, LINES);
    const counts = createPiiCounts();
    for (const line of lines) {
      const masked = scan(line, counts);
      equal(scan(masked, createPiiCounts()), masked);
    }
    deepEqual(counts, { ...createPiiCounts(), ...expected.found }, name);
    wrong += Object.values(expected.wrong).reduce((sum, count) => sum + count, 0);
  }
  ok(wrong <= FALSE_POSITIVES_MAX);
});

Deno.test("detectors leave the times and block ids of real logs", async () => {
  const scan = createScan(PII_KINDS);
  for (const [name, pattern] of [["Spark", /\d\d:\d\d:\d\d/g], ["HDFS", /blk_-?\d+/g]] as const) {
    const lines = await linesOf(`${name}_2k.log`);
    if (lines === undefined) return;
    const text = lines.join("\n");
    deepEqual(scan(text, createPiiCounts()).match(pattern), text.match(pattern));
  }
});

async function linesOf(file: string): Promise<string[] | undefined> {
  try {
    const text = await Deno.readTextFile(new URL(file, folder));
    return text.split(/\r?\n/).filter((line) => line !== "");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.log(`Not tested on real logs: ${file} is not there, see LOGOPS_TEST_LOGHUB`);
    return undefined;
  }
}
