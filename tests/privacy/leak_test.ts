/** The short form of `deno task prove:leaks`. */
import { createValueSearch } from "../../orchestrator/mod.ts";
import assert from "node:assert/strict";
import { runLeakTrial } from "./leak_trial.ts";

const RECORDS_MIN = 20_000;
const KINDS = ["email", "ipv4", "ipv6", "card", "iban", "jwt", "credential", "cloud_key"];

Deno.test("createValueSearch() finds values as they are and as JSON writes them", () => {
  const search = createValueSearch(["john@example.com", 'quo"ted@example.com']);
  assert.deepEqual(search.find("nothing here"), []);
  assert.deepEqual(search.find("by john@example.com, twice: john@example.com"), [
    "john@example.com",
  ]);
  assert.deepEqual(search.find(JSON.stringify('quo"ted@example.com')), ['quo\\"ted@example.com']);
});

Deno.test("gateway lets none of the planted PII out, in 20,000 records of all emitters", async () => {
  const { accepted, stored, planted, leaks } = await runLeakTrial("leak", RECORDS_MIN);
  assert.deepEqual(leaks, []);
  for (const kind of KINDS) {
    assert.ok(planted.get(kind)! > 200, `${planted.get(kind)} values of kind ${kind} were planted`);
  }
  assert.ok(stored >= accepted && accepted > RECORDS_MIN * 0.9, `${accepted} accepted`);
});
