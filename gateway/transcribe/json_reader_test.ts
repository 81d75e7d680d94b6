import { ok } from "node:assert/strict";
import { PII_KINDS } from "../protect/mod.ts";
import {
  compare,
  createBoth,
  jsonBody,
  ndjsonBody,
  origins,
  policies,
  RUNS,
  TEXTS,
} from "./testing/mod.ts";
import fc from "fast-check";

for (const [format, bodies] of [["json", jsonBody], ["ndjson", ndjsonBody]] as const) {
  Deno.test(`transcribe() stores ${format} as the oracle does, whatever it is`, async () => {
    const both = policies.map((policy) => createBoth(policy));
    let stored = 0;
    await fc.assert(
      fc.asyncProperty(
        bodies,
        fc.constantFrom(...origins),
        fc.constantFrom(...both),
        async (text, origin, one) => {
          if (await compare(one, format, text, origin)) stored++;
        },
      ),
      { numRuns: RUNS },
    );
    ok(stored > RUNS / 4, `only ${stored} bodies of ${RUNS} were stored`);
  });
}

Deno.test("transcribe() refuses a body that is broken anywhere as the oracle does", async () => {
  const both = createBoth();
  const whole = JSON.stringify([
    {
      ts: "2026-05-01T10:00:00.000Z",
      level: "INFO",
      msg: "hi john@example.com",
      n: [1, { a: 2.5 }],
    },
    { ts: "2026-05-01T10:00:00.000Z", level: "INFO", msg: 'é "x"', ok: true, user: { id: null } },
  ]);
  await compare(both, "json", whole);
  const characters = ['"', "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\0", "x", "1", "é", ""];
  for (let at = 0; at < whole.length; at++) {
    for (const character of characters) {
      await compare(both, "json", whole.slice(0, at) + character + whole.slice(at + 1));
      await compare(both, "json", whole.slice(0, at) + character + whole.slice(at));
    }
    await compare(both, "json", whole.slice(0, at));
    await compare(both, "ndjson", whole.slice(1, at));
  }
});

Deno.test("transcribe() stores what the oracle does for each choice of kinds", async () => {
  const text = JSON.stringify(
    TEXTS.filter((part) => !part.includes("\\") && part !== "\t")
      .map((part) => ({ msg: `a ${part} b`, card: 4111111111111111 })),
  );
  for (const kind of PII_KINDS) ok(await compare(createBoth({ kinds: [kind] }), "json", text));
  ok(await compare(createBoth({ kinds: [] }), "json", text));
});

Deno.test("transcribe() stays bounded and right when every record has other names", async () => {
  const both = createBoth();
  for (let batch = 0; batch < 200; batch++) {
    const records = Array.from({ length: 50 }, (_, i) => ({
      msg: "a",
      [`k${batch}x${i}`]: { [`inner${i}${batch}`]: i },
      [`m${i}`]: "83.11.23.45",
    }));
    ok(await compare(both, "json", JSON.stringify(records)));
  }
});
