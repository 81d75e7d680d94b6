import { signedHeaders, VERSION } from "../contract/mod.ts";
import { AUTH_MODES, type AuthMode } from "./admit/mod.ts";
import { reasonsByStatus } from "./http_status.ts";
import { DOOR_NAMES, openDoors } from "./doors/mod.ts";
import { openApi } from "./openapi.ts";
import { earlyReasonsByStatus } from "./listen/mod.ts";
import assert from "node:assert/strict";

interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: { readonly type: string; readonly pattern?: string };
}

interface Operation {
  readonly summary: string;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly securitySchemes: Readonly<Record<string, Parameter & { readonly type: string }>>;
  };
}

/** As it goes over the wire. */
const documentFor = (mode: AuthMode): Document =>
  JSON.parse(JSON.stringify(openApi(VERSION, mode, openDoors(DOOR_NAMES))));
const ingestOf = (mode: AuthMode) => documentFor(mode).paths["/v1/logs"]!.post!;

for (const mode of AUTH_MODES) {
  Deno.test(`openApi() is whole in mode ${mode}: what it refers to is there`, () => {
    const { paths, components } = documentFor(mode);
    const text = JSON.stringify(paths);
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      assert.ok(components.schemas[name!] !== undefined, name);
    }
    assert.equal(text.match(/"\$ref":/g)?.length, text.match(/#\/components\/schemas\//g)?.length);
    for (const { name, in: place, type } of Object.values(components.securitySchemes)) {
      assert.deepEqual([type, place, /^X-/.test(name)], ["apiKey", "header", true]);
    }
    for (const [path, operations] of Object.entries(paths)) {
      for (
        const { summary, security = [], parameters = [], responses } of Object.values(operations)
      ) {
        assert.ok(summary !== "", path);
        const names = parameters.map(({ name }) => name.toLowerCase());
        assert.equal(new Set(names).size, names.length, "each parameter once");
        for (const scheme of security.flatMap(Object.keys)) {
          assert.ok(components.securitySchemes[scheme] !== undefined, scheme);
        }
        for (const [status, { description, content }] of Object.entries(responses)) {
          assert.ok(/^[1-5]\d\d$/.test(status) && description !== "", `${path} ${status}`);
          const types = Object.keys(content ?? {});
          assert.equal(types[0] === "application/problem+json", Number(status) >= 400);
        }
        assert.ok(responses[500] !== undefined, `${path} can meet a bug`);
      }
    }
  });
}

Deno.test("openApi() asks for the credentials of the mode, and no others", () => {
  const table: Readonly<Record<AuthMode, readonly string[][]>> = {
    none: [],
    api_key: [["ApiKey"]],
    hmac: [["ApiKey", "Signature"]],
    any: [["ApiKey"], ["ApiKey", "Signature"]],
  };
  for (const mode of AUTH_MODES) {
    assert.deepEqual(ingestOf(mode).security?.map((one) => Object.keys(one)), table[mode], mode);
  }
});

Deno.test("openApi() describes each header that a signed request carries", async () => {
  const { components } = documentFor("hmac");
  const sent = await signedHeaders({
    method: "POST",
    url: "http://localhost/v1/logs",
    headers: {},
    body: new Uint8Array(),
    nowMs: 0,
    nonce: "nonce-0123456789abcdef",
  }, { key: "k", secret: "s" });
  const schemes = Object.values(components.securitySchemes).map(({ name }) => name);
  const parameters = ingestOf("hmac").parameters ?? [];
  for (const [name, value] of Object.entries(sent)) {
    if (schemes.includes(name)) continue;
    const parameter = parameters.find((each) => each.name === name);
    assert.ok(parameter?.required, name);
    assert.match(value, new RegExp(parameter.schema.pattern ?? "Z$"));
  }
  const optional = ingestOf("any").parameters?.filter(({ required }) => required) ?? [];
  assert.deepEqual(optional, [], "a key alone will do");
});

Deno.test("openApi() knows every status and reason of the error table, and their headers", () => {
  const { responses } = ingestOf("none");
  for (const [status, reasons] of reasonsByStatus()) {
    for (const reason of reasons) {
      assert.ok(responses[status]?.description.includes(reason), reason);
    }
  }
  for (const [status, reasons] of earlyReasonsByStatus()) {
    for (const { get, post, put } of Object.values(documentFor("none").paths)) {
      const { description } = (get ?? post ?? put)!.responses[status]!;
      if (status !== 503) reasons.forEach((reason) => assert.ok(description.includes(reason)));
    }
  }
  const headers = (status: number) => Object.keys(responses[status]?.headers ?? {});
  assert.deepEqual(headers(401), ["WWW-Authenticate"]);
  assert.deepEqual(headers(429), ["Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining"]);
  assert.deepEqual(headers(503), ["Retry-After"]);
});
