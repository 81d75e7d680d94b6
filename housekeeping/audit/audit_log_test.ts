import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendAuditEntry, type AuditEntry, NO_HASH, verifyAuditLog } from "./audit_log.ts";

const entry = (n: number, event: AuditEntry["event"] = "begin"): AuditEntry => ({
  ts: `2026-05-01T10:00:0${n}.000Z`,
  event,
  run: `run-${event === "begin" ? n : n - 1}`,
  operator: "auditor",
  reason: `case ${n}, "quoted" \n and ünïcode`,
});

/** A log of six entries: three runs that began and ended. */
async function withLog(test: (path: string, lines: string[]) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    const path = `${dir}/audit/unseal.jsonl`;
    for (let n = 0; n < 6; n++) {
      const appended = await appendAuditEntry(path, entry(n, n % 2 === 0 ? "begin" : "end"));
      assert.ok(appended.ok);
    }
    const lines = (await Deno.readTextFile(path)).split("\n").slice(0, -1);
    assert.equal(lines.length, 6);
    await test(path, lines);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function verified(path: string, expectedHash?: string) {
  const report = await verifyAuditLog(path, expectedHash);
  assert.ok(report.ok);
  return report.value;
}

const hashOf = (line: string) => JSON.parse(line).hash as string;

/** What someone does who knows the format: the line's own hash fits again. */
function rehashed(line: string): string {
  const tied = line.replace(/,"hash":"[0-9a-f]{64}"\}$/, "");
  return `${tied},"hash":"${createHash("sha256").update(tied).digest("hex")}"}`;
}

Deno.test("appendAuditEntry() ties each entry to the one before", async () => {
  await withLog(async (path, lines) => {
    let prev = NO_HASH;
    for (const [index, line] of lines.entries()) {
      const { seq, prev: stated, hash, operator } = JSON.parse(line);
      assert.deepEqual([seq, stated, operator], [index + 1, prev, "auditor"]);
      prev = hash;
    }
    const report = await verified(path);
    assert.deepEqual(report, {
      entries: 6,
      head: prev,
      problems: [],
      unfinished: [],
      holds: true,
    });
  });
});

Deno.test("appendAuditEntry() makes a file that others cannot read", async () => {
  await withLog(async (path) => {
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.equal((await Deno.stat(path.replace("/unseal.jsonl", ""))).mode! & 0o777, 0o700);
  });
});

Deno.test("verifyAuditLog() names the first line that was tampered with", async () => {
  const changed = (line: string) => line.replace("auditor", "nobody1");
  const rows: [
    name: string,
    tamper: (lines: string[]) => string[],
    line: number,
    detail: RegExp,
  ][] = [
    ["edited", (l) => l.with(2, changed(l[2]!)), 3, /was changed/],
    ["edited first", (l) => l.with(0, changed(l[0]!)), 1, /was changed/],
    ["edited last", (l) => l.with(5, changed(l[5]!)), 6, /was changed/],
    ["edited, own hash fitted", (l) => l.with(2, rehashed(changed(l[2]!))), 4, /follow the line/],
    ["edited first, hash fitted", (l) => l.with(0, rehashed(changed(l[0]!))), 2, /follow/],
    ["blank added", (l) => l.with(1, l[1]!.replace("}", " }")), 2, /changed|no entry/],
    ["removed", (l) => l.toSpliced(2, 1), 3, /it is entry 4.*removed/],
    ["first removed", (l) => l.slice(1), 1, /begin the log \(it is entry 2\)/],
    ["several removed", (l) => l.toSpliced(1, 3), 2, /it is entry 5/],
    ["swapped", (l) => l.with(1, l[2]!).with(2, l[1]!), 2, /it is entry 3/],
    ["moved to the end", (l) => [...l.toSpliced(1, 1), l[1]!], 2, /it is entry 3/],
    ["repeated", (l) => l.toSpliced(3, 0, l[2]!), 4, /it is entry 3/],
    ["inserted, own hash fitted", (l) => l.toSpliced(3, 0, rehashed(changed(l[2]!))), 4, /follow/],
    ["empty line", (l) => l.toSpliced(1, 0, ""), 2, /is no entry/],
    ["other text", (l) => l.with(4, "{}"), 5, /is no entry/],
    ["hash exchanged", (l) => l.with(1, l[1]!.replace(hashOf(l[1]!), hashOf(l[0]!))), 2, /changed/],
  ];
  await withLog(async (path, lines) => {
    for (const [name, tamper, line, detail] of rows) {
      await Deno.writeTextFile(path, tamper(lines).map((each) => `${each}\n`).join(""));
      const [problem] = (await verified(path)).problems;
      assert.equal(problem?.line, line, name);
      assert.match(problem.detail, detail, name);
      const refused = await appendAuditEntry(path, entry(9));
      assert.ok(!refused.ok && refused.detail.includes(`line ${line} `), name);
    }
  });
});

Deno.test("verifyAuditLog() knows a torn end", async () => {
  await withLog(async (path, lines) => {
    await Deno.writeTextFile(path, lines.join("\n"));
    assert.deepEqual((await verified(path)).problems, [{ line: 6, detail: "is cut short" }]);
  });
});

Deno.test("verifyAuditLog() shows lines cut off at the end, or a chain made anew, by an earlier hash", async () => {
  await withLog(async (path, lines) => {
    const head = hashOf(lines[5]!);
    assert.ok((await verified(path, head)).holds);
    assert.ok((await verified(path, hashOf(lines[2]!))).holds);

    await Deno.writeTextFile(path, `${lines.slice(0, 5).join("\n")}\n`);
    const cut = await verified(path, head);
    assert.deepEqual([cut.problems, cut.holds], [[], false]);
    assert.deepEqual(cut.unfinished, ["run-4 of 2026-05-01T10:00:04.000Z"]);

    await Deno.remove(path);
    for (let n = 0; n < 6; n++) await appendAuditEntry(path, { ...entry(n), operator: "nobody" });
    const anew = await verified(path, head);
    assert.deepEqual([anew.problems, anew.holds], [[], false]);
  });
});

Deno.test("appendAuditEntry() keeps one chain when many write at once", async () => {
  await withLog(async (path) => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => appendAuditEntry(path, { ...entry(7), run: `r${n}` })),
    );
    assert.ok(results.every(({ ok }) => ok));
    const report = await verified(path);
    assert.deepEqual([report.entries, report.problems, report.unfinished.length], [26, [], 20]);
  });
});

Deno.test("appendAuditEntry() refuses what is no file, and says so", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${dir}/unseal.jsonl`);
    const refused = await appendAuditEntry(`${dir}/unseal.jsonl`, entry(1));
    assert.ok(!refused.ok);
    assert.match(refused.detail, /^Cannot write audit log .*: it is not a regular file$/);
    await Deno.symlink("/dev/null", `${dir}/link.jsonl`);
    assert.ok(!(await appendAuditEntry(`${dir}/link.jsonl`, entry(1))).ok);
    const missing = await verifyAuditLog(`${dir}/none.jsonl`);
    assert.ok(!missing.ok);
    assert.match(missing.detail, /^Cannot read audit log .*none\.jsonl/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("appendAuditEntry() takes no entry that would forge the chain", async () => {
  await withLog(async (path) => {
    for (const name of ["seq", "prev", "hash"]) {
      await assert.rejects(appendAuditEntry(path, { ...entry(1), [name]: "x" }), RangeError);
    }
    await assert.rejects(
      appendAuditEntry(path, { ...entry(1), reason: "x".repeat(300_000) }),
      RangeError,
    );
    assert.equal((await verified(path)).entries, 6);
  });
});

Deno.test("appendAuditEntry() goes on after an entry with any character in it", async () => {
  await withLog(async (path) => {
    const odd = "\u2028 \u2029 \r \x85 \ud800 \u0000 \\";
    for (const reason of [odd, "after it"]) {
      const appended = await appendAuditEntry(path, { ...entry(6), reason });
      assert.ok(appended.ok, JSON.stringify(appended));
    }
    assert.deepEqual((await verified(path)).problems, []);
  });
});
