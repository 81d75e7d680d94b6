/** Whatever is posted is answered 2xx or 4xx, and what is accepted is stored. */
import { openGatewayApp } from "./app.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";

const RUNS = 400;
/** Usual are 150, by chance between 90 and 220: a guard against a property that tries only refusals. */
const ACCEPTED_MIN = 40;

const contentType = fc.constantFrom(
  ...[
    "application/json",
    "application/x-ndjson",
    "text/csv",
    "text/plain",
    "text/plain; charset=utf-8",
  ],
  ...["application/xml", "", "text/csv; header=absent"],
);
const emitterName = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("json", "a.b:c", "") },
  fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
);

/** Bytes of every kind: noise, text, JSON values, and lines that look like logs. */
const line = fc.oneof(
  fc.json(),
  fc.string({ unit: "binary" }),
  fc.stringMatching(
    /^<[0-9]{1,3}>1? ?[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [a-z]+ [a-z]+(\[[0-9]+\])?: .*$/,
  ),
  fc.record({ ts: fc.anything(), level: fc.anything(), msg: fc.anything(), x: fc.anything() })
    .map((value) => safeJson(value)),
  fc.constantFrom('"', ",", "{", "}", "[", "]", "ts,level,msg", '{"__proto__":{"ts":1}}', "\u0000"),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.array(line, { maxLength: 8 }).map((lines) => encode(lines.join("\n"))),
  fc.array(line, { maxLength: 4 }).map((lines) => encode(`[${lines.join(",")}]`)),
);

Deno.test("gateway gives a 2xx or 4xx to any bytes, and stores what it accepts", async () => {
  await using app = await openGatewayApp({ env: { LOGOPS_SINK_FSYNC: "never" } });
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(
      body,
      contentType,
      fc.boolean(),
      emitterName,
      async (bytes, type, zip, name) => {
        const sent = zip ? new Uint8Array(gzipSync(bytes)) : new Uint8Array(bytes);
        const response = await app.post(sent, {
          "content-type": type,
          ...(zip ? { "content-encoding": "gzip" } : {}),
          ...(name === "" ? {} : { "x-emitter": name }),
        });
        const answer = await response.json();
        assert.ok(response.status < 500, `${response.status} ${JSON.stringify(answer)}`);
        if (response.status === 200) accepted += answer.accepted;
        else assert.ok(response.status >= 400 && /^[a-z0-9_]+$/.test(answer.reason));
      },
    ),
    { numRuns: RUNS },
  );
  assert.equal((await app.stored()).length, accepted);
  assert.ok(
    accepted >= ACCEPTED_MIN,
    `the property was tried on accepted records too: ${accepted}`,
  );
  assert.deepEqual(app.log, [], "nothing went wrong inside");
});

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "{}"; // fast-check also makes values that have no JSON, such as a BigInt
  }
}
