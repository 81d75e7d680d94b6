/** A service account's key buys a token at a server on loopback, which checks the signature. */
import assert from "node:assert/strict";
import { exportPKCS8, generateKeyPair, jwtVerify } from "jose";
import { createTokens, parseServiceAccount } from "./gcs_token.ts";

const never = new AbortController().signal;

Deno.test("createTokens() buys a token by a signed assertion, keeps it, and buys anew before its end", async () => {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  let nowMs = Date.now();
  let bought = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const form = new URLSearchParams(await request.text());
      const { payload } = await jwtVerify(form.get("assertion")!, publicKey, {
        audience: `http://127.0.0.1:${server.addr.port}/token`,
        issuer: "me@acme.iam.gserviceaccount.com",
        currentDate: new Date(nowMs),
      });
      assert.match(String(payload.scope), /devstorage/);
      return Response.json({ access_token: `token-${++bought}`, expires_in: 3_600 });
    },
  );
  try {
    const account = parseServiceAccount(JSON.stringify({
      client_email: "me@acme.iam.gserviceaccount.com",
      private_key: await exportPKCS8(privateKey),
      token_uri: `http://127.0.0.1:${server.addr.port}/token`,
    }))!;
    const tokenFor = createTokens(account, { fetch, nowMs: () => nowMs });
    const first = { ok: true, headers: { authorization: "Bearer token-1" } };
    assert.deepEqual(await tokenFor(never), first);
    nowMs += 3_000_000;
    assert.deepEqual(await tokenFor(never), first);
    nowMs += 600_000;
    const second = { ok: true, headers: { authorization: "Bearer token-2" } };
    assert.deepEqual(await tokenFor(never), second);
  } finally {
    await server.shutdown();
  }
});

Deno.test("createTokens() says whether it was denied, or may ask again", async () => {
  let status = 401;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("no", { status }),
  );
  try {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const tokenFor = createTokens({
      client_email: "me",
      private_key: await exportPKCS8(privateKey),
      token_uri: `http://127.0.0.1:${server.addr.port}/`,
    }, { fetch, nowMs: Date.now });
    assert.deepEqual(await tokenFor(never), {
      ok: false,
      detail: "a token: answered 401",
      isDenied: true,
    });
    status = 503;
    assert.deepEqual(await tokenFor(never), {
      ok: false,
      detail: "a token: answered 503",
      isDenied: false,
    });
  } finally {
    await server.shutdown();
  }
});

Deno.test("parseServiceAccount() takes a key file, and nothing else", () => {
  assert.equal(parseServiceAccount("no JSON"), undefined);
  assert.equal(parseServiceAccount('{"type":"authorized_user"}'), undefined);
});
