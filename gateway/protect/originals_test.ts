import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogRecord } from "../../contract/mod.ts";
import { createMasker, createPiiCounts, PII_KINDS } from "./mod.ts";
import { createTakeOriginals } from "./originals.ts";

const masker = createMasker({ kinds: PII_KINDS, keepFields: [] });

/** What would be sealed of a record with these fields, after the real masker. */
function sealedOf(fields: readonly string[], content: Record<string, unknown>): unknown {
  const record: LogRecord = {
    ts: "2026-05-01T10:00:00.000Z",
    level: "INFO",
    msg: "started",
    emitter: "json",
    ...content,
  };
  const originals = createTakeOriginals(fields)(record, masker.record(record, createPiiCounts()));
  return originals === undefined ? undefined : JSON.parse(JSON.stringify(originals));
}

Deno.test("createTakeOriginals() takes msg and listed fields that masking changed, and no others", () => {
  const mail = "john@example.com";
  const rows: [fields: string[], content: Record<string, unknown>, expected: unknown][] = [
    [[], {}, undefined],
    [[], { msg: `by ${mail}` }, { msg: `by ${mail}` }],
    [["msg"], { msg: `by ${mail}` }, { msg: `by ${mail}` }],
    [[], { user_email: mail }, undefined],
    [["user_email"], { user_email: mail }, { user_email: mail }],
    [["user_email"], { user_email: "j***@example.com" }, undefined],
    [["user_email", "client_ip"], { client_ip: "83.11.23.45", user_email: 7 }, {
      client_ip: "83.11.23.45",
    }],
    [["pan"], { pan: 4111111111111111 }, { pan: 4111111111111111 }],
    [["password"], { password: "hunter2" }, { password: "hunter2" }],
    [["user.mail"], { user: { mail, id: 7 } }, { "user.mail": mail }],
    [["user.id"], { user: { mail, id: 7 } }, undefined],
    [["user"], { user: { mail, id: 7 } }, { user: { mail, id: 7 } }],
    [["user.mail"], { "user.mail": mail, user: { mail: "x" } }, { "user.mail": mail }],
    [["users.1.mail"], { users: [{ mail: "x" }, { mail }] }, { "users.1.mail": mail }],
    [["users.mail"], { users: [{ mail }] }, undefined],
    [["user.mail"], { user: mail }, undefined],
    [["toString", "constructor.name", "__proto__.x"], { msg: mail }, { msg: mail }],
    [[mail], { [mail]: 1 }, { [mail]: 1 }],
  ];
  for (const [fields, content, expected] of rows) {
    assert.deepEqual(sealedOf(fields, content), expected, JSON.stringify([fields, content]));
  }
});

Deno.test("createTakeOriginals() keeps a field named __proto__ as a field", () => {
  const before = JSON.parse('{"__proto__":"john@example.com"}');
  const after = JSON.parse('{"__proto__":"j***@example.com"}');
  const taken = createTakeOriginals(["__proto__"])(before, after);
  assert.equal(JSON.stringify(taken), '{"__proto__":"john@example.com"}');
});

Deno.test("createTakeOriginals() takes exactly what differs, whatever the record", () => {
  const fields = ["a", "b", "a.b", "b.0"];
  const record = fc.dictionary(fc.constantFrom("msg", "a", "b", "c", "a.b"), fc.jsonValue());
  fc.assert(fc.property(record, (content) => {
    const before = { ts: "", level: "INFO", msg: "", emitter: "", ...content } as LogRecord;
    const after = masker.record(before, createPiiCounts());
    const taken = createTakeOriginals(fields)(before, after) ?? {};
    for (const name of ["msg", "a", "b"]) {
      assert.equal(Object.hasOwn(taken, name), before[name] !== after[name]);
    }
    assert.ok(!Object.hasOwn(taken, "c"));
  }));
});
