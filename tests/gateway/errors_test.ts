/** The error table of the gateway, row by row: status, reason, headers, and that nothing is kept. */
import { openGatewayApp } from "./app.ts";
import { CLIENT_ERRORS } from "./client_errors.ts";
import { type ErrorRow, JSON_TYPE, NOW_MS, SHOP } from "./error_row.ts";
import { OWN_ERRORS } from "./own_errors.ts";
import { reasonsByStatus } from "../../gateway/mod.ts";
import assert from "node:assert/strict";

const ROWS: readonly ErrorRow[] = [...CLIENT_ERRORS, ...OWN_ERRORS];

const CLIENTS = `
clients:
  - { id: shop, key: ${SHOP.key}, secret: ${SHOP.secret}, emitter: shop }
  - { id: slow, key: slow-key-1, emitter: slow, limits: { requests_per_sec: 1, requests_burst: 1 } }
  - id: thin
    key: thin-key-1
    emitter: thin
    limits: { requests_per_sec: 9, bytes_per_sec: 20, bytes_burst: 28 }
`;

for (const row of ROWS) {
  const name = `gateway answers ${row.status} ${row.reason} to ${row.title}`;
  Deno.test({ name, ignore: row.isSkipped ?? false }, async () => {
    const clock = { nowMs: NOW_MS };
    const nowMs = () => clock.nowMs;
    await using app = await openGatewayApp({ ...row, clientsYaml: CLIENTS, nowMs });
    const response = await row.send(app, clock);
    const problem = await response.json();
    assert.equal(response.status, row.status, problem.detail);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal(problem.reason, row.reason);
    assert.equal(problem.status, row.status);
    assert.ok(problem.title !== "" && problem.detail !== "");
    assert.ok(problem.detail.includes(row.says ?? ""), problem.detail);
    for (const [name, value] of Object.entries(row.extra ?? {})) {
      assert.deepEqual(problem[name], value);
    }
    for (const [name, value] of Object.entries(row.headers ?? {})) {
      assert.equal(response.headers.get(name), value);
    }
    if (row.isNoBatch) return;
    const metrics = await (await app.get("/metrics")).text();
    assert.match(metrics, new RegExp(`logops_rejected_total{reason="${row.reason}".*} 1\n`));
    assert.deepEqual(await app.stored(), [], "a refused batch leaves nothing behind");
  });
}

Deno.test("gateway lists at most 50 invalid records, and counts all", async () => {
  await using app = await openGatewayApp();
  const response = await app.post(JSON.stringify(Array(200).fill(1)), JSON_TYPE);
  const { invalid_indices, count } = await response.json();
  assert.deepEqual([invalid_indices.length, count], [50, 200]);
});

/** Answered in the words of other dialects than our own: `tests/gateway/doors/`. */
const OF_DOORS: ReadonlySet<string> = new Set(["400 bad_protobuf", "400 bad_envelope"]);

Deno.test("each reason for which a batch is refused has a row, with its status", () => {
  const known = [...reasonsByStatus()]
    .flatMap(([status, reasons]) => reasons.map((reason) => `${status} ${reason}`));
  const shown = new Set(ROWS.map(({ status, reason }) => `${status} ${reason}`));
  assert.deepEqual(known.filter((each) => !shown.has(each) && !OF_DOORS.has(each)), []);
});
