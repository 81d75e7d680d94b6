/** What the gateway makes of bytes on a socket: real process, raw connections. */
import { startGateway } from "./process.ts";
import { askRaw, openRaw } from "../raw_connection.ts";
import assert from "node:assert/strict";

const BODY = '[{"msg":"a"}]';
const POST = "Content-Type: application/json\r\nContent-Length: 13\r\n\r\n" + BODY;

/** What is sent, and status and reason of its answer. */
const ANSWERS: readonly [text: string, answer: string][] = [
  ["GET /anything HTTP/1.1\r\nHost: x/metrics?\r\n\r\n", "400 bad_host"],
  ["GET /anything HTTP/1.1\r\nHost: x\r\n\r\n", "404 no_such_route"],
  [`POST /healthz HTTP/1.1\r\nHost: x/v1/logs?\r\n${POST}`, "400 bad_host"],
  [`POST /healthz HTTP/1.1\r\nHost: x\r\n${POST}`, "405 method_not_allowed"],
  ["GET /healthz HTTP/1.1\r\nHost: x:80/metrics#\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: x\\metrics\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: u@x\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", "200"],
  ["GET /healthz HTTP/1.0\r\n\r\n", "200"],
  ["GET http://evil.example/healthz HTTP/1.1\r\nHost: x\r\n\r\n", "200"],
  ["GET http://evil.example/nothing HTTP/1.1\r\nHost: x\r\n\r\n", "404 no_such_route"],
  ["GET http://evil.example/nothing HTTP/1.1\r\nHost: x/metrics?\r\n\r\n", "400 bad_host"],
  ["GET http://evil.example?/metrics HTTP/1.1\r\nHost: x\r\n\r\n", "404 no_such_route"],
  ["GET //evil.example/metrics HTTP/1.1\r\nHost: x\r\n\r\n", "404 no_such_route"],
  ["GET /nothing/../metrics HTTP/1.1\r\nHost: x\r\n\r\n", "404 no_such_route"],
  ["CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", "400 bad_request_line"],
  ["OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "404 no_such_route"],
  ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 unsupported_version"],
  [`GET / HTTP/1.1\r\nHost: x\r\nA: ${"x".repeat(16 * 1024)}\r\n\r\n`, "431 head_too_large"],
  [
    `POST /v1/logs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n${POST}`,
    "400 bad_framing",
  ],
  [
    "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
    "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "400 bad_framing",
  ],
];

Deno.test("gateway answers what bytes say, and lets no Host into a path", async () => {
  // A door answers `GET /`, which is what a target without a path asks for.
  await using gateway = await startGateway({ env: { LOGOPS_DOORS: "none" } });
  for (const [text, answer] of ANSWERS) {
    assert.equal(await askRaw(gateway.url, text), answer, JSON.stringify(text.slice(0, 80)));
  }
  assert.deepEqual(await gateway.stored(), [], "none of these stored anything");
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const counted = ANSWERS.filter(([, answer]) => answer === "400 bad_host").length;
  assert.match(
    metrics,
    new RegExp(`^logops_bad_requests_total{reason="bad_host"} ${counted}$`, "m"),
  );
});

Deno.test("gateway keeps a connection over requests, refusals and bodies nobody wants", async () => {
  await using gateway = await startGateway({ env: { LOGOPS_BODY_BYTES_MAX: "1KiB" } });
  const post = `POST /v1/logs HTTP/1.1\r\nHost: x\r\n${POST}`;
  using connection = await openRaw(gateway.url, post + post);
  for (const _ of [1, 2]) assert.equal((await connection.answer())?.status, 200);

  await connection.send(
    "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
      `Content-Length: 2000\r\n\r\n${"x".repeat(2000)}HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n` +
      "\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
  );
  assert.equal((await connection.answer())?.reason, "body_too_large");
  const head = await connection.answer({ isHead: true });
  assert.deepEqual([head?.status, head?.body], [200, ""]);
  assert.match((await connection.answer())?.body ?? "", /^{"status":"ok"/);

  await connection.send(
    "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
      "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
  );
  for (const byte of BODY) await connection.send(`1;x\r\n${byte}\r\n`);
  await connection.send("0\r\nTrailer: x\r\n\r\n");
  const last = await connection.answer();
  assert.equal(last?.status, 200);
  assert.match(last.head, /^connection: close\r$/m);
  await connection.ended();
  assert.equal((await gateway.stored()).length, 3);
});

Deno.test("gateway asks for a body that waits to be asked for, and only if it wants it", async () => {
  await using gateway = await startGateway();
  const head = "POST /v1/logs HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n" +
    "Content-Length: 13\r\nContent-Type: ";
  using wanted = await openRaw(gateway.url, `${head}application/json\r\n\r\n`);
  assert.equal((await wanted.answer())?.status, 100);
  await wanted.send(BODY);
  assert.equal((await wanted.answer())?.status, 200);
  using unwanted = await openRaw(gateway.url, `${head}image/png\r\n\r\n`);
  assert.equal((await unwanted.answer())?.status, 415);
  await unwanted.ended();
});

Deno.test("gateway answers a body whose client closes its side, and drops one that goes", async () => {
  await using gateway = await startGateway();
  const start = `POST /v1/logs HTTP/1.1\r\nHost: x\r\n${POST}`.slice(0, -1);
  (await openRaw(gateway.url, start))[Symbol.dispose]();
  assert.equal(await askRaw(gateway.url, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), "200");
  assert.equal(await gateway.stop(), 0);
  assert.deepEqual(await gateway.stored(), []);
});
