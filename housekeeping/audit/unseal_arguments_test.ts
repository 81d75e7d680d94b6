import assert from "node:assert/strict";
import fc from "fast-check";
import { blindIndexEntry, createKeyRing, createSecretKey } from "../../contract/mod.ts";
import { AUDIT_PATH, readUnsealArguments } from "./unseal_arguments.ts";

const newKey = (kid: string) => createSecretKey(kid, crypto.getRandomValues(new Uint8Array(32)));
const indexKeys = createKeyRing([newKey("i2"), newKey("i1")]);
const WHO = ["--operator", "auditor", "--reason", "case 7"];

const read = (...args: string[]) => readUnsealArguments(args, indexKeys);

function orderOf(...args: string[]) {
  const parsed = read(...WHO, "data/ingest", ...args);
  assert.ok("command" in parsed && parsed.command === "unseal", JSON.stringify(parsed));
  return parsed.order;
}

Deno.test("readUnsealArguments() reads an order", () => {
  assert.deepEqual(read(...WHO, "a.ndjson", "-"), {
    command: "unseal",
    auditPath: AUDIT_PATH,
    order: {
      operator: "auditor",
      reason: "case 7",
      mode: "open",
      inputs: ["a.ndjson", "-"],
      fields: [],
      filter: {
        sinceMs: undefined,
        untilMs: undefined,
        emitters: [],
        scenarios: [],
        kids: [],
        indexEntries: [],
      },
    },
  });
  assert.equal(orderOf("--verify").mode, "verify");
  assert.equal(orderOf("--find").mode, "find");
  assert.deepEqual(orderOf("--emitter", "a", "--emitter=b").filter.emitters, ["a", "b"]);
  assert.deepEqual(orderOf("--field", "msg", "--field", "user.mail").fields, ["msg", "user.mail"]);
  assert.deepEqual(orderOf("--kid", "k1", "--scenario", "s-1").filter.kids, ["k1"]);
});

Deno.test("readUnsealArguments() reads times as RFC 3339 or days in UTC", () => {
  const rows: [string, number][] = [
    ["2026-05-01", Date.UTC(2026, 4, 1)],
    ["2026-05-01T10:00Z", Date.UTC(2026, 4, 1, 10)],
    ["2026-05-01T10:00:00.5Z", Date.UTC(2026, 4, 1, 10, 0, 0, 500)],
    ["2026-05-01T10:00:00+02:00", Date.UTC(2026, 4, 1, 8)],
  ];
  for (const [text, ms] of rows) {
    assert.equal(orderOf("--since", text).filter.sinceMs, ms);
    assert.equal(orderOf("--until", text).filter.untilMs, ms);
  }
});

Deno.test("readUnsealArguments() turns an address into its entry under each index key", () => {
  const { indexEntries } = orderOf("--index", "email:John@Example.com", "--index", "ip:::1").filter;
  assert.deepEqual(indexEntries, [
    ...indexKeys.keys.map((key) => blindIndexEntry(key, "email", "john@example.com")),
    ...indexKeys.keys.map((key) => blindIndexEntry(key, "ip", "::1")),
  ]);
  const [entry] = indexEntries;
  assert.deepEqual(orderOf("--index", entry!).filter.indexEntries, [entry]);
});

Deno.test("readUnsealArguments() refuses what is incomplete or wrong, and repeats no address", () => {
  const rows: [args: string[], problem: RegExp][] = [
    [["data"], /'--operator' must be given/],
    [["--operator", "auditor", "data"], /'--reason' must be given/],
    [["--operator", " ", "--reason", "x", "data"], /'--operator' must be given/],
    [["--operator", "a\nb", "--reason", "x", "data"], /'--operator' must be one line/],
    [["--operator", "a", "--reason", "x".repeat(1001), "data"], /'--reason' must be one line/],
    [WHO, /name the files/],
    [[...WHO, "--verify", "--find", "data"], /exclude each other/],
    [[...WHO, "--since", "yesterday", "data"], /'--since' must be a time/],
    [[...WHO, "--since", "2026-05-01T10:00", "data"], /'--since' must be a time/],
    [[...WHO, "--until", "2026-13-01", "data"], /'--until' must be a time/],
    [[...WHO, "--kid", "no kid", "data"], /'--kid' must be the name/],
    [[...WHO, "--emitter", "", "data"], /'--emitter' must have 1 to 200/],
    [[...WHO, "--index", "john@example.com", "data"], /'--index' must be email:/],
    [[...WHO, "--index", "phone:john@example.com", "data"], /'--index' must be email:/],
    [[...WHO, "--index", "email:john.example.com", "data"], /must be followed by an address/],
    [[...WHO, "--index", "ip:john@example.com", "data"], /must be followed by an address/],
    [[...WHO, "--audit-head", "0".repeat(64), "data"], /needs '--audit-verify'/],
    [["--audit-verify", "--audit-head", "xyz"], /64 hex digits/],
    [[...WHO, "--operater", "x", "data"], /Unknown option '--operater'/],
    [["--operator"], /needs a value/],
    [[...WHO, ...Array(101).fill("--kid=k1"), "data"], /may be given 100 times/],
  ];
  for (const [args, expected] of rows) {
    const parsed = read(...args);
    assert.ok("problem" in parsed, args.join(" "));
    assert.match(parsed.problem, expected);
    assert.doesNotMatch(parsed.problem, /john/);
  }
  const withoutKeys = readUnsealArguments([...WHO, "--index", "ip:10.0.0.1", "x"], undefined);
  assert.ok("problem" in withoutKeys);
  assert.match(withoutKeys.problem, /needs LOGOPS_PII_INDEX_KEYS/);
});

Deno.test("readUnsealArguments() knows its other commands", () => {
  assert.deepEqual(read("--help"), { command: "help" });
  assert.deepEqual(read("--version"), { command: "version" });
  assert.deepEqual(read("--audit-verify"), { command: "audit-verify", auditPath: AUDIT_PATH });
  assert.deepEqual(read("--audit-verify", "--audit", "x", "--audit-head", "AB".repeat(32)), {
    command: "audit-verify",
    auditPath: "x",
    head: "ab".repeat(32),
  });
});

Deno.test("readUnsealArguments() takes any arguments", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom("--operator", "--reason", "--index", "--since", "--kid=x", "-", "--", "--find"),
  );
  fc.assert(fc.property(fc.array(word), (args) => {
    const parsed = read(...args);
    assert.ok("command" in parsed || typeof parsed.problem === "string");
  }));
});
