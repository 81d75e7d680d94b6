import { deepEqual, equal } from "node:assert/strict";
import { createPiiCounts, type PiiKind } from "../protect/mod.ts";
import { createStore, storeBody, storeFields, storeLine } from "./testing/mod.ts";
import fc from "fast-check";

async function masked(value: unknown): Promise<unknown> {
  return (await storeFields({ value_: value })).fields.value_;
}

function keeping(...keepFields: string[]) {
  return async (content: Readonly<Record<string, unknown>>) =>
    (await storeFields(content, { keepFields })).fields;
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

Deno.test("a name that is masked still says what its value is", async () => {
  for (const pair of [["name", "value"], ["value", "name"]] as const) {
    const given = Object.fromEntries(
      pair.map((key) => [key, key === "name" ? "--password x_token" : "hunter2"]),
    );
    deepEqual(await masked(given), { name: "--password ***", value: "***" });
  }
});

Deno.test("texts are masked at any depth", async () => {
  const clean = { deep: [1, "x", null] };
  deepEqual(await masked({ a: [{ b: ["john@example.com", true] }], clean }), {
    a: [{ b: ["j***@example.com", true] }],
    clean,
  });
});

Deno.test("names are masked, and no value is lost where they become equal", async () => {
  deepEqual(await masked({ "john@example.com": 1, "jane@example.com": 2, "j***@example.com": 3 }), {
    "j***@example.com": 1,
    "j***@example.com#2": 2,
    "j***@example.com#3": 3,
  });
  deepEqual(
    await masked({ "j***@example.com#2": 0, "john@example.com": 1, "jane@example.com": 2 }),
    {
      "j***@example.com#2": 0,
      "j***@example.com": 1,
      "j***@example.com#3": 2,
    },
  );
});

Deno.test("a name that comes again gets a number, at any depth", async () => {
  equal(
    (await storeLine('{"msg":"m","a":1,"a":2,"b":{"c":1,"c":2,"c":3,"c#2":4}}')).split(",").slice(4)
      .join(","),
    '"a":1,"a#2":2,"b":{"c":1,"c#2":2,"c#3":3,"c#2#2":4}}',
  );
});

Deno.test("the order of names stays, numbers among them", async () => {
  const line = await storeLine('{"z":1,"7":0,"john@example.com":2,"a":"83.11.23.45","1":3}');
  equal(line.slice(line.indexOf('"z"')), '"z":1,"7":0,"j***@example.com":2,"a":"83.11.x.x","1":3}');
});

Deno.test("__proto__ is a field like any other", async () => {
  const line = await storeLine('{"__proto__":{"mail":"john@example.com"},"x":"83.11.23.45"}');
  equal(
    line.slice(line.indexOf('"__')),
    '"__proto__":{"mail":"j***@example.com"},"x":"83.11.x.x"}',
  );
});

Deno.test("numbers that are cards are masked, and others are stored digit by digit", async () => {
  const numbers = [
    ...["9007199254740993", "8762340982347609817", "1e400", "0.1000000000000000055511", "12.50"],
    ...["-0", "1E+2", "1700000000000", "4111111111111112"],
  ];
  const line = await storeLine(`{"n":[${numbers.join(" , ")}]}`);
  equal(line.slice(line.indexOf("[")), `[${numbers.join(",")}]}`);
  deepEqual(await masked({ n: 4111111111111111, m: [378282246310005] }), {
    n: "****1111",
    m: ["****0005"],
  });
  const long = await storeLine(
    '{"pan":6304000000000000000,"id":6304000000000000001,"f":4111111111111111.0}',
  );
  equal(
    long.slice(long.indexOf('"pan"')),
    '"pan":"****0000","id":6304000000000000001,"f":"****1111"}',
  );
});

Deno.test("strings are stored as they were sent, but for what is masked in them", async () => {
  const line = await storeLine(
    '{"a":"Gr\\u00f6\\u00dfe\\n","b":"\\u00e9 john\\u0040example.com","c":"\\/"}',
  );
  equal(
    line.slice(line.indexOf('"a"')),
    '"a":"Gr\\u00f6\\u00dfe\\n","b":"é j***@example.com","c":"\\/"}',
  );
});

Deno.test("everything under a secret's name is masked", async () => {
  deepEqual(
    await masked({ password: "x", dbPassword: 12345, api_key: ["a", { b: "c", d: true }] }),
    { password: "***", dbPassword: "***", api_key: ["***", { b: "***", d: true }] },
  );
  deepEqual(await masked({ token: "", secret: null, password: false }), {
    token: "",
    secret: null,
    password: false,
  });
  deepEqual(
    await masked({ headers: { Authorization: "Bearer abc", "x-api-key": "abc", cookie: "a=b" } }),
    { headers: { Authorization: "Bearer ***", "x-api-key": "***", cookie: "***" } },
  );
  deepEqual(await masked([{ name: "X-Api-Key", value: "abc" }, { name: "Accept", value: "abc" }]), [
    { name: "X-Api-Key", value: "***" },
    { name: "Accept", value: "abc" },
  ]);
});

Deno.test("values of a secret's name are masked only for the kinds that are enabled", async () => {
  const value = { password: "john@example.com", secretAccessKey: "abc" };
  const only = async (...kinds: PiiKind[]) => (await storeFields(value, { kinds })).fields;
  deepEqual(await only("email"), { password: "j***@example.com", secretAccessKey: "abc" });
  deepEqual(await only("cloud_key"), { password: "john@example.com", secretAccessKey: "***" });
  deepEqual(await only(), value);
});

Deno.test("the fields of the allow-list stay, with all that is in them", async () => {
  const value = {
    client_ip: "83.11.23.45",
    user: { mail: "john@example.com", client_ip: ["83.11.23.45"], password: "x" },
  };
  deepEqual(await keeping("client_ip")(value), {
    client_ip: "83.11.23.45",
    user: { mail: "j***@example.com", client_ip: ["83.11.23.45"], password: "***" },
  });
  deepEqual(await keeping("user.mail", "user.password")(value), {
    client_ip: "83.11.x.x",
    user: { mail: "john@example.com", client_ip: ["83.11.x.x"], password: "x" },
  });
  deepEqual(await keeping("user", "client_ip")(value), value);
});

Deno.test("dotted entries are paths from the top, and names that have dots", async () => {
  const keep = keeping("a.b");
  const mail = "john@example.com";
  const mask = "j***@example.com";
  deepEqual(await keep({ x: { a: { b: mail } } }), { x: { a: { b: mask } } });
  deepEqual(await keep({ a: [{ b: mail }] }), { a: [{ b: mail }] });
  deepEqual(await keep({ "a.b": mail }), { "a.b": mail });
  deepEqual(await keep({ a: mail, b: mail }), { a: mask, b: mask });
});

Deno.test("masking changes nothing that is masked, and keeps every value", async () => {
  const store = createStore();
  const stored = async (value: unknown) => {
    const { lines, masked } = await store(JSON.stringify({ v: value }));
    return { v: JSON.parse(lines).v as unknown, masked };
  };
  await fc.assert(
    fc.asyncProperty(json, async (value) => {
      const once = await stored(value);
      equal(leaves(once.v), leaves(value));
      const again = await stored(once.v);
      equal(JSON.stringify(again.v), JSON.stringify(once.v));
      deepEqual(again.masked, createPiiCounts());
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("equal names take time in proportion to their number", async () => {
  for (const name of [(i: number) => `j${i}@example.com`, () => "a", (i: number) => `k${i}`]) {
    const fields = Array.from({ length: 20_000 }, (_, i) => `"${name(i)}":${i}`);
    const { lines } = await storeBody(`{"v":{${fields.join(",")}}}`);
    equal(Object.keys(JSON.parse(lines).v).length, 20_000);
  }
});
