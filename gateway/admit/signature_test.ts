import { readClients } from "./clients.ts";
import { checkSignature, type SignatureVersion } from "./signature.ts";
import { sha256Hex, signatureV1Of, signedHeaders } from "../../contract/mod.ts";
import { incomingFrom } from "../incoming_request.ts";
import assert from "node:assert/strict";

const NOW_MS = Date.parse("2026-05-01T10:00:00Z");
const SECRET = "secret-of-the-shop";
const BODY = new TextEncoder().encode('[{"msg":"x"}]');
const SENT = { "content-type": "application/json", "x-emitter": "shop" };
const URL = "http://localhost/v1/logs?a=1";
const loaded = readClients(
  `clients: [{ id: shop, key: shop-key-1, secret: ${SECRET}, emitter: "*" }]`,
  "clients.yaml",
  new Uint8Array(32),
);
assert.ok(loaded.ok);
const client = loaded.clients.byKey("shop-key-1")!;

const v2 = await signedHeaders({
  method: "POST",
  url: URL,
  headers: SENT,
  body: BODY,
  nowMs: NOW_MS,
  nonce: "nonce-0123456789",
}, { key: "shop-key-1", secret: SECRET });

/** The same request, signed in the first form. */
const v1 = {
  ...v2,
  "X-Signature": signatureV1Of({
    method: "POST",
    path: "/v1/logs",
    contentSha256: await sha256Hex(BODY),
    timestamp: v2["X-Timestamp"]!,
    nonce: "nonce-0123456789",
  }, SECRET),
};

/** The reason of the refusal, or the version in which the request was found to be good. */
function answerTo(
  headers: Readonly<Record<string, string>>,
  { takesV1 = false, url = URL } = {},
): string {
  const verified: SignatureVersion[] = [];
  const checked = checkSignature(
    incomingFrom(new Request(url, { method: "POST", headers: { ...SENT, ...headers } })),
    client,
    {
      takesV1,
      onVerified: (version) => verified.push(version),
      replayGuard: { claim: () => Promise.resolve(undefined) },
      nowMs: () => NOW_MS,
    },
  );
  assert.equal(verified.length, checked.ok ? 1 : 0);
  return checked.ok ? verified[0]! : checked.failure.kind;
}

Deno.test("checkSignature() takes the second form, and tells which one it was", () => {
  assert.equal(answerTo(v2), "v2");
  assert.equal(answerTo(v2, { takesV1: true }), "v2");
});

Deno.test("checkSignature() refuses the first form unless it is told to take it", () => {
  assert.equal(answerTo(v1), "old_signature");
  assert.equal(answerTo(v1, { takesV1: true }), "v1");
});

Deno.test("checkSignature() refuses a signature of one form as one of the other", () => {
  const bare = v2["X-Signature"]!.slice("v2=".length);
  assert.equal(answerTo({ ...v2, "X-Signature": bare }), "old_signature");
  assert.equal(answerTo({ ...v2, "X-Signature": bare }, { takesV1: true }), "bad_signature");
  const dressed = `v2=${v1["X-Signature"]}`;
  assert.equal(answerTo({ ...v1, "X-Signature": dressed }, { takesV1: true }), "bad_signature");
});

Deno.test("checkSignature() of the second form sees headers and query, the first does not", () => {
  const changed = { "content-type": "text/plain", "x-emitter": "bank", "x-tenant-id": "north" };
  const url = "http://localhost/v1/logs";
  const options = { takesV1: true };
  assert.equal(answerTo({ ...v2, ...changed }, options), "bad_signature");
  assert.equal(answerTo(v2, { ...options, url }), "bad_signature");
  assert.equal(answerTo({ ...v1, ...changed }, { ...options, url }), "v1");
});

Deno.test("checkSignature() refuses what is of no form", () => {
  for (const value of ["", "v2=", "v2", "V2=" + v2["X-Signature"]!.slice(3), "v3=AAAA", "AAAA"]) {
    assert.equal(answerTo({ ...v2, "X-Signature": value }), "bad_signature", value);
  }
  const twice = `${v2["X-Signature"]}, ${v2["X-Signature"]}`;
  assert.equal(answerTo({ ...v2, "X-Signature": twice }), "bad_signature");
});
