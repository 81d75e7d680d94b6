import assert from "node:assert/strict";
import fc from "fast-check";
import { parseJournalFileName } from "../../contract/mod.ts";
import { createReader } from "./checkpoint.ts";
import type { Decision } from "./retention.ts";
import { guardSpace } from "./space_guard.ts";

const NOW_MS = Date.UTC(2026, 4, 20);
const WAIT = { readerWaitMs: 48 * 3_600_000 };

function decision(name: string, reason: Decision["reason"], bytes = 100): Decision {
  const file = { ...parseJournalFileName(name)!, bytes, mtimeMs: 0, identity: name };
  return reason === "expired" || reason === "space"
    ? { file, go: true, reason, readers: [] }
    : { file, go: false, reason, readers: [] };
}

const WEEK = [
  decision("20260515.ndjson", "young"),
  decision("20260516.ndjson", "young"),
  decision("20260517.ndjson", "young"),
  decision("20260519.ndjson", "newest"),
  decision("20260520.ndjson", "current"),
];

function gone(decisions: readonly Decision[]): string[] {
  return decisions.filter(({ go }) => go).map(({ file }) => file.name);
}

Deno.test("guardSpace() does nothing without a ceiling", () => {
  const { decisions, space } = guardSpace(WEEK, [], WAIT, {
    sinkBytes: 500,
    bytesMax: undefined,
    nowMs: NOW_MS,
  });
  assert.deepEqual(decisions, WEEK);
  assert.equal(space.pressure, "calm");
});

Deno.test("guardSpace() warns at 90 % and acts above the ceiling, oldest first", () => {
  const at = (bytesMax: number) =>
    guardSpace(WEEK, [], WAIT, { sinkBytes: 500, bytesMax, nowMs: NOW_MS });
  assert.equal(at(556).space.pressure, "calm");
  assert.equal(at(555).space.pressure, "warning");
  assert.equal(at(500).space.pressure, "warning");
  assert.deepEqual(gone(at(500).decisions), []);
  assert.equal(at(499).space.pressure, "acting");
  assert.deepEqual(gone(at(499).decisions), ["20260515.ndjson"]);
  assert.deepEqual(gone(at(300).decisions), ["20260515.ndjson", "20260516.ndjson"]);
});

Deno.test("guardSpace() never takes the newest or current file, and says what is missing", () => {
  const { decisions, space } = guardSpace(WEEK, [], WAIT, {
    sinkBytes: 500,
    bytesMax: 50,
    nowMs: NOW_MS,
  });
  assert.deepEqual(gone(decisions), ["20260515.ndjson", "20260516.ndjson", "20260517.ndjson"]);
  assert.equal(space.shortBytes, 150);
});

Deno.test("guardSpace() counts what retention takes first", () => {
  const decisions = [decision("20260501.ndjson", "expired", 300), ...WEEK];
  const guarded = guardSpace(decisions, [], WAIT, { sinkBytes: 800, bytesMax: 500, nowMs: NOW_MS });
  assert.deepEqual(gone(guarded.decisions), ["20260501.ndjson"]);
});

Deno.test("guardSpace() waits for readers from the end of the file's period", () => {
  const readers = [createReader("loki", {})];
  const { decisions } = guardSpace(WEEK, readers, WAIT, {
    sinkBytes: 500,
    bytesMax: 50,
    nowMs: Date.UTC(2026, 4, 18, 12),
  });
  // 15 May ended 60 hours ago; 16 and 17 May are within the 48 hours.
  assert.deepEqual(gone(decisions), ["20260515.ndjson"]);
  assert.deepEqual(decisions[1]!.readers, ["loki"]);
});

Deno.test("guardSpace() ends under the ceiling or has taken all it may", () => {
  const anyReason = fc.constantFrom<Decision["reason"]>(
    "future",
    "current",
    "newest",
    "young",
    "clock",
    "reader",
    "expired",
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyReason, fc.integer({ min: 0, max: 1000 })), { maxLength: 28 }),
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 0, max: 500 }),
      (rows, bytesMax, strangerBytes) => {
        const decisions = rows.map(([reason, bytes], i) =>
          decision(`202604${String(i + 1).padStart(2, "0")}.ndjson`, reason, bytes)
        );
        const total = strangerBytes + rows.reduce((sum, [, bytes]) => sum + bytes, 0);
        const { decisions: guarded, space } = guardSpace(decisions, [], WAIT, {
          sinkBytes: total,
          bytesMax,
          nowMs: NOW_MS,
        });
        let rest = total;
        for (const { go, file } of guarded) if (go) rest -= file.bytes;
        assert.equal(space.shortBytes, Math.max(0, rest - bytesMax));
        const untouchable = ["future", "current", "newest"];
        for (const [i, { go, reason }] of guarded.entries()) {
          if (untouchable.includes(decisions[i]!.reason)) assert.equal(go, false);
          if (decisions[i]!.reason === "expired") assert.equal(reason, "expired");
          if (rest > bytesMax) assert.ok(go || untouchable.includes(reason));
        }
        // Nothing younger goes for space while something older that may go stays.
        const early = guarded.filter(({ reason }) => !untouchable.includes(reason))
          .filter((_, i, all) => all[i]!.reason !== "expired").map(({ go }) => go);
        assert.deepEqual(early, [...early].sort((a, b) => Number(b) - Number(a)));
        // One file less would not have been enough.
        const last = guarded.findLast(({ reason }) => reason === "space");
        if (last !== undefined) assert.ok(rest + last.file.bytes > bytesMax);
      },
    ),
  );
});
