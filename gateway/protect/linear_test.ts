import { deepEqual, equal, ok } from "node:assert/strict";
import { createPiiCounts, type Detector, detectors, PII_KINDS } from "./detectors/mod.ts";
import { createFindings, STEPS_MIN, STEPS_PER_CHAR_MAX } from "./findings.ts";
import { createScan } from "./scan.ts";
import { countedText, createGrowth, faultOf, motifs, repeated, seeded } from "./testing/mod.ts";

const MOTIFS = 3_000;
const CHARS = 2_000;

Deno.test("masking reads a text in proportion to its length, whatever motif it repeats", () => {
  const growth = createGrowth(CHARS);
  const source = motifs(seeded(7));
  const faults = Array.from({ length: MOTIFS }, () => faultOf(growth(source.next().value)))
    .filter((fault) => fault !== undefined);
  deepEqual(faults, []);
});

Deno.test("the growth of work is seen where a detector reads on at each trigger", () => {
  const careless: Pick<Detector, "find"> = {
    find: (text, at) => text.indexOf("\u0000", at) > 0,
  };
  const reads = (chars: number) => {
    const counter = { reads: 0 };
    const text = countedText(repeated("basic=", chars), counter);
    for (let at = 0; at < chars; at += 6) careless.find(text, at, undefined!);
    return counter.reads;
  };
  ok(reads(4 * CHARS) / reads(CHARS) > 15);
});

Deno.test("a scan that has read too much masks the rest of its text, and counts it", () => {
  const greedy: Detector = {
    kind: "email",
    triggers: [{ on: "@" }],
    find(text, _at, { reading }) {
      reading.steps += text.length;
      return false;
    },
    mask: () => "",
  };
  const findings = createFindings([greedy], [1]);
  const text = "@".repeat(100_000);
  findings.clear();
  let at = 0;
  while (!findings.isExhausted(text)) equal(findings.ask(text, at++, 1), -1);
  ok(at * text.length <= STEPS_MIN + STEPS_PER_CHAR_MAX * text.length + text.length);
  findings.giveUp(text);
  findings.settle(text);
  deepEqual([findings.starts[0], findings.ends[0], findings.masks[0], findings.kinds[0]], [
    0,
    text.length,
    "***",
    "unread",
  ]);
});

Deno.test("a text of which much is read all the same is masked as it should be", () => {
  const scan = createScan(PII_KINDS);
  const counts = createPiiCounts();
  const hostile = repeated("basic=", 131_072) + " mail to john@example.com";
  equal(scan(hostile, counts).endsWith(" mail to j***@example.com"), true);
  deepEqual(counts, { ...createPiiCounts(), email: 1 });
  // A token that stands among runs that are none is found, however they part it.
  for (const before of ["basic+", "basic+a+", "basic+ab+", "basic+abc+"]) {
    const masked = scan(`${before}basic+dXNlcjpwYXNz`, createPiiCounts());
    equal(masked.includes("dXNlcjpwYXNz"), false, masked);
  }
  equal(detectors.length, PII_KINDS.length);
});
