import assert from "node:assert/strict";
import type { RunDetail } from "../messages.ts";
import { sampleDetail, sampleSummary } from "../testing/sample_record.ts";
import { clock, millis, rate } from "./numbers.ts";
import {
  badgeOf,
  deliveryOf,
  pairOf,
  progressOf,
  rowsOf,
  tailTextOf,
  tilesOf,
  verdictTitleOf,
} from "./run_words.ts";

Deno.test("numbers read as a person writes them", () => {
  assert.deepEqual([0, 7.4, 65, 3605].map(clock), ["0 s", "7 s", "1:05", "1:00:05"]);
  assert.deepEqual([0, 0.25, 12.345, 1234.5].map(rate), ["0", "0.25", "12.3", "1,235"]);
  assert.deepEqual([undefined, null, 0.42, 12.3, 1300, 12_345].map(millis), [
    "–",
    "–",
    "0.4 ms",
    "12 ms",
    "1,300 ms",
    "12.3 s",
  ]);
});

Deno.test("verdictTitleOf() says what holds so far, and in the end", () => {
  const title = (summary: Parameters<typeof sampleSummary>[0]) =>
    verdictTitleOf(sampleDetail({ summary: sampleSummary(summary) }));
  assert.equal(title({ phase: "running" }), "Verdict so far: good");
  const broken = { checksBroken: 1 } as const;
  assert.equal(
    title({ phase: "paused", ...broken }),
    "Verdict so far: 1 of 1 expectations broken",
  );
  assert.equal(title({ outcome: "passed" }), "Verdict: passed");
  assert.equal(title({ outcome: "broken", ...broken }), "Verdict: 1 of 1 expectations broken");
  assert.equal(title({ outcome: "interrupted" }), "Verdict: interrupted");
});

Deno.test("verdictTitleOf() says what was not checked", () => {
  const summary = sampleSummary({ outcome: "passed" });
  const lost = {
    name: "lost_max",
    wanted: "≤ 0",
    got: "–",
    status: "unchecked",
    says: "",
  } as const;
  const held = {
    name: "dropped_max",
    wanted: "≤ 0",
    got: "0",
    status: "passed",
    says: "",
  } as const;
  const title = (checks: RunDetail["checks"]) => verdictTitleOf(sampleDetail({ summary, checks }));
  assert.equal(title([held, lost]), "Verdict: passed, 1 of 2 expectations not checked");
  assert.equal(title([lost]), "No verdict: 1 of 1 expectations not checked");
});

Deno.test("badgeOf() and progressOf() tell how far a run is", () => {
  assert.deepEqual(badgeOf(sampleSummary({ phase: "draining" })), {
    kind: "draining",
    text: "waiting for answers",
  });
  assert.deepEqual(badgeOf(sampleSummary({ outcome: "broken" })), {
    kind: "broken",
    text: "broken",
  });
  const half = sampleSummary({ phase: "running", elapsedSec: 30, durationSec: 60 });
  assert.deepEqual(progressOf(half), { share: 0.5, text: "30 s of 1:00" });
  assert.equal(progressOf(sampleSummary()).text, "all of 2 s");
});

Deno.test("tilesOf() marks what should not be, and not what was broken on purpose", () => {
  const tones = (changes: object) => {
    const detail = sampleDetail();
    return tilesOf({ ...detail, total: { ...detail.total, ...changes } })
      .filter(({ tone }) => tone === "bad").map(({ label }) => label);
  };
  assert.deepEqual(tones({}), []);
  assert.deepEqual(tones({ refused: 2 }), ["Rejected"]);
  assert.deepEqual(tones({ unanswered: 1, dropped: 1 }), ["Unanswered", "Dropped"]);
});

Deno.test("rowsOf() adds a line for all where there are several", () => {
  const detail = sampleDetail();
  const [row] = detail.emitters;
  assert.deepEqual(rowsOf(detail).map(({ label }) => label), ["json"]);
  const two = { ...detail, emitters: [row!, { ...row!, label: "csv" }] };
  assert.deepEqual(rowsOf(two).map(({ label, emitter }) => [label, emitter]), [
    ["json", "json"],
    ["csv", "csv"],
    ["all", ""],
  ]);
});

Deno.test("deliveryOf() asks for the folder when nothing of the run is in it", () => {
  const counts = {
    ...{ accepted: 97, delivered: 0, lost: 97, duplicated: 0, reordered: 0, corrupted: 0 },
    ...{ rejectedButStored: 0, unanswered: 0, unansweredButStored: 0, piiInClear: {} },
    ...{ piiPlanted: 0, redelivered: 0, deduplicated: 0, unnumbered: 0, compared: 0 },
  };
  const delivery = {
    emitters: {},
    total: counts,
    files: 1,
    lines: 5,
    strays: 0,
    directory: "d",
    unrepeatable: [],
    examples: [],
  };
  assert.match(deliveryOf(sampleDetail({ delivery })).text, /is LOGOPS_SINK_DIR the folder/);
  const found = { ...delivery, total: { ...counts, delivered: 97, lost: 0 } };
  const { text, facts } = deliveryOf(sampleDetail({ delivery: found }));
  assert.equal(text, "Read 5 lines in one file.");
  assert.deepEqual(facts.filter(({ tone }) => tone === "bad"), []);
});

Deno.test("tailTextOf() says why a run that nobody watched shows no records", () => {
  const text = (phase: "running" | "ended", verifies: boolean, pairs: number) =>
    tailTextOf(sampleDetail({ summary: sampleSummary({ phase }), verifies }), pairs);
  assert.equal(text("running", true, 0), "Waiting for the first records.");
  assert.match(text("ended", true, 0), /while this page is open/);
  assert.equal(text("ended", false, 0), "No record was kept for show.");
  assert.match(text("ended", true, 3), /Planted PII is marked/);
  assert.match(text("ended", false, 3), /What is stored cannot be shown/);
});

Deno.test("pairOf() marks what was planted, and what masking made of it", () => {
  const pair = pairOf({
    atMs: 0,
    emitter: "json",
    seq: 3,
    level: "INFO",
    sent: '{"msg":"login of a+b@example.com from 83.11.23.45 (a+b@example.com)"}',
    planted: ["a+b@example.com", "83.11.23.45"],
    stored:
      '{"msg":"login of a***@example.com from 83.11.x.x (a***@example.com)","card":"****1673"}',
  }, "k");
  const marked = (parts: typeof pair.sentParts, kind: string) =>
    parts.filter((part) => part.kind === kind).map(({ text }) => text);
  assert.deepEqual(marked(pair.sentParts, "pii"), [
    "a+b@example.com",
    "83.11.23.45",
    "a+b@example.com",
  ]);
  assert.deepEqual(marked(pair.storedParts, "masked"), [
    "a***@example.com",
    "83.11.x.x",
    "a***@example.com",
    "****1673",
  ]);
  assert.equal(pair.sentParts.map(({ text }) => text).join("").length, 69);
});
