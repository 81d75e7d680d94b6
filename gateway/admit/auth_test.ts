import { type AuthMode, createAuthenticate } from "./auth.ts";
import { readClients } from "./clients.ts";
import { SIGNATURE_SKEW_MS, signedHeaders } from "../../contract/mod.ts";
import { incomingFrom } from "../incoming_request.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const NOW_MS = Date.parse("2026-05-01T10:00:00Z");
const SECRET = "secret-of-the-shop";
const BODY = new TextEncoder().encode('[{"msg":"x"}]');
const loaded = readClients(
  `
clients:
  - { id: shop, key: shop-key-1, secret: ${SECRET}, emitter: shop }
  - { id: plain, key: plain-key, emitter: plain }
  - { id: other, key: other-key, secret: another-secret-123, emitter: "*" }
`,
  "clients.yaml",
  new Uint8Array(32),
);
assert.ok(loaded.ok);
const { clients } = loaded;

interface Attempt {
  readonly mode?: AuthMode;
  readonly headers: HeadersInit;
  readonly method?: string;
  readonly path?: string;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly emitter?: string;
}

/** `ok`, or the reason of the refusal, as seen by a gateway that has used no nonce yet. */
async function reasonFor(attempt: Attempt, used = new Set<string>()): Promise<string> {
  const authenticate = createAuthenticate({
    mode: attempt.mode ?? "hmac",
    clients: () => clients,
    takesV1: false,
    onVerified: () => {},
    replayGuard: {
      claim(clientId, nonce) {
        const name = `${clientId}/${nonce}`;
        const isUsed = used.has(name);
        used.add(name);
        return Promise.resolve(isUsed ? { kind: "replayed_nonce", detail: "" } : undefined);
      },
    },
    nowMs: () => NOW_MS,
  });
  const headers = new Headers(attempt.headers);
  if (attempt.emitter !== undefined) headers.set("x-emitter", attempt.emitter);
  const request = new Request(`http://localhost${attempt.path ?? "/v1/logs"}`, {
    method: attempt.method ?? "POST",
    headers,
  });
  const result = authenticate(incomingFrom(request), {
    emitter: headers.get("x-emitter") ?? "unknown",
  });
  if (!result.ok) return result.failure.kind;
  const failure = await result.value.finish(attempt.body ?? BODY);
  return failure?.kind ?? `ok as ${result.value.origin.emitter}`;
}

async function sign(changes: Partial<Parameters<typeof signedHeaders>[0]> = {}) {
  return await signedHeaders({
    method: "POST",
    url: "http://localhost/v1/logs",
    headers: {},
    body: BODY,
    nowMs: NOW_MS,
    nonce: "nonce-0123456789",
    ...changes,
  }, { key: "shop-key-1", secret: SECRET });
}

const signed = await sign();
const later = new Date(NOW_MS + 1000).toISOString();

Deno.test("authenticate() takes a signed request, and speaks for its client's emitter", async () => {
  assert.equal(await reasonFor({ headers: signed }), "ok as shop");
  const named = await sign({ headers: { "X-Emitter": "shop" } });
  assert.equal(await reasonFor({ headers: named, emitter: "shop" }), "ok as shop");
});

/** One part of a valid request is changed at a time. */
const FORGERIES: readonly [part: string, attempt: Attempt, reason: string][] = [
  ["method", { headers: signed, method: "PUT" }, "bad_signature"],
  ["path", { headers: signed, path: "/v1/other" }, "bad_signature"],
  ["body", { headers: signed, body: new Uint8Array([1]) }, "bad_digest"],
  ["digest", { headers: { ...signed, "X-Content-SHA256": "0".repeat(64) } }, "bad_signature"],
  ["time", { headers: { ...signed, "X-Timestamp": later } }, "bad_signature"],
  ["nonce", { headers: { ...signed, "X-Nonce": "nonce-0123456780" } }, "bad_signature"],
  ["key, to another's", { headers: { ...signed, "X-Api-Key": "other-key" } }, "bad_signature"],
  ["key, to none's", { headers: { ...signed, "X-Api-Key": "shop-key-2" } }, "bad_api_key"],
  [
    "key, to one without secret",
    { headers: { ...signed, "X-Api-Key": "plain-key" } },
    "bad_signature",
  ],
  [
    "signature",
    { headers: { ...signed, "X-Signature": `v2=${btoa("x".repeat(32))}` } },
    "bad_signature",
  ],
  [
    "signature, cut",
    { headers: { ...signed, "X-Signature": signed["X-Signature"]!.slice(0, -4) } },
    "bad_signature",
  ],
];

for (const [part, attempt, reason] of FORGERIES) {
  Deno.test(`authenticate() refuses a changed ${part} as ${reason}`, async () => {
    assert.equal(await reasonFor(attempt), reason);
  });
}

Deno.test("authenticate() refuses a signed request for another emitter as wrong_emitter", async () => {
  const headers = await sign({ headers: { "X-Emitter": "bank" } });
  assert.equal(await reasonFor({ headers, emitter: "bank" }), "wrong_emitter");
});

Deno.test("authenticate() allows a clock to be off by the skew, and no more", async () => {
  for (const sign_ of [-1, 1]) {
    const at = (ms: number) => sign({ nowMs: NOW_MS + sign_ * ms });
    assert.equal(await reasonFor({ headers: await at(SIGNATURE_SKEW_MS) }), "ok as shop");
    assert.equal(await reasonFor({ headers: await at(SIGNATURE_SKEW_MS + 1) }), "stale_timestamp");
  }
});

Deno.test("authenticate() takes a nonce once for each client", async () => {
  const used = new Set<string>();
  assert.equal(await reasonFor({ headers: signed }, used), "ok as shop");
  assert.equal(await reasonFor({ headers: signed }, used), "replayed_nonce");
  assert.equal(
    await reasonFor({ headers: await sign({ nonce: "nonce-0123456780" }) }, used),
    "ok as shop",
  );
});

Deno.test("authenticate() uses up no nonce for a body that is not the signed one", async () => {
  const used = new Set<string>();
  assert.equal(await reasonFor({ headers: signed, body: new Uint8Array([1]) }, used), "bad_digest");
  assert.equal(await reasonFor({ headers: signed }, used), "ok as shop");
});

Deno.test("authenticate() says which header is missing or malformed", async () => {
  for (const name of ["X-Timestamp", "X-Nonce", "X-Content-SHA256"]) {
    assert.equal(await reasonFor({ headers: { ...signed, [name]: "" } }), "no_credentials", name);
    assert.equal(await reasonFor({ headers: { ...signed, [name]: "x" } }), "bad_header", name);
  }
  for (const name of ["X-Api-Key", "X-Signature"]) {
    const { [name]: _, ...rest } = signed;
    assert.equal(await reasonFor({ headers: rest }), "no_credentials", name);
  }
});

Deno.test("authenticate() holds each mode to what it asks", async () => {
  const key = { "x-api-key": "plain-key" };
  const table: [AuthMode, HeadersInit, string][] = [
    ["none", {}, "ok as unknown"],
    ["none", { "x-api-key": "whatever" }, "ok as unknown"],
    ["api_key", {}, "no_credentials"],
    ["api_key", key, "ok as plain"],
    ["api_key", { "x-api-key": "plain-kez" }, "bad_api_key"],
    ["hmac", key, "no_credentials"],
    ["any", {}, "no_credentials"],
    ["any", key, "ok as plain"],
    ["any", signed, "ok as shop"],
    ["any", { "x-api-key": "shop-key-1" }, "no_credentials"],
    ["any", { ...signed, "X-Signature": "AAAA" }, "bad_signature"],
  ];
  for (const [mode, headers, reason] of table) {
    assert.equal(await reasonFor({ mode, headers }), reason, `${mode} ${JSON.stringify(headers)}`);
  }
});

Deno.test("authenticate() refuses any signature but the right one", async () => {
  const right = signed["X-Signature"]!.slice("v2=".length);
  await fc.assert(fc.asyncProperty(fc.base64String({ maxLength: 60 }), async (signature) => {
    if (signature === right) return;
    const headers = { ...signed, "X-Signature": `v2=${signature}` };
    assert.equal(await reasonFor({ headers }), "bad_signature");
  }));
});
