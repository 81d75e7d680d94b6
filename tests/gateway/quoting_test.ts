/**
 * What a client sends does not come back: not in an answer that refuses it, not in the gateway's own
 * log, and not as a series of `/metrics`. It may be personal, and it may be made to be read as a line
 * of a log or a label. The one exception is a content type, which is no content: its answer shows it.
 */
import { openGatewayApp } from "./app.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

const MARK = "m4rk";
/** Ends a line, a string and a label, and colours what follows. */
const TEXT = `${MARK}"}\\n\n{"level":"ERROR","event":"forged"}\x1b[31m`;
const JSON_TYPE = "application/json";

const BODIES: readonly [type: string, body: BodyInit][] = [
  [JSON_TYPE, TEXT],
  [JSON_TYPE, `[{"msg":"${MARK}"}`],
  [JSON_TYPE, `[{"${MARK}": tru}]`],
  [JSON_TYPE, `["${MARK}", ${MARK}]`],
  [JSON_TYPE, JSON.stringify([TEXT, { msg: TEXT }])],
  [JSON_TYPE, `${"[".repeat(5000)}"${MARK}"`],
  ["application/x-ndjson", `{"msg":"x"}\n{"msg":"${MARK}`],
  ["application/x-ndjson", `"${MARK}"\n`],
  ["text/csv", `ts,level,msg\n"${MARK}`],
  ["text/csv", `${MARK},${MARK}\na,b,c\n`],
  ["text/csv", `a,b\n${MARK}"\n`],
  ["application/json", new Uint8Array([...new TextEncoder().encode(MARK), 0xff])],
];

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  { "content-type": JSON_TYPE, "content-encoding": MARK },
  { "content-type": JSON_TYPE, "x-emitter": `${MARK} "} 1` },
  { "content-type": JSON_TYPE, "x-scenario-id": `${MARK}\\n` },
  { "content-type": JSON_TYPE, "x-tenant-id": `${MARK}@example.com` },
  { "content-type": JSON_TYPE, origin: `http://${MARK}.example` },
];

const SIGNED = {
  "content-type": JSON_TYPE,
  "x-timestamp": "2026-05-01T10:00:00Z",
  "x-nonce": "nonce-0123456789",
  "x-content-sha256": "0".repeat(64),
  "x-signature": "v2=AAAA",
};

const CREDENTIALS: readonly Readonly<Record<string, string>>[] = [
  { ...SIGNED, "x-api-key": MARK },
  ...["x-timestamp", "x-nonce", "x-content-sha256", "x-signature"].map((name) => ({
    ...SIGNED,
    "x-api-key": "key-of-nobody",
    [name]: MARK,
  })),
];

Deno.test("a gateway quotes nothing of what it refuses, in answers, log and metrics", async () => {
  for (const mode of ["none", "hmac"]) {
    await using app = await openGatewayApp({ env: { LOGOPS_AUTH_MODE: mode } });
    const asks = mode === "hmac" ? CREDENTIALS.map((headers) => app.post("[]", headers)) : [
      ...BODIES.map(([type, body]) => app.post(body, { "content-type": type })),
      ...HEADERS.map((headers) => app.post("[]", headers)),
      app.post(new Uint8Array(gzipSync(TEXT)), {
        "content-type": JSON_TYPE,
        "content-encoding": "gzip",
      }),
      app.post(TEXT, { "content-type": JSON_TYPE, "content-encoding": "zstd" }),
      app.request(`/${MARK}`, {}),
      app.request(`/v1/logs?${MARK}`, {}),
      app.request(`/healthz/${MARK}`, { method: "PUT" }),
      app.request("/v1/logs", { method: MARK.toUpperCase() }),
    ];
    for (const [index, answer] of (await Promise.all(asks)).entries()) {
      const text = await answer.text();
      assert.ok(answer.status >= 400 && answer.status < 500, `${mode} ${index}: ${answer.status}`);
      const all = JSON.stringify([...answer.headers]) + text;
      assert.ok(!all.toLowerCase().includes(MARK), `${mode} ${index}: ${text}`);
      assert.equal(text.trimEnd().split("\n").length, 1, "one line");
    }
    assert.ok(!(await (await app.get("/metrics")).text()).includes(MARK));
    assert.ok(!app.log.join("").includes(MARK));
    assert.deepEqual(await app.stored(), []);
  }
});
