import {
  HEADER_FIELDS_MAX,
  readRequestHead,
  type RequestHead,
  STATUS_BY_BAD_REQUEST,
} from "./request_head.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

function read(...lines: string[]) {
  return readRequestHead(lines.join("\r\n"));
}

function headOf(...lines: string[]): RequestHead {
  const result = read(...lines);
  assert.ok(result.ok, JSON.stringify(result));
  return result.head;
}

Deno.test("readRequestHead() reads what a client asks", () => {
  const head = headOf(
    "POST /v1/logs?a=b HTTP/1.1",
    "Host: logs.example:8080",
    "Content-Length: 17",
    "X-Emitter:\t shop \t",
    "Expect: 100-Continue",
  );
  assert.deepEqual(
    [head.method, head.target, head.length, head.keepAlive, head.expectsContinue],
    ["POST", "/v1/logs?a=b", 17, true, true],
  );
  assert.equal(head.headers.get("X-EMITTER"), "shop");
  assert.equal(head.headers.has("x-scenario-id"), false);
  assert.equal(head.headers.get("x-scenario-id"), null);
});

Deno.test("readRequestHead() joins the values of a name that comes twice", () => {
  const { headers } = headOf("GET / HTTP/1.1", "Host: x", "A: 1", "a: 2");
  assert.equal(headers.get("a"), "1, 2");
});

/** What stands in place of the path, and the path that it is. */
const TARGETS = [
  ["/", "/"],
  ["http://evil.example/metrics?a", "/metrics?a"],
  ["http://evil.example", "/"],
  ["HTTP://evil.example:80?a", "/?a"],
  ["*", "/*"],
] as const;

for (const [target, path] of TARGETS) {
  Deno.test(`readRequestHead() takes target ${target} for ${path}, whatever Host says`, () => {
    assert.equal(headOf(`GET ${target} HTTP/1.1`, "Host: other.example").target, path);
  });
}

Deno.test("readRequestHead() knows when a client stays", () => {
  const stays = (version: string, ...fields: string[]) =>
    headOf(`GET / ${version}`, "Host: x", ...fields).keepAlive;
  assert.equal(stays("HTTP/1.1", "Connection: upgrade, Close"), false);
  assert.equal(stays("HTTP/1.0"), false);
  assert.equal(stays("HTTP/1.0", "Connection: Keep-Alive"), true);
});

const HOST = "Host: x";
/** Status, reason, and lines that get them. */
const FAULTS: readonly [number, string, ...string[]][] = [
  [400, "bad_request_line", "GET /", HOST],
  [400, "bad_request_line", "GET  / HTTP/1.1", HOST],
  [400, "bad_request_line", "GET / HTTP/1.1 ", HOST],
  [400, "bad_request_line", "G T / HTTP/1.1", HOST],
  [400, "bad_request_line", "GET / http/1.1", HOST],
  [400, "bad_request_line", "GET /a\nb HTTP/1.1", HOST],
  [400, "bad_request_line", "GET metrics HTTP/1.1", HOST],
  [400, "bad_request_line", "GET /a#b HTTP/1.1", HOST],
  [400, "bad_request_line", "GET ftp://x/ HTTP/1.1", HOST],
  [400, "bad_request_line", "GET http:///metrics HTTP/1.1", HOST],
  [400, "bad_request_line", "GET http://u@x/ HTTP/1.1", HOST],
  [400, "bad_request_line", "GET http://x\\y/ HTTP/1.1", HOST],
  [400, "bad_request_line", "CONNECT x:80 HTTP/1.1", HOST],
  [505, "unsupported_version", "PRI * HTTP/2.0"],
  [505, "unsupported_version", "GET / HTTP/1.2", HOST],
  [400, "bad_host", "GET / HTTP/1.1"],
  [400, "bad_host", "GET / HTTP/1.1", "Host:"],
  [400, "bad_host", "GET / HTTP/1.1", "Host: x/metrics?"],
  [400, "bad_host", "GET / HTTP/1.1", "Host: a", "Host: b"],
  [400, "bad_host", "GET / HTTP/1.1", "Host: a", "host: a"],
  [400, "bad_host", "GET / HTTP/1.1", "Host: a,b, c"],
  [400, "bad_host", "GET / HTTP/1.0", "Host: x/metrics?"],
  [400, "bad_host", "GET http://x/ HTTP/1.1"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, "no colon"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, ": nameless"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, "A : 1"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, "A: 1", " folded"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, "A: 1\nB: 2"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, "A: 1\rB: 2"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, "A: \0"],
  [400, "bad_header_field", "GET / HTTP/1.1", HOST, ""],
  [431, "head_too_large", "GET / HTTP/1.1", HOST, ...Array(HEADER_FIELDS_MAX).fill("A: 1")],
  [400, "bad_framing", "POST / HTTP/1.1", HOST, "Content-Length: -1"],
  [400, "bad_framing", "POST / HTTP/1.1", HOST, "Content-Length: +1"],
  [400, "bad_framing", "POST / HTTP/1.1", HOST, "Content-Length: 0x1"],
  [400, "bad_framing", "POST / HTTP/1.1", HOST, "Content-Length:"],
  [400, "bad_framing", "POST / HTTP/1.1", HOST, "Content-Length: 1", "Content-Length: 1"],
  [400, "bad_framing", "POST / HTTP/1.1", HOST, "Content-Length: 9999999999999999"],
  [400, "bad_framing", "POST / HTTP/1.1", HOST, "Content-Length: 1", "Transfer-Encoding: chunked"],
  [400, "bad_framing", "POST / HTTP/1.0", HOST, "Transfer-Encoding: chunked"],
  [501, "unsupported_transfer_encoding", "POST / HTTP/1.1", HOST, "Transfer-Encoding: gzip"],
  [
    ...[501, "unsupported_transfer_encoding", "POST / HTTP/1.1", HOST] as const,
    ...["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
  ],
  [417, "unsupported_expectation", "POST / HTTP/1.1", HOST, "Expect: cake"],
];

for (const [status, reason, ...lines] of FAULTS) {
  const shown = JSON.stringify(lines.slice(0, 4).join(" ⏎ "));
  Deno.test(`readRequestHead() answers ${status} ${reason} to ${shown}`, () => {
    const result = read(...lines);
    assert.ok(!result.ok);
    const { fault } = result;
    assert.deepEqual([STATUS_BY_BAD_REQUEST[fault.reason], fault.reason], [status, reason]);
  });
}

Deno.test("readRequestHead() takes any text for a head or a fault, and no Host into the path", () => {
  const byte = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)),
  });
  const piece = fc.oneof(
    byte,
    fc.constantFrom("GET", " ", "/", "HTTP/1.1", "\r\n", "Host: x", "Host: x/y", ":", "\n", "?"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), byte, (pieces, host) => {
      readRequestHead(pieces.join(""));
      const result = readRequestHead(`GET /metrics HTTP/1.1\r\nHost: ${host}`);
      if (result.ok) {
        assert.equal(new URL(`http://gateway${result.head.target}`).pathname, "/metrics");
      }
    }),
    { numRuns: 2000 },
  );
});
