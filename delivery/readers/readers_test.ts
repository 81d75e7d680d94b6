/** Protocols of stores, answered by a server on loopback; `tests/servers/` asks the real ones. */
import assert from "node:assert/strict";
import { openReader, parseStoreAddress, type ReaderDeps, StoreUnreadable } from "./mod.ts";

const DEPS: ReaderDeps = { fetch, nowMs: () => Date.UTC(2026, 11, 1) };

async function withServer(
  handler: (request: Request, url: URL) => Response | Promise<Response>,
  run: (host: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => handler(request, new URL(request.url)),
  );
  try {
    await run(`127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

async function textsOf(address: string, deps = DEPS): Promise<string[]> {
  const parsed = parseStoreAddress(address);
  assert.ok(!("fault" in parsed));
  const texts: string[] = [];
  const query = { fromMs: Date.UTC(2026, 10, 30), containing: "run-1" };
  for await (const lines of openReader(parsed, deps).lines(query)) {
    texts.push(...lines.map(({ text }) => text));
  }
  return texts;
}

Deno.test("lokiReader() pages forward, and gives each entry once where pages meet in one instant", async () => {
  const all = Array.from({ length: 7_000 }, (_, i) => {
    return [
      String(BigInt(Date.UTC(2026, 10, 30)) * 1_000_000n + BigInt(Math.floor(i / 3))),
      `run-1 ${i}`,
    ] as const;
  });
  let pages = 0;
  await withServer((_request, url) => {
    pages++;
    const start = BigInt(url.searchParams.get("start")!);
    const values = all.filter(([ns]) => BigInt(ns) >= start).slice(0, 5_000);
    const result = [{ stream: { emitter: "json" }, values }];
    return Response.json({ data: { result } });
  }, async (host) => {
    assert.deepEqual(await textsOf(`loki://${host}`), all.map(([, text]) => text));
  });
  assert.equal(pages, 2);
});

Deno.test("lokiReader() sends tenant and credentials, and asks for the run alone", async () => {
  await withServer((request, url) => {
    assert.equal(request.headers.get("x-scope-orgid"), "acme");
    assert.equal(request.headers.get("authorization"), "Bearer token");
    assert.equal(url.searchParams.get("query"), '{app="x"} |= "run-1"');
    return Response.json({ data: { result: [] } });
  }, async (host) => {
    const address = `loki://${host}?tenant=acme&selector=${encodeURIComponent('{app="x"}')}`;
    assert.deepEqual(await textsOf(address, { ...DEPS, secret: "token" }), []);
  });
});

Deno.test("elasticsearchReader() refreshes, then scrolls to the end", async () => {
  const asked: string[] = [];
  const pages = [["a run-1", "b run-1"], ["c run-1"], []];
  await withServer((_request, url) => {
    asked.push(url.pathname);
    if (url.pathname.endsWith("/_refresh")) return Response.json({});
    const hits = pages.shift()!.map((msg) => ({ _index: "logs-1", _source: { msg } }));
    return Response.json({ _scroll_id: "s", hits: { hits } });
  }, async (host) => {
    const texts = await textsOf(`elasticsearch://${host}/logs`);
    assert.deepEqual(texts.map((text) => JSON.parse(text).msg), ["a run-1", "b run-1", "c run-1"]);
  });
  assert.deepEqual(asked, [
    ...["/logs/_refresh", "/logs/_search"],
    ...["/_search/scroll", "/_search/scroll"],
  ]);
});

Deno.test("httpReader() puts the run into the address, and gives the lines that hold it", async () => {
  await withServer((_request, url) => {
    assert.equal(url.searchParams.get("run"), "run-1");
    return new Response("x run-1\nanother\ny run-1");
  }, async (host) => {
    assert.deepEqual(await textsOf(`http://${host}/lines?run={scenario_id}`), [
      "x run-1",
      "y run-1",
    ]);
  });
});

Deno.test("a store that refuses, or answers what it should not, cannot be read", async () => {
  await withServer(
    (_request, url) =>
      url.pathname.includes("loki")
        ? new Response("<html>", { status: 200 })
        : new Response("no", { status: 403 }),
    async (host) => {
      await assert.rejects(textsOf(`loki://${host}`), new StoreUnreadable("the answer is no JSON"));
      await assert.rejects(textsOf(`victorialogs://${host}`), new StoreUnreadable("answered 403"));
    },
  );
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await assert.rejects(
    textsOf(`loki://127.0.0.1:${port}`),
    new StoreUnreadable("connection refused"),
  );
});
