import { ok } from "node:assert/strict";
import { bounds, compare, createBoth, origins, policies, RUNS, textBody } from "./testing/mod.ts";
import fc from "fast-check";

Deno.test("transcribe() stores text as the oracle does, whatever it is", async () => {
  const both = policies.map((policy) => createBoth(policy));
  await fc.assert(
    fc.asyncProperty(
      textBody,
      fc.constantFrom(...origins),
      fc.constantFrom(...both),
      async (text, origin, one) => {
        ok(await compare(one, "text", text, origin));
      },
    ),
    { numRuns: RUNS },
  );
});

Deno.test("transcribe() counts lines, and reads over a byte order mark", async () => {
  const both = createBoth();
  ok(await compare(both, "text", "x\n".repeat(bounds.recordsMax)));
  ok(!await compare(both, "text", "x\n".repeat(bounds.recordsMax + 1)));
  ok(await compare(both, "text", "\uFEFF<34>May  1 10:00:00 web-1 su[77]: x"));
});

Deno.test("transcribe() reads lines that are broken anywhere as the oracle does", async () => {
  const both = createBoth();
  const lines = [
    '<34>1 2026-05-01T10:00:00.000Z web-1 su 77 ID [a b="c"][d e="x y"] \uFEFFhi "jö@example.com"',
    "<134>May  1 10:00:00 web-1 su[77]: from 83.11.23.45 (10.0.0.7)",
    "2026-05-01 10:00:00,123 ERROR web-1 su[77]: a\tb",
  ];
  const whole = `${lines.join("\r\n")}\n`;
  ok(await compare(both, "text", whole));
  for (let at = 0; at <= whole.length; at++) {
    for (
      const character of ['"', " ", "\n", "\r", "\\", "[", "]", "-", "é", "\u{1F600}", "\0", ""]
    ) {
      await compare(both, "text", whole.slice(0, at) + character + whole.slice(at + 1));
      await compare(both, "text", whole.slice(0, at) + character + whole.slice(at));
    }
    await compare(both, "text", whole.slice(0, at));
  }
});
