import assert from "node:assert/strict";
import { decode } from "./testing/records.ts";
import { ownField, setOwnField } from "./own_field.ts";

Deno.test("setOwnField() makes a field of any name, and leaves the prototype alone", () => {
  withProtoAccessor(() => {
    const fields: Record<string, unknown> = {};
    for (const name of ["__proto__", "constructor", "toString", "a", ""]) {
      setOwnField(fields, name, { level: "ERROR" });
    }
    assert.deepEqual(Object.keys(fields), ["__proto__", "constructor", "toString", "a", ""]);
    assert.equal(Object.getPrototypeOf(fields), Object.prototype);
    assert.equal(fields.level, undefined);
    setOwnField(fields, "__proto__", 2);
    assert.equal(JSON.stringify({ only: fields["__proto__"] }), '{"only":2}');
  });
});

Deno.test("ownField() finds no inherited field", () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    assert.equal(ownField({}, name), undefined);
    assert.equal(ownField(JSON.parse(`{"${name}":1}`), name), 1);
  }
});

Deno.test("decode() makes fields of names that objects inherit, in every format", () => {
  const bodies = [
    ["json", '{"__proto__":"1","constructor":"2"}'],
    ["ndjson", '{"__proto__":"1","constructor":"2"}'],
    ["csv", "__proto__,constructor\n1,2"],
    ["text", '<13>1 - - - - - [__proto__ __proto__="1" constructor="2"]'],
  ] as const;
  withProtoAccessor(() => {
    for (const [format, body] of bodies) {
      const bytes = new TextEncoder().encode(body);
      const result = decode(format, bytes, { recordsMax: 1, nowMs: 0 });
      assert.ok(result.ok);
      const json = JSON.stringify(result.value[0]);
      assert.ok(json.includes('{"__proto__":"1","constructor":"2"}'), json);
    }
  });
  assert.equal(({} as Record<string, unknown>)["1"], undefined);
});

/** Deno has removed the accessor that other runtimes have: without it, these tests cannot fail. */
function withProtoAccessor(run: () => void): void {
  const before = Object.getOwnPropertyDescriptor(Object.prototype, "__proto__");
  Object.defineProperty(Object.prototype, "__proto__", {
    configurable: true,
    get() {
      return Object.getPrototypeOf(this);
    },
    set(value) {
      if (typeof value === "object") Object.setPrototypeOf(this, value);
    },
  });
  try {
    run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(Object.prototype, "__proto__");
    else Object.defineProperty(Object.prototype, "__proto__", before);
  }
}
