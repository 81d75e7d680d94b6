/** Elasticsearch's bulk API: an item of each action, honest about each. */
import { openGatewayApp } from "../app.ts";
import assert from "node:assert/strict";

const TYPE = { "content-type": "application/x-ndjson" };

Deno.test("bulk stores documents, and says of each action what became of it", async () => {
  await using app = await openGatewayApp();
  const lines = [
    '{"index":{"_index":"web","_id":"7"}}',
    '{"@timestamp":"2026-10-10T13:55:36.123Z","message":"boom","log.level":"error","n":9007199254740993}',
    '{"create":{}}',
    '{ "message" : "by john@example.com" }',
    '{"delete":{"_id":"1"}}',
    '{"update":{"_id":"1"}}',
    '{"doc":{}}',
    '{"create":{}}',
    '{"message":',
    '{"create":{}}',
    '["no object"]',
    "",
    '{"create":{}}',
    '{"message":"last"}',
  ];
  const answer = await app.request("/logs%2Da/_bulk?refresh=false", {
    ...{ method: "POST", headers: TYPE, body: lines.join("\n") },
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("x-elastic-product"), "Elasticsearch");
  const { errors, items } = await answer.json();
  assert.equal(errors, true);
  assert.deepEqual(
    items.map((item: Record<string, { status: number; _index: string }>) =>
      Object.entries(item).map(([name, { status, _index }]) => `${name} ${_index} ${status}`)[0]
    ),
    [
      ...["index web 201", "create logs-a 201", "delete logs-a 400", "update logs-a 400"],
      ...["create logs-a 400", "create logs-a 400", "create logs-a 201"],
    ],
  );
  assert.match(items[2].delete.error.reason, /never deleted/);
  const stored = await Deno.readTextFile(`${app.sinkDir}/${await fileOf(app.sinkDir)}`);
  assert.match(
    stored,
    /^{"ts":"2026-10-10T13:55:36.123Z","level":"ERROR","msg":"boom","emitter":"unknown","n":9007199254740993,"_index":"web","_id":"7"}\n/,
  );
  assert.match(stored, /"msg":"by j\*\*\*@example.com","emitter":"unknown","_index":"logs-a"}\n/);
  assert.equal(stored.split("\n").length, 4);
});

async function fileOf(dir: string): Promise<string> {
  for await (const { name } of Deno.readDir(dir)) if (name.endsWith(".ndjson")) return name;
  throw new Error("no journal file");
}

Deno.test("bulk: what is no bulk is an error as Elasticsearch writes it", async () => {
  await using app = await openGatewayApp({ env: { LOGOPS_BATCH_RECORDS_MAX: "1" } });
  const action = '{"create":{}}\n{"message":"x"}\n';
  const table: readonly [body: string, type: string, status: number, kind: string][] = [
    ["", "application/x-ndjson", 400, "parse_exception"],
    ['{"message":"x"}\n', "application/json", 400, "parse_exception"],
    [`${action}{"create":`, "application/x-ndjson", 400, "parse_exception"],
    ['{"create":{}}\n', "application/x-ndjson", 400, "parse_exception"],
    [action + action, "application/x-ndjson", 413, "content_too_long_exception"],
    [action, "text/csv", 415, "media_type_header_exception"],
  ];
  for (const [body, type, status, kind] of table) {
    const answer = await app.request("/_bulk", {
      ...{ method: "POST", body, headers: { "content-type": type } },
    });
    const told = await answer.json();
    assert.deepEqual([answer.status, told.status, told.error.type], [status, status, kind], body);
  }
  assert.deepEqual(await app.stored(), []);
});

Deno.test("bulk: clients are told what they ask first, and who they are counts", async () => {
  await using app = await openGatewayApp({
    env: { LOGOPS_AUTH_MODE: "api_key" },
    clientsYaml: "clients: [{ id: shop, key: shop-key-1, emitter: shop }]",
  });
  const ask = (path: string, authorization?: string, init: RequestInit = {}) =>
    app.request(path, {
      ...init,
      headers: { ...TYPE, ...(authorization === undefined ? {} : { authorization }) },
    });
  assert.equal((await ask("/")).status, 401);
  const basic = `Basic ${btoa("elastic:shop-key-1")}`;
  const info = await (await ask("/", basic)).json();
  assert.match(info.version.number, /^8\./);
  assert.equal((await (await ask("/_license", basic)).json()).license.status, "active");
  const put = await ask("/_index_template/x", basic, { method: "PUT", body: "{}" });
  assert.deepEqual(await put.json(), { acknowledged: true });
  const bulk = { method: "POST", body: '{"create":{}}\n{"message":"x"}\n' };
  assert.equal((await ask("/_bulk", `ApiKey ${btoa("id:shop-key-1")}`, bulk)).status, 200);
  assert.equal((await ask("/_bulk", `ApiKey ${btoa("id:shop-key-2")}`, bulk)).status, 401);
  assert.equal((await ask("/_bulk", "ApiKey ???", bulk)).status, 401);
  assert.deepEqual((await app.stored()).map(({ emitter }) => emitter), ["shop"]);
});
