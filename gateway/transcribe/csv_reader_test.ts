import { equal, ok } from "node:assert/strict";
import { createTranscribe } from "./mod.ts";
import {
  bounds,
  compare,
  createBoth,
  csvBody,
  encoder,
  NOW_MS,
  origins,
  policies,
  RUNS,
} from "./testing/mod.ts";
import fc from "fast-check";

Deno.test("transcribe() stores CSV as the oracle does, whatever it is", async () => {
  const both = policies.map((policy) => createBoth(policy));
  let stored = 0;
  await fc.assert(
    fc.asyncProperty(
      csvBody,
      fc.constantFrom(...origins),
      fc.constantFrom(...both),
      async (text, origin, one) => {
        if (await compare(one, "csv", text, origin)) stored++;
      },
    ),
    { numRuns: RUNS },
  );
  ok(stored > RUNS / 3, `only ${stored} bodies of ${RUNS} were stored`);
});

Deno.test("transcribe() refuses CSV that is broken anywhere as the oracle does", async () => {
  const both = createBoth();
  const whole = 'ts,msg,n\r\n2026-05-01T10:00:00.000Z,"hi ""jö@example.com"", x",é\n\n,,"7"\n';
  ok(await compare(both, "csv", whole));
  for (let at = 0; at <= whole.length; at++) {
    for (const character of ['"', ",", "\n", "\r", "\\", "%", "x", "é", "\u{1F600}", "\0", ""]) {
      await compare(both, "csv", whole.slice(0, at) + character + whole.slice(at + 1));
      await compare(both, "csv", whole.slice(0, at) + character + whole.slice(at));
    }
    await compare(both, "csv", whole.slice(0, at));
  }
});

Deno.test("transcribe() takes CSV of the common kind, with quotes and letters of any kind", async () => {
  const rows = [
    'ts,level,msg,host\n2026-05-01T10:00:00.000Z,INFO,"said ""hi"" to john@example.com",web-1\n',
    "msg,ip\ngrößer,83.11.23.45\n\u{1F600},10.0.0.7\n",
    '"msg","quoted name"\r\n"two\nlines","C:\\temp\\100%"\r\n',
    "msg\nno line feed",
  ];
  for (const text of rows) ok(await compare(createBoth(), "csv", text), text);
});

Deno.test("transcribe() counts the records of CSV, and reads over a byte order mark", async () => {
  const rows = (count: number) => `msg\n${"x\n".repeat(count)}`;
  const both = createBoth();
  ok(await compare(both, "csv", rows(bounds.recordsMax)));
  ok(!await compare(both, "csv", rows(bounds.recordsMax + 1)));
  ok(await compare(both, "csv", `\uFEFF${rows(1)}`));
});

Deno.test("a CSV whose names would come back too often is refused, not written", async () => {
  const { kinds, keepFields } = createBoth().oracle;
  const { linesCharsMax } = bounds;
  const transcribe = createTranscribe({
    ...{ kinds, keepFields, linesCharsMax, recordsMax: 5000 },
    joinsLines: true,
    replacesBytes: false,
  });
  const body = `${"n".repeat(100_000)}\n${"1\n".repeat(1000)}`;
  const batch = await transcribe("csv", encoder.encode(body), origins[0]!, NOW_MS);
  equal(!batch.ok && batch.failure.kind, "decoded_too_large");
});
