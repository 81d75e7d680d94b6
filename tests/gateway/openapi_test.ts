/**
 * The short form of `deno task prove:openapi`: whatever is asked, the answer is one that openapi.json
 * announces for that route, in its content type, headers and shape.
 */
import { openGatewayApp } from "./app.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";

interface Answer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, { readonly schema?: { readonly $ref: string } }>>;
}
interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Record<string, Answer> }>>>
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, Parameters<typeof z.fromJSONSchema>[0]>>;
  };
}

const header = (...values: string[]) =>
  fc.oneof(fc.constantFrom(...values), fc.string({ unit: "grapheme-ascii", maxLength: 20 }));
const requests = fc.record({
  path: fc.constantFrom("/v1/logs", "/v1/logs?x=%00", "/healthz", "/readyz", "/metrics", "/nope"),
  method: fc.constantFrom("POST", "POST", "POST", "GET", "PUT", "DELETE"),
  headers: fc.record({
    "content-type": header("application/json", "application/x-ndjson", "text/csv", "text/plain"),
    "content-encoding": header("", "identity", "gzip", "deflate", "zstd"),
    "x-emitter": header("", "shop"),
    "x-scenario-id": header("", "run-1"),
    "x-tenant-id": header("", "north"),
    "x-api-key": header("key-of-nobody"),
  }, { requiredKeys: [] }),
  body: fc.oneof(
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.string({ unit: "binary" }).map((text) => new TextEncoder().encode(text)),
    fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
  ),
});

for (const mode of ["none", "api_key"]) {
  Deno.test(`a gateway in mode ${mode} answers as its openapi.json says, whatever is asked`, async () => {
    await using app = await openGatewayApp({ env: { LOGOPS_AUTH_MODE: mode } });
    const { paths, components }: Document = await (await app.get("/openapi.json")).json();
    const schemas = new Map(
      Object.entries(components.schemas).map(([name, schema]) => [
        `#/components/schemas/${name}`,
        z.fromJSONSchema(schema),
      ]),
    );
    await fc.assert(
      fc.asyncProperty(requests, async ({ path, method, headers, body }) => {
        const answer = await app.request(path, {
          method,
          headers,
          body: method === "GET" ? null : body,
        });
        const type = answer.headers.get("content-type")!.split(";")[0]!;
        const operation = paths[path.split("?")[0]!]?.[method.toLowerCase()];
        if (operation === undefined) {
          assert.ok([404, 405].includes(answer.status), `${answer.status}`);
          assert.equal(type, "application/problem+json");
          return;
        }
        const announced = operation.responses[answer.status];
        assert.ok(announced !== undefined, `${method} ${path}: ${answer.status} is not announced`);
        assert.ok(type in announced.content, `${answer.status} ${type}`);
        // Headers of refusals are always there; a receipt has one only where it is given again.
        for (const name of Object.keys(answer.status < 400 ? {} : announced.headers ?? {})) {
          assert.ok(answer.headers.has(name), `${answer.status} without ${name}`);
        }
        const schema = announced.content[type]!.schema;
        if (schema !== undefined) schemas.get(schema.$ref)!.parse(await answer.json());
      }),
      { numRuns: 300 },
    );
  });
}
