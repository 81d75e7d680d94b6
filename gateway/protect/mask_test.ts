import { deepEqual, equal, notEqual } from "node:assert/strict";
import type { LogRecord } from "../../contract/mod.ts";
import { createPiiCounts, PII_KINDS, type PiiKind } from "./detectors/mod.ts";
import { createMasker, MASK_DEPTH_MAX, TOO_DEEP } from "./mask.ts";
import fc from "fast-check";

const masker = createMasker({ kinds: PII_KINDS, keepFields: [] });

function masked(value: unknown, key?: string): unknown {
  return masker.value(value, createPiiCounts(), key);
}

function keeping(...keepFields: string[]): (value: unknown) => unknown {
  const kept = createMasker({ kinds: PII_KINDS, keepFields });
  return (value) => kept.value(value, createPiiCounts());
}

/** JSON values in which keys and texts are often PII, masks, or special to JavaScript. */
const texts = fc.oneof(
  fc.constantFrom(
    ...["john@example.com", "jane@example.com", "j***@example.com", "83.11.23.45", "83.11.x.x"],
    ...[
      "__proto__",
      "constructor",
      "toString",
      "password",
      "authorization",
      "Bearer a1b2c3",
      "***",
    ],
    ...["4111111111111111", "****1111", "value", "name", "", "plain"],
  ),
  fc.string({ maxLength: 8 }),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    texts,
    fc.constantFrom<unknown>(null, true, 7, 4111111111111111, 1e300, -0.5),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.array(fc.tuple(texts, tie("json")), { maxLength: 5 }).map(fromEntries),
  ),
}));

/** Like `JSON.parse`, keeps `__proto__` as a field. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): unknown {
  const object = {};
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return object;
}

function leaves(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + leaves(inner), 0);
}

Deno.test("record() in place still reads the name of a pair that it has masked", () => {
  const masker = createMasker({ kinds: PII_KINDS, keepFields: [], isInPlace: true });
  const pair = { name: "--password x_token", value: "hunter2" };
  deepEqual(masker.value({ pair }, createPiiCounts()), {
    pair: { name: "--password ***", value: "***" },
  });
});

Deno.test("value() masks texts at any depth, and shares what is clean", () => {
  const clean = { deep: [1, "x", null] };
  const value = { a: [{ b: ["john@example.com", true] }], clean };
  const result = masked(value) as typeof value;
  deepEqual(result, { a: [{ b: ["j***@example.com", true] }], clean });
  equal(result.clean, clean);
  equal(value.a[0]!.b[0], "john@example.com");
});

Deno.test("value() gives the same reference back when nothing was found", () => {
  for (const value of [{}, [], { a: [{ b: 1 }], "": null }, "text", 7, null, true, undefined]) {
    equal(masked(value), value);
  }
});

Deno.test("value() masks keys, and loses no value where they become equal", () => {
  deepEqual(masked({ "john@example.com": 1, "jane@example.com": 2, "j***@example.com": 3 }), {
    "j***@example.com": 1,
    "j***@example.com#2": 2,
    "j***@example.com#3": 3,
  });
  deepEqual(masked({ "j***@example.com#2": 0, "john@example.com": 1, "jane@example.com": 2 }), {
    "j***@example.com#2": 0,
    "j***@example.com": 1,
    "j***@example.com#3": 2,
  });
});

Deno.test("value() keeps the order of keys", () => {
  const result = masked({ z: 1, "john@example.com": 2, a: "83.11.23.45", m: 3 }) as object;
  deepEqual(Object.keys(result), ["z", "j***@example.com", "a", "m"]);
});

Deno.test("value() keeps __proto__ a field like any other", () => {
  const value = JSON.parse('{"__proto__":{"mail":"john@example.com"},"x":"83.11.23.45"}');
  const result = masked(value) as object;
  equal(JSON.stringify(result), '{"__proto__":{"mail":"j***@example.com"},"x":"83.11.x.x"}');
  equal(Object.getPrototypeOf(result), Object.prototype);
  equal(({} as Record<string, unknown>).mail, undefined);
});

Deno.test("value() masks numbers that are cards", () => {
  deepEqual(masked({ n: 4111111111111111, m: [378282246310005], t: 1700000000000 }), {
    n: "****1111",
    m: ["****0005"],
    t: 1700000000000,
  });
  const rounded = JSON.parse('{"card":4111111111111111110,"id":4111111111111111110}');
  deepEqual(masked(rounded), { card: "****", id: rounded.id });
});

Deno.test("value() masks everything under a secret's name", () => {
  deepEqual(masked({ password: "x", dbPassword: 12345, api_key: ["a", { b: "c", d: true }] }), {
    password: "***",
    dbPassword: "***",
    api_key: ["***", { b: "***", d: true }],
  });
  deepEqual(masked({ token: "", secret: null, password: false }), {
    token: "",
    secret: null,
    password: false,
  });
  deepEqual(
    masked({ headers: { Authorization: "Bearer abc", "x-api-key": "abc", cookie: "a=b" } }),
    {
      headers: { Authorization: "Bearer ***", "x-api-key": "***", cookie: "***" },
    },
  );
  deepEqual(masked([{ name: "X-Api-Key", value: "abc" }, { name: "Accept", value: "abc" }]), [
    { name: "X-Api-Key", value: "***" },
    { name: "Accept", value: "abc" },
  ]);
});

Deno.test("value() takes the name of the field from its caller", () => {
  equal(masked("abc", "password"), "***");
  equal(masked("abc", "word"), "abc");
  equal(masked(Number("4111111111111111110"), "pan"), "****");
});

Deno.test("value() masks names' values only for the kinds that are enabled", () => {
  const value = { password: "john@example.com", secretAccessKey: "abc" };
  const only = (...kinds: PiiKind[]) =>
    createMasker({ kinds, keepFields: [] }).value(value, createPiiCounts());
  deepEqual(only("email"), { password: "j***@example.com", secretAccessKey: "abc" });
  deepEqual(only("cloud_key"), { password: "john@example.com", secretAccessKey: "***" });
  equal(only(), value);
});

Deno.test("value() leaves the fields of the allow-list, with all that is in them", () => {
  const value = {
    client_ip: "83.11.23.45",
    user: { mail: "john@example.com", client_ip: ["83.11.23.45"], password: "x" },
  };
  deepEqual(keeping("client_ip")(value), {
    client_ip: "83.11.23.45",
    user: { mail: "j***@example.com", client_ip: ["83.11.23.45"], password: "***" },
  });
  deepEqual(keeping("user.mail", "user.password")(value), {
    client_ip: "83.11.x.x",
    user: { mail: "john@example.com", client_ip: ["83.11.x.x"], password: "x" },
  });
  equal(keeping("user", "client_ip")(value), value);
});

Deno.test("value() reads dotted entries as paths from the top, and as names that have dots", () => {
  const keep = keeping("a.b");
  deepEqual(keep({ x: { a: { b: "john@example.com" } } }), { x: { a: { b: "j***@example.com" } } });
  deepEqual(keep({ a: [{ b: "john@example.com" }] }), { a: [{ b: "john@example.com" }] });
  deepEqual(keep({ "a.b": "john@example.com" }), { "a.b": "john@example.com" });
  deepEqual(keep({ a: "john@example.com", b: "john@example.com" }), {
    a: "j***@example.com",
    b: "j***@example.com",
  });
});

Deno.test("value() replaces what is nested too deeply, and follows it no further", () => {
  const nest = (levels: number) => {
    let value: unknown = "john@example.com";
    for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { x: value };
    return value;
  };
  const text = (value: unknown) => JSON.stringify(value);
  equal(text(masked(nest(MASK_DEPTH_MAX))), text(nest(MASK_DEPTH_MAX)).replace("john", "j***"));
  const tooDeep = text(masked(nest(100_000)));
  equal(tooDeep.includes("example"), false);
  equal(tooDeep.includes(TOO_DEEP), true);
});

Deno.test("value() changes nothing that is masked, keeps every value, and never its input", () => {
  fc.assert(
    fc.property(json, (value) => {
      const before = JSON.stringify(value);
      const counts = createPiiCounts();
      const once = masker.value(value, counts);
      equal(JSON.stringify(value), before);
      equal(leaves(once), leaves(value));
      equal(once === value, Object.values(counts).every((count) => count === 0));
      const again = createPiiCounts();
      equal(masker.value(once, again), once);
      deepEqual(again, createPiiCounts());
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("value() takes time in proportion to the number of equal keys", () => {
  const entries = Array.from({ length: 20_000 }, (_, i) => [`j${i}@example.com`, i]);
  const result = masked(Object.fromEntries(entries)) as object;
  equal(Object.keys(result).length, 20_000);
});

Deno.test("record() leaves ts and level, and masks the rest", () => {
  const record: LogRecord = {
    ts: "2026-05-01T10:00:00.000Z",
    level: "INFO",
    msg: "login by john@example.com",
    emitter: "json",
    extra: { ts: "83.11.23.45" },
  };
  const counts = createPiiCounts();
  deepEqual(masker.record(record, counts), {
    ts: "2026-05-01T10:00:00.000Z",
    level: "INFO",
    msg: "login by j***@example.com",
    emitter: "json",
    extra: { ts: "83.11.x.x" },
  });
  deepEqual(counts, { ...createPiiCounts(), email: 1, ipv4: 1 });
  const clean: LogRecord = { ts: record.ts, level: "INFO", msg: "up", emitter: "json" };
  equal(masker.record(clean, counts), clean);
  notEqual(masker.record(record, counts), record);
});
