/** Whatever bytes come to a door, the answer has a status that openapi.json announces for its route. */
import { openGatewayApp } from "../app.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";

const RUNS_PER_ROUTE = 150;

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, Operation>>>
  >;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, unknown> }>>;
}

/** Noise, and what begins like something that a door takes. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc.constantFrom(
    ...[
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"}}]}]}]}',
      '{"streams":[{"stream":{"a":"b"},"values":[["1","x",{"m":"n"}],["2"],[]]}]}',
      '{"index":{}}\n{"msg":"x"}\n',
      '{"update":{}}\n{"doc":{}}\n',
      '{"event":"x"}{"event":',
      '{"requestId":"r","timestamp":1,"records":[{"data":"eA=="}]}',
      '{"acks":[1]}',
      "40 <134>1 2012-11-30T06:45:29+00:00 host app",
    ].map((text) => new TextEncoder().encode(text)),
    ...[[0x0a, 0x04, 0x12, 0x02, 0x12, 0x00], [0x0a, 0x02], [0x05, 0x10, 1, 2, 3, 4, 5]]
      .map((bytes) => new Uint8Array(bytes)),
  ),
);
const body = fc.array(piece, { maxLength: 3 })
  .map((pieces) => new Uint8Array(pieces.flatMap((one) => [...one])));

Deno.test("every door answers any bytes with a status that its document has, and stores whole records", async () => {
  await using app = await openGatewayApp({ env: { LOGOPS_SINK_FSYNC: "never" } });
  const { paths }: Document = await (await app.get("/openapi.json")).json();
  let routes = 0;
  let taken = 0;
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(operations)) {
      if (requestBody === undefined) continue;
      routes++;
      const types = fc.constantFrom(...Object.keys(requestBody.content), "text/html", "");
      await fc.assert(
        fc.asyncProperty(types, body, fc.boolean(), async (type, bytes, isZipped) => {
          const answer = await app.request(path.replace(/\{\w+\}/, "logs"), {
            method: method.toUpperCase(),
            body: isZipped ? new Uint8Array(gzipSync(bytes)) : bytes,
            headers: { "content-type": type, ...(isZipped ? { "content-encoding": "gzip" } : {}) },
          });
          await answer.body?.cancel();
          const { status } = answer;
          assert.ok(String(status) in responses && status !== 500, `${method} ${path}: ${status}`);
          const announced = answer.headers.get("content-type")?.split(";")[0];
          if (status === 204) assert.equal(announced, undefined);
          else assert.ok(announced! in responses[status]!.content!, `${status} ${announced}`);
          if (status < 300) taken++;
        }),
        { numRuns: RUNS_PER_ROUTE },
      );
    }
  }
  assert.ok(routes > 0 && taken > routes, `${taken} bodies of ${routes} routes were taken`);
  await app.stored(); // throws at a line that is no record
  assert.deepEqual(app.log, [], "nothing went wrong inside");
});
