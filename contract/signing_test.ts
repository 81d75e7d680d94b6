import {
  canonicalRequest,
  isSignatureOf,
  sha256Hex,
  signatureOf,
  SIGNED_HEADERS,
  type SignedHead,
  signedHeaders,
} from "./mod.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

/**
 * Inputs and signatures by which another language checks its own; `docs/signing.md` has Python do so.
 * `headers` are as they are sent: in any case and order, some of them twice.
 */
interface Vector {
  readonly title: string;
  readonly secret: string;
  readonly method: string;
  readonly target: string;
  readonly headers: [name: string, value: string][];
  readonly body: string;
  readonly canonical: readonly string[];
  readonly signature: string;
}

const VECTORS: readonly Vector[] = JSON.parse(
  await Deno.readTextFile(new URL("./testdata/signing_vectors.json", import.meta.url)),
);

for (const { title, secret, method, target, headers, body, canonical, signature } of VECTORS) {
  Deno.test(`signatureOf() ${title}`, async () => {
    const head = { method, url: `http://localhost${target}`, headers: new Headers(headers) };
    assert.deepEqual(canonicalRequest(head)?.split("\n"), canonical);
    assert.equal(signatureOf(canonical.join("\n"), secret), signature);
    assert.ok(isSignatureOf(signature, head, secret));
    const digest = await sha256Hex(new TextEncoder().encode(body));
    assert.equal(head.headers.get("x-content-sha256"), digest);
  });
}

const KEY = { key: "shop-2f6c9e04", secret: "0f1d55a29c3b4e6f8a7b" };
const TARGET = "/v1/logs?source=till&note=a%2Fb";
const SENT: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "content-encoding": "gzip",
  "idempotency-key": "order-17",
  "x-emitter": "shop",
  "x-scenario-id": "run-1",
  "x-tenant-id": "north",
};

const unsigned = {
  method: "POST",
  url: `http://localhost:8080${TARGET}#part`,
  headers: SENT,
  body: new Uint8Array([1]),
  nowMs: Date.parse("2026-05-01T10:00:00Z"),
  nonce: "nonce-0123456789",
};
const proof = await signedHeaders(unsigned, KEY);
const SIGNATURE = proof["X-Signature"]!;

function head(
  change: (headers: Headers) => void = () => {},
  target = TARGET,
  method = "POST",
): SignedHead {
  const headers = new Headers({ ...SENT, ...proof });
  change(headers);
  return { method, url: `http://gateway${target}`, headers };
}

const isGood = (changed: SignedHead) => isSignatureOf(SIGNATURE, changed, KEY.secret);

Deno.test("isSignatureOf() takes what signedHeaders() made, at any host", () => {
  assert.ok(isGood(head()));
  assert.ok(isGood(head((headers) => headers.set("accept", "*/*"))), "and others are added freely");
});

for (const name of SIGNED_HEADERS) {
  Deno.test(`isSignatureOf() refuses a request whose ${name} was changed on the way`, () => {
    const value = head().headers.get(name)!;
    const changes: Record<string, (headers: Headers) => void> = {
      replaced: (headers) => headers.set(name, "other"),
      "in other case": (headers) =>
        headers.set(
          name,
          value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase(),
        ),
      removed: (headers) => headers.delete(name),
      emptied: (headers) => headers.set(name, ""),
      "sent twice": (headers) => headers.append(name, value),
      "sent twice, once empty": (headers) => headers.append(name, ""),
      "with more behind it": (headers) => headers.set(name, `${value};x`),
    };
    for (const [what, change] of Object.entries(changes)) {
      if (head(change).headers.get(name) === value) continue; // digits have no other case
      assert.ok(!isGood(head(change)), what);
    }
  });

  Deno.test(`isSignatureOf() refuses a request to which an empty ${name} was added`, async () => {
    const { [name]: _, ...headers } = SENT;
    if (SENT[name] === undefined) return; // one of the proof, and always there
    const bare = await signedHeaders({ ...unsigned, headers }, KEY);
    const sent = { method: "POST", url: unsigned.url.replace("#part", "") };
    const signature = bare["X-Signature"]!;
    const without = new Headers({ ...headers, ...bare });
    assert.ok(isSignatureOf(signature, { ...sent, headers: without }, KEY.secret));
    const withEmpty = new Headers({ ...headers, ...bare, [name]: "" });
    assert.ok(!isSignatureOf(signature, { ...sent, headers: withEmpty }, KEY.secret));
  });
}

const TARGETS: readonly [what: string, target: string][] = [
  ["another path", "/v1/other?source=till&note=a%2Fb"],
  ["a path with a dot in it", "/v1/./logs?source=till&note=a%2Fb"],
  ["a path that is encoded", "/v1/%6cogs?source=till&note=a%2Fb"],
  ["no query", "/v1/logs"],
  ["an empty query", "/v1/logs?"],
  ["another value", "/v1/logs?source=shop&note=a%2Fb"],
  ["another order", "/v1/logs?note=a%2Fb&source=till"],
  ["one more", "/v1/logs?source=till&note=a%2Fb&x"],
  ["a value that is decoded", "/v1/logs?source=till&note=a/b"],
  ["an escape in other case", "/v1/logs?source=till&note=a%2fb"],
  ["a fragment", "/v1/logs?source=till&note=a%2Fb#x"],
];

for (const [what, target] of TARGETS) {
  Deno.test(`isSignatureOf() refuses ${what} in the target`, () => {
    assert.ok(!isGood(head(undefined, target)));
  });
}

Deno.test("isSignatureOf() refuses another method", () => {
  assert.ok(!isGood(head(undefined, TARGET, "PUT")));
  assert.ok(!isGood(head(undefined, TARGET, "post")));
});

Deno.test("canonicalRequest() is not moved by order, case of names and blanks around values", () => {
  const entries = Object.entries({ ...SENT, ...proof });
  const odd = entries.toReversed().map(([name, value]): [string, string] => [
    name.toUpperCase(),
    ` \t${value}\t `,
  ]);
  const moved = { ...head(), headers: new Headers(odd) };
  assert.equal(canonicalRequest(moved), canonicalRequest(head()));
  assert.ok(isGood(moved));
});

Deno.test("canonicalRequest() of two different heads is different", () => {
  const part = fc.string({ unit: fc.constantFrom(..."ab:,= \t?/2\\n%".split("")), maxLength: 6 });
  const heads = fc.record({
    method: fc.constantFrom("POST", "PUT"),
    target: part.map((text) => "/" + text.replaceAll(/[\s#]/g, "")),
    headers: fc.uniqueArray(fc.tuple(fc.constantFrom(...SIGNED_HEADERS), part), {
      selector: ([name]) => name,
    }),
  });
  const read = (
    { method, target, headers }: typeof heads extends fc.Arbitrary<infer T> ? T : never,
  ) => {
    const all = new Headers(headers);
    const seen = SIGNED_HEADERS.map((name) => all.get(name));
    return {
      meaning: JSON.stringify([method, target, seen]),
      lines: canonicalRequest({ method, url: `http://localhost${target}`, headers: all }),
    };
  };
  fc.assert(fc.property(heads, heads, (a, b) => {
    const [left, right] = [read(a), read(b)];
    if (left.lines === undefined || right.lines === undefined) return;
    assert.equal(left.lines === right.lines, left.meaning === right.meaning);
  }));
});

Deno.test("signedHeaders() throws for what could be read as two lines, or in two encodings", async () => {
  for (
    const value of ["a\nx-emitter:bank", "a\r\nX-Emitter: bank", "a\0b", "a\tb", "é", "a\u2028b"]
  ) {
    for (const name of ["content-type", "x-tenant-id"]) {
      const headers = { ...SENT, [name]: value };
      await assert.rejects(signedHeaders({ ...unsigned, headers }, KEY), TypeError, value);
    }
    await assert.rejects(signedHeaders(unsigned, { ...KEY, key: value }), TypeError, value);
  }
});

Deno.test("canonicalRequest() is none where a value is not printable ASCII", () => {
  for (const value of ["a\tb", "é", "\x7f"]) {
    assert.equal(canonicalRequest(head((headers) => headers.set("x-tenant-id", value))), undefined);
  }
  assert.equal(canonicalRequest(head(undefined, "/v1/logs?é")), undefined);
});

Deno.test("signedHeaders() signs the URL that is sent: encoded, and without its fragment", async () => {
  const sent = await signedHeaders({ ...unsigned, url: 'http://localhost/a/../b?q="x y"#z' }, KEY);
  const received = {
    method: "POST",
    url: "http://127.0.0.1:8080/b?q=%22x%20y%22",
    headers: new Headers({ ...SENT, ...sent }),
  };
  assert.ok(isSignatureOf(sent["X-Signature"]!, received, KEY.secret));
});
