import { readOrigin } from "./origin.ts";
import assert from "node:assert/strict";

const nothing = () => false;

Deno.test("readOrigin() takes plain names and falls back to unknown", () => {
  assert.deepEqual(readOrigin(new Headers(), nothing), { ok: true, value: { emitter: "unknown" } });
  const headers = new Headers({
    "x-emitter": "json",
    "x-scenario-id": "burst-42",
    "x-tenant-id": "t:1",
  });
  assert.deepEqual(readOrigin(headers, nothing), {
    ok: true,
    value: { emitter: "json", scenarioId: "burst-42", tenantId: "t:1" },
  });
});

Deno.test("readOrigin() names the header that it cannot take, and not its value", () => {
  for (const value of ["a b", "jane@example.com", "-x", "x".repeat(129), 'a"b', "a/b"]) {
    for (const header of ["X-Emitter", "X-Scenario-Id", "X-Tenant-Id"]) {
      const result = readOrigin(new Headers({ [header]: value }), nothing);
      assert.ok(!result.ok && result.failure.kind === "bad_header");
      assert.equal(result.failure.header, header);
      assert.ok(!JSON.stringify(result.failure).includes(value));
    }
  }
});

Deno.test("readOrigin() takes no name that masking would change", () => {
  const headers = new Headers({ "x-emitter": "83.11.23.45" });
  const result = readOrigin(headers, (name) => name === "83.11.23.45");
  assert.ok(!result.ok && result.failure.kind === "bad_header");
  assert.ok(!JSON.stringify(result.failure).includes("83.11"));
});
