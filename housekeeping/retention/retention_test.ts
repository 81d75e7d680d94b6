import assert from "node:assert/strict";
import fc from "fast-check";
import { journalFileName, parseJournalFileName } from "../../contract/mod.ts";
import { createReader } from "./checkpoint.ts";
import { DAY_MS, decideRetention, type Decision } from "./retention.ts";
import type { SinkFile } from "../files/mod.ts";

const HOUR_MS = 3_600_000;
const MAY_20 = Date.UTC(2026, 4, 20);
const WEEK = { retentionMs: 7 * DAY_MS, readerWaitMs: 2 * DAY_MS };

function file(name: string, bytes = 100): SinkFile {
  return { ...parseJournalFileName(name)!, bytes, mtimeMs: 0, identity: name };
}

function reasons(names: string[], nowMs: number, options: {
  readers?: Parameters<typeof createReader>[1][];
  trustedMs?: number;
} = {}): Record<string, string> {
  const readers = (options.readers ?? []).map((positions, i) => createReader(`r${i}`, positions));
  const times = { nowMs, trustedMs: options.trustedMs ?? nowMs };
  const decisions = decideRetention(names.map((name) => file(name)), readers, WEEK, times);
  return Object.fromEntries(decisions.map(({ file, reason }) => [file.name, reason]));
}

Deno.test("decideRetention() counts from the end of the day or hour in the name", () => {
  const names = ["20260501.ndjson", "2026050213.ndjson", "20260520.ndjson"];
  const dayEnds = Date.UTC(2026, 4, 2) + WEEK.retentionMs;
  const hourEnds = Date.UTC(2026, 4, 2, 14) + WEEK.retentionMs;
  const at = (nowMs: number) =>
    reasons([...names, journalFileName(nowMs, { rotation: "day" })], nowMs);
  assert.equal(at(dayEnds - 1)["20260501.ndjson"], "young");
  assert.equal(at(dayEnds)["20260501.ndjson"], "expired");
  assert.equal(at(hourEnds - 1)["2026050213.ndjson"], "young");
  assert.equal(at(hourEnds)["2026050213.ndjson"], "expired");
});

Deno.test("decideRetention() keeps what is being written, the newest, and the future", () => {
  assert.deepEqual(
    reasons(
      [
        "20260501.ndjson",
        "20260501.w1.ndjson",
        "20260502.ndjson",
        "20260520.w2.ndjson",
        "20260521.ndjson",
      ],
      MAY_20 + HOUR_MS,
    ),
    {
      "20260501.ndjson": "expired",
      // Worker 1 has written nothing since, but worker 2's file shows that time went on.
      "20260501.w1.ndjson": "expired",
      "20260502.ndjson": "expired",
      "20260520.w2.ndjson": "current",
      "20260521.ndjson": "future",
    },
  );
  assert.deepEqual(reasons(["20260501.ndjson", "20260502.ndjson", "20260502.w1.ndjson"], MAY_20), {
    "20260501.ndjson": "expired",
    "20260502.ndjson": "newest",
    "20260502.w1.ndjson": "newest",
  });
});

Deno.test("decideRetention() keeps day and hour files that overlap: either may be open", () => {
  assert.deepEqual(reasons(["20260501.ndjson", "2026050113.ndjson"], MAY_20), {
    "20260501.ndjson": "newest",
    "2026050113.ndjson": "newest",
  });
});

Deno.test("decideRetention() lets torn lines go with their day, and they supersede nothing", () => {
  assert.deepEqual(reasons(["20260501.ndjson", "20260501.torn", "20260502.torn"], MAY_20), {
    "20260501.ndjson": "newest",
    "20260501.torn": "newest",
    "20260502.torn": "newest",
  });
});

Deno.test("decideRetention() waits for a reader, and not for ever", () => {
  const names = ["20260501.ndjson", "20260502.ndjson"];
  const dueMs = Date.UTC(2026, 4, 9);
  const unread = { readers: [{ "20260501.ndjson": 99 }] };
  assert.equal(reasons(names, dueMs, unread)["20260501.ndjson"], "reader");
  assert.equal(reasons(names, dueMs + WEEK.readerWaitMs - 1, unread)["20260501.ndjson"], "reader");
  assert.equal(reasons(names, dueMs + WEEK.readerWaitMs, unread)["20260501.ndjson"], "expired");
  const finished = { readers: [{ "20260501.ndjson": 100 }] };
  assert.equal(reasons(names, dueMs, finished)["20260501.ndjson"], "expired");
  const further = { readers: [{ "20260502.ndjson": 0 }] };
  assert.equal(reasons(names, dueMs, further)["20260501.ndjson"], "expired");
});

Deno.test("decideRetention() lets nothing go that was not due at the trusted time", () => {
  const names = ["20260501.ndjson", "20260510.ndjson", "20260511.ndjson"];
  assert.deepEqual(reasons(names, MAY_20 + 30 * DAY_MS, { trustedMs: MAY_20 - DAY_MS }), {
    "20260501.ndjson": "expired",
    "20260510.ndjson": "expired",
    "20260511.ndjson": "newest",
  });
  assert.equal(
    reasons(names, MAY_20 + 30 * DAY_MS, { trustedMs: MAY_20 - 2 * DAY_MS - 1 })["20260510.ndjson"],
    "clock",
  );
});

/** The rules again, in the words of the manual and without care for speed. */
function naiveReason(
  it: SinkFile,
  files: readonly SinkFile[],
  readers: readonly Record<string, number>[],
  times: { nowMs: number; trustedMs: number; retentionMs: number; readerWaitMs: number },
): Decision["reason"] {
  const begun = files.filter(({ startMs, content }) =>
    startMs <= times.nowMs && content === "records"
  );
  const laterOfSameWorker = begun.some((other) =>
    other.worker === it.worker && other.startMs >= it.endMs
  );
  const muchLaterOfAnyone = begun.some((other) => other.startMs - it.endMs >= 24 * HOUR_MS);
  const wanting = readers.filter((positions) => {
    if (it.content === "torn") return false;
    const own = positions[it.name];
    if (own !== undefined) return own < it.bytes;
    return !Object.keys(positions).map((name) => parseJournalFileName(name)!).some((other) =>
      other.worker === it.worker && other.startMs >= it.endMs
    );
  });
  if (it.startMs > times.nowMs) return "future";
  if (it.endMs > times.nowMs) return "current";
  if (!laterOfSameWorker && !muchLaterOfAnyone) return "newest";
  const ageMs = times.nowMs - it.endMs;
  const trustedAgeMs = times.trustedMs - it.endMs;
  if (ageMs < times.retentionMs) return "young";
  if (trustedAgeMs < times.retentionMs) return "clock";
  if (wanting.length > 0 && trustedAgeMs < times.retentionMs + times.readerWaitMs) return "reader";
  return "expired";
}

const HOURS = 24 * 12;

const fileName = fc.record({
  hour: fc.integer({ min: 0, max: HOURS }),
  rotation: fc.constantFrom("day", "hour"),
  worker: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  extension: fc.constantFrom("ndjson", "ndjson", "ndjson", "torn"),
}).map(({ hour, rotation, worker, extension }) =>
  journalFileName(MAY_20 + hour * HOUR_MS, { rotation, worker }).replace("ndjson", extension)
);
const moment = fc.integer({ min: -24 * 4, max: HOURS * 4 })
  .map((quarters) => MAY_20 + quarters * HOUR_MS / 4);

Deno.test("decideRetention() agrees with a naive model", () => {
  let seen = new Map<string, number>();
  fc.assert(
    fc.property(
      fc.uniqueArray(fileName, { maxLength: 40 }),
      fc.array(fc.dictionary(fileName, fc.integer({ min: 0, max: 120 }), { maxKeys: 4 }), {
        maxLength: 3,
      }),
      fc.tuple(moment, fc.nat({ max: 5 * DAY_MS })),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 240 }),
      (names, positions, [nowMs, doubtMs], retentionDays, waitHours) => {
        const files = names.map((name) => file(name));
        const policy = { retentionMs: retentionDays * DAY_MS, readerWaitMs: waitHours * HOUR_MS };
        const times = { nowMs, trustedMs: nowMs - doubtMs };
        const readers = positions.map((each, i) => createReader(`r${i}`, { ...each }));
        const decisions = decideRetention(files, readers, policy, times);
        assert.deepEqual(decisions.map((decision) => decision.file), files);
        for (const { file, go, reason } of decisions) {
          assert.equal(reason, naiveReason(file, files, positions, { ...times, ...policy }));
          assert.equal(go, reason === "expired");
          seen = seen.set(reason, (seen.get(reason) ?? 0) + 1);
        }
      },
    ),
    { numRuns: 1_000 },
  );
  // The model is worth nothing where it was never asked.
  for (const reason of ["future", "current", "newest", "young", "clock", "reader", "expired"]) {
    assert.ok((seen.get(reason) ?? 0) > 20, `${reason} came up ${seen.get(reason) ?? 0} times`);
  }
});
