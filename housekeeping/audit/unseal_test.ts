import assert from "node:assert/strict";
import { CompactEncrypt } from "jose";
import {
  blindIndexEntry,
  createKeyRing,
  createSecretKey,
  INDEX_IS_CUT,
  type KeyRing,
  type SecretKey,
} from "../../contract/mod.ts";
import { verifyAuditLog } from "./audit_log.ts";
import type { RecordFilter } from "./record_filter.ts";
import { unseal, type UnsealDeps, type UnsealMode, type UnsealOrder } from "./unseal.ts";

const newKey = (kid: string) => createSecretKey(kid, crypto.getRandomValues(new Uint8Array(32)));
const [k1, k2, k3, indexKey] = [newKey("k1"), newKey("k2"), newKey("k3"), newKey("i1")] as const;
const ring = createKeyRing([k2, k1]);

const NO_FILTER: RecordFilter = {
  emitters: [],
  scenarios: [],
  kids: [],
  indexEntries: [],
};
const entryOf = (email: string) => blindIndexEntry(indexKey, "email", email)!;

async function seal(key: SecretKey, originals: unknown): Promise<string> {
  return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(originals)))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: key.kid })
    .encrypt(key.bytes());
}

const TOKENS = {
  k1: await seal(k1, { msg: "old john@example.com", user_email: "john@example.com" }),
  k2: await seal(k2, { msg: "new jane@example.com" }),
  k3: await seal(k3, { msg: "lost jack@example.com" }),
};

/** Six lines: sealed by k1, by k2, by a key that is gone, forged, without a token, and no record. */
const LINES = [
  record(1, { emitter: "json", scenario_id: "a", pii: TOKENS.k1 }, "john@example.com"),
  record(2, { emitter: "csv", scenario_id: "b", pii: TOKENS.k2 }, "jane@example.com"),
  record(3, { emitter: "csv", scenario_id: "a", pii: TOKENS.k3 }, "jack@example.com"),
  record(4, { emitter: "json", scenario_id: "b", pii: TOKENS.k2.replace(/.$/, "*") }),
  record(5, { emitter: "json", mail: "j***@example.com" }, "john@example.com"),
  "{ no record",
];

function record(n: number, fields: Record<string, unknown>, email?: string): string {
  const pii_index = email === undefined ? undefined : [entryOf(email)];
  return JSON.stringify({
    ts: `2026-05-01T10:00:0${n}.000Z`,
    level: "INFO",
    msg: "masked",
    ...fields,
    pii_index,
  });
}

interface Trial {
  readonly mode?: UnsealMode;
  readonly filter?: Partial<RecordFilter>;
  readonly fields?: readonly string[];
  readonly keys?: KeyRing;
  readonly inputs?: readonly string[];
  readonly lines?: readonly string[];
  readonly deps?: Partial<UnsealDeps>;
}

async function withDir<T>(test: (dir: string) => Promise<T>): Promise<T> {
  const dir = await Deno.makeTempDir();
  try {
    return await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Runs over `lines` on standard input, or over `inputs`. */
async function run(dir: string, trial: Trial = {}) {
  const out: string[] = [];
  const order: UnsealOrder = {
    operator: "auditor",
    reason: "case 7",
    mode: trial.mode ?? "open",
    inputs: trial.inputs ?? ["-"],
    filter: { ...NO_FILTER, ...trial.filter },
    fields: trial.fields ?? [],
  };
  const text = (trial.lines ?? LINES).map((line) => `${line}\n`).join("");
  const report = await unseal(order, {
    keys: trial.keys ?? ring,
    auditPath: `${dir}/audit/unseal.jsonl`,
    uid: 7,
    run: "run-1",
    nowMs: () => Date.UTC(2026, 4, 2),
    stdin: new Blob([text]).stream(),
    write: (chunk) => {
      out.push(...chunk.split("\n").slice(0, -1));
      return Promise.resolve(true);
    },
    signal: new AbortController().signal,
    ...trial.deps,
  });
  return { report, out: out.map((line) => JSON.parse(line)) };
}

async function auditOf(dir: string): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(`${dir}/audit/unseal.jsonl`);
  return text.split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

function countsOf(report: Awaited<ReturnType<typeof unseal>>) {
  assert.ok("counts" in report);
  const { opened, failed, unknown_key, unreadable, written } = report.counts;
  return { opened, failed, unknown_key, unreadable, written };
}

Deno.test("unseal() writes what it opened, and counts and places what it did not", async () => {
  await withDir(async (dir) => {
    const { report, out } = await run(dir);
    assert.deepEqual(out.map(({ pii }) => pii), [
      { msg: "old john@example.com", user_email: "john@example.com" },
      { msg: "new jane@example.com" },
    ]);
    assert.deepEqual(Object.keys(out[0]), Object.keys(JSON.parse(LINES[0]!)));
    assert.deepEqual(countsOf(report), {
      opened: 2,
      failed: 1,
      unknown_key: 1,
      unreadable: 1,
      written: 2,
    });
    assert.ok("places" in report);
    assert.deepEqual(report.places, [
      "stdin:3: there is no key k3",
      "stdin:4: the token is not authentic",
      "stdin:6: not a record: not a JSON object, or too long",
    ]);
    assert.ok(!JSON.stringify(report).includes("example.com"));
  });
});

Deno.test("unseal() opens what each filter lets through", async () => {
  const at = (n: number) => Date.parse(`2026-05-01T10:00:0${n}.000Z`);
  const rows: [name: string, filter: Partial<RecordFilter>, opened: number, all: number][] = [
    ["since", { sinceMs: at(2) }, 1, 3],
    ["since is inclusive, until exclusive", { sinceMs: at(1), untilMs: at(2) }, 1, 1],
    ["until", { untilMs: at(3) }, 2, 2],
    ["emitter", { emitters: ["json"] }, 1, 2],
    ["emitters", { emitters: ["json", "csv"] }, 2, 4],
    ["scenario", { scenarios: ["a"] }, 1, 2],
    ["emitter and scenario", { emitters: ["csv"], scenarios: ["a"] }, 0, 1],
    ["kid", { kids: ["k1"] }, 1, 1],
    ["kid that is gone", { kids: ["k3"] }, 0, 1],
    ["no such kid", { kids: ["k9"] }, 0, 0],
    ["index", { indexEntries: [entryOf("jane@example.com")] }, 1, 1],
    ["index of a line without a token too", { indexEntries: [entryOf("john@example.com")] }, 1, 2],
    ["index and time", { indexEntries: [entryOf("john@example.com")], untilMs: at(2) }, 1, 1],
    ["index of nobody", { indexEntries: [entryOf("nobody@example.com")] }, 0, 0],
  ];
  await withDir(async (dir) => {
    for (const [name, filter, opened, matched] of rows) {
      const { report } = await run(dir, { filter, lines: LINES.slice(0, 5) });
      assert.ok("counts" in report);
      assert.deepEqual([report.counts.opened, report.counts.matched], [opened, matched], name);
      assert.equal(report.counts.lines, 5);
    }
  });
});

Deno.test("unseal() discloses only the fields that were asked for", async () => {
  await withDir(async (dir) => {
    const { report, out } = await run(dir, { fields: ["user_email"] });
    assert.deepEqual(out.map(({ pii }) => pii), [{ user_email: "john@example.com" }]);
    assert.equal(countsOf(report).opened, 2);
  });
});

Deno.test("unseal() verifies every token and writes nothing", async () => {
  await withDir(async (dir) => {
    const { report, out } = await run(dir, { mode: "verify" });
    assert.deepEqual(out, []);
    assert.deepEqual(countsOf(report), {
      opened: 2,
      failed: 1,
      unknown_key: 1,
      unreadable: 1,
      written: 0,
    });
  });
});

Deno.test("unseal() finds all lines of a person and opens none, without a sealing key", async () => {
  await withDir(async (dir) => {
    const filter = { indexEntries: [entryOf(" John@EXAMPLE.com")] };
    const { report, out } = await run(dir, { mode: "find", filter, deps: { keys: undefined } });
    assert.deepEqual(out, [JSON.parse(LINES[0]!), JSON.parse(LINES[4]!)]);
    assert.equal(countsOf(report).opened, 0);
  });
});

Deno.test("unseal() counts lines whose index is cut", async () => {
  await withDir(async (dir) => {
    const cut = JSON.stringify({ ts: "2026-05-01T10:00:00Z", pii_index: ["e:x", INDEX_IS_CUT] });
    const filter = { indexEntries: [entryOf("john@example.com")] };
    const { report } = await run(dir, { filter, lines: [...LINES, cut] });
    assert.ok("counts" in report);
    assert.equal(report.counts.index_cut, 1);
  });
});

Deno.test("unseal() is in the audit log before anything is opened, and again when it is done", async () => {
  await withDir(async (dir) => {
    const seen: unknown[][] = [];
    const { report } = await run(dir, {
      filter: { emitters: ["json", "csv"], indexEntries: [entryOf("john@example.com")] },
      deps: {
        write: async () => {
          seen.push((await auditOf(dir)).map(({ event }) => event));
          return true;
        },
      },
    });
    assert.deepEqual(seen, [["begin"]]);
    const [begin, end] = await auditOf(dir);
    assert.equal(begin!.operator, "auditor");
    assert.equal(begin!.reason, "case 7");
    assert.equal(begin!.uid, 7);
    assert.deepEqual(begin!.inputs, ["-"]);
    assert.deepEqual(begin!.keys, ["k2", "k1"]);
    assert.deepEqual(begin!.index, [entryOf("john@example.com")]);
    assert.ok("counts" in report);
    assert.deepEqual(end!.counts, report.counts);
    assert.equal(end!.outcome, "complete");
    assert.equal(end!.run, begin!.run);
    assert.equal(end!.hash, report.auditHead);
    const text = await Deno.readTextFile(`${dir}/audit/unseal.jsonl`);
    assert.ok(!text.includes("example.com"));
  });
});

Deno.test("unseal() opens nothing when the audit log takes no entry", async () => {
  await withDir(async (dir) => {
    await run(dir);
    const path = `${dir}/audit/unseal.jsonl`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace("auditor", "nobody1"));
    const { report, out } = await run(dir, {
      deps: {
        stdin: new ReadableStream({ pull: () => assert.fail("read, and not recorded") }, {
          highWaterMark: 0,
        }),
      },
    });
    assert.ok("refused" in report);
    assert.match(report.refused, /audit log .*: line 1 was changed$/);
    assert.deepEqual(out, []);
  });
});

Deno.test("unseal() that is interrupted says so in the audit log", async () => {
  await withDir(async (dir) => {
    const stopping = new AbortController();
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode(`${LINES[0]}\n`));
      },
    });
    let written = 0;
    const { report } = await run(dir, {
      deps: {
        stdin: endless,
        signal: stopping.signal,
        write: () => {
          if (++written === 3) stopping.abort();
          return Promise.resolve(true);
        },
      },
    });
    assert.ok("outcome" in report);
    assert.equal(report.outcome, "interrupted");
    assert.deepEqual(report.problems, []);
    assert.equal((await auditOf(dir))[1]!.outcome, "interrupted");
  });
});

Deno.test("unseal() stops when nobody reads what it writes", async () => {
  await withDir(async (dir) => {
    await Deno.writeTextFile(`${dir}/a.ndjson`, `${LINES[0]}\n`);
    await Deno.writeTextFile(`${dir}/b.ndjson`, `${LINES[1]}\n`);
    const { report } = await run(dir, {
      inputs: [`${dir}/a.ndjson`, `${dir}/b.ndjson`],
      deps: { write: () => Promise.resolve(false) },
    });
    assert.ok("outcome" in report);
    assert.deepEqual([report.outcome, report.counts.opened, report.counts.written], [
      "output_closed",
      1,
      0,
    ]);
    assert.equal((await auditOf(dir))[1]!.outcome, "output_closed");
  });
});

Deno.test("unseal() reads directories, and goes on after what it cannot read", async () => {
  await withDir(async (dir) => {
    await Deno.mkdir(`${dir}/ingest/deeper`, { recursive: true });
    await Deno.writeTextFile(`${dir}/ingest/20260502.ndjson`, `${LINES[1]}\n\n`);
    await Deno.writeTextFile(`${dir}/ingest/20260501.ndjson`, `${LINES[0]}\n${LINES[1]}`);
    await Deno.writeTextFile(`${dir}/ingest/20260503.ndjson`, `${LINES[0]}\n{"ts":"2026-`);
    await Deno.writeTextFile(`${dir}/ingest/20260504.zip`, "no zip");
    await Deno.writeTextFile(`${dir}/ingest/.hidden.ndjson`, "{");
    await Deno.writeTextFile(`${dir}/ingest/notes.txt`, "{");
    const { report, out } = await run(dir, { inputs: [`${dir}/none.ndjson`, `${dir}/ingest/`] });
    assert.deepEqual(out.map(({ pii }) => pii.msg.slice(0, 3)), ["old", "new", "new", "old"]);
    assert.ok("problems" in report);
    assert.equal(report.problems.length, 2);
    assert.match(report.problems[0]!, /^Cannot read .*none\.ndjson: /);
    assert.match(report.problems[1]!, /20260504\.zip/);
    assert.equal(countsOf(report).unreadable, 0);
    assert.equal((await auditOf(dir))[1]!.unread_inputs, 2);
    const audit = await verifyAuditLog(`${dir}/audit/unseal.jsonl`);
    assert.ok(audit.ok && audit.value.problems.length === 0);
  });
});

Deno.test("unseal() says why nothing matched, and only then", async () => {
  await withDir(async (dir) => {
    const found = await run(dir, { filter: { emitters: ["csw"] } });
    assert.ok(!("refused" in found.report));
    assert.deepEqual(found.report.whyNothing, ["no line has emitter 'csw': did you mean 'csv'?"]);
    const some = await run(dir, { filter: { emitters: ["csv", "csw"] } });
    assert.ok(!("refused" in some.report));
    assert.deepEqual(some.report.whyNothing, []);
  });
});
