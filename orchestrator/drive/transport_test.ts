import assert from "node:assert/strict";
import { createRandom } from "../../emitters/mod.ts";
import { type Clock, createClock } from "./clock.ts";
import { createTransport, type TransportDeps } from "./transport.ts";

const BODY = { contentType: "application/x-ndjson", body: '{"msg":"ü"}\n' };
const TIMEOUT_MS = 60_000;

/** A real server whose answers are given one after another; the last one stays. */
async function withServer(
  answers: readonly (() => Response | Promise<Response>)[],
  use: (url: string, requests: { headers: Headers; body: string }[]) => Promise<void>,
): Promise<void> {
  const requests: { headers: Headers; body: string }[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    requests.push({ headers: new Headers(request.headers), body: await request.text() });
    return await answers[Math.min(requests.length, answers.length) - 1]!();
  });
  try {
    await use(`http://127.0.0.1:${server.addr.port}/v1/logs`, requests);
  } finally {
    await server.shutdown();
  }
}

/** Pauses pass at once and are noted; a timeout never comes. */
function hastyClock(pauses: number[]): Clock {
  return {
    nowMs: () => Date.UTC(2026, 4, 1),
    sleep(ms, signal) {
      if (ms !== TIMEOUT_MS) {
        pauses.push(ms);
        return Promise.resolve();
      }
      return new Promise((resolve) => signal?.addEventListener("abort", () => resolve()));
    },
  };
}

function transport(url: string, deps: Partial<TransportDeps> = {}, attemptsMax = 4) {
  return createTransport(
    { url, scenarioId: "burst-1", timeoutMs: TIMEOUT_MS, attemptsMax },
    { fetch, clock: hastyClock([]), random: createRandom(1), ...deps },
  );
}

const never = new AbortController().signal;
const problem = (status: number, reason: unknown, headers = {}) => () =>
  Response.json({ type: "about:blank", reason }, { status, headers });

Deno.test("send() has a key for each request, the same at each attempt", async () => {
  const busy = problem(503, "queue_full");
  await withServer([busy, busy, () => Response.json({ accepted: 1 })], async (url, requests) => {
    const sender = transport(url);
    await sender.send("json", BODY, never);
    await sender.send("json", BODY, never);
    const keys = requests.map(({ headers }) => headers.get("Idempotency-Key"));
    const [first, second, third, fourth] = keys;
    assert.match(first!, /^burst-1-[a-z0-9]+-1$/);
    assert.deepEqual([second, third, fourth], [first, first, first!.replace(/1$/, "2")]);
  });
});

Deno.test("send() posts the body with the headers of the contract", async () => {
  await withServer([() => Response.json({ accepted: 1 })], async (url, requests) => {
    const delivery = await transport(url).send("json", BODY, never);
    assert.deepEqual(delivery, { kind: "accepted", accepted: 1, attempts: 1 });
    const [{ headers, body }] = requests as [typeof requests[number]];
    assert.equal(body, BODY.body);
    assert.equal(headers.get("Content-Type"), BODY.contentType);
    assert.equal(headers.get("X-Emitter"), "json");
    assert.equal(headers.get("X-Scenario-Id"), "burst-1");
  });
});

Deno.test("send() follows no redirect: key and body stay with who they were sent to", async () => {
  await withServer([() => new Response()], async (elsewhere, strangers) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const moved = () => new Response(null, { status, headers: { location: elsewhere } });
      await withServer([moved], async (url) => {
        const sign = () => ({ "X-Api-Key": "shop-key-1" });
        const delivery = await transport(url, { sign }).send("json", BODY, never);
        assert.equal(delivery.kind === "rejected" && delivery.status, status);
      });
    }
    assert.deepEqual(strangers, []);
  });
});

Deno.test("send() sends bytes that are no text as they are", async () => {
  await withServer([() => new Response("ok")], async (url, requests) => {
    const body = new Uint8Array([0x7b, 0xff, 0x7d]);
    const delivery = await transport(url).send("json", { ...BODY, body }, never);
    assert.deepEqual(delivery, { kind: "accepted", attempts: 1 });
    assert.equal(requests[0]!.body, "{\ufffd}");
  });
});

for (const status of [429, 502, 503, 504]) {
  Deno.test(`send() tries again on ${status}, after Retry-After`, async () => {
    const pauses: number[] = [];
    const retried: string[] = [];
    const answers = [problem(status, "queue_full", { "Retry-After": "3" }), () => new Response()];
    await withServer(answers, async (url) => {
      const clock = hastyClock(pauses);
      const onRetry = (_emitter: string, reason: string) => retried.push(reason);
      const delivery = await transport(url, { clock, onRetry }).send("json", BODY, never);
      assert.deepEqual(delivery, { kind: "accepted", attempts: 2 });
      assert.deepEqual(pauses, [3000]);
      assert.deepEqual(retried, ["queue_full"]);
    });
  });
}

for (const status of [301, 400, 401, 403, 404, 413, 415, 422, 500]) {
  Deno.test(`send() takes ${status} as final`, async () => {
    await withServer([problem(status, "bad_json")], async (url, requests) => {
      const delivery = await transport(url).send("json", BODY, never);
      assert.deepEqual(delivery, { kind: "rejected", status, reason: "bad_json", attempts: 1 });
      assert.equal(requests.length, 1);
    });
  });
}

Deno.test("send() gives up after so many attempts, with the last reason", async () => {
  await withServer([problem(429, "rate_limited")], async (url, requests) => {
    const pauses: number[] = [];
    const delivery = await transport(url, { clock: hastyClock(pauses) }).send("json", BODY, never);
    const wanted = { kind: "rejected", status: 429, reason: "rate_limited", attempts: 4 };
    assert.deepEqual(delivery, wanted);
    assert.equal(requests.length, 4);
    assert.equal(pauses.length, 3);
    assert.ok(pauses.every((ms, i) => ms >= 50 * 2 ** i && ms <= 100 * 2 ** i), String(pauses));
  });
});

for (
  const [what, answer] of [
    ["no JSON", () => new Response("oops", { status: 400 })],
    ["broken JSON", () => new Response("{", { status: 400 })],
    ["no reason", () => Response.json({ title: "x" }, { status: 400 })],
    ["a reason that is no word", problem(400, "<b>\u001b[31mred</b>")],
    ["a reason that is no text", problem(400, 7)],
  ] as const
) {
  Deno.test(`send() counts an answer with ${what} by its status`, async () => {
    await withServer([answer], async (url) => {
      const delivery = await transport(url).send("json", BODY, never);
      assert.equal(delivery.kind === "rejected" && delivery.reason, "http_400");
    });
  });
}

Deno.test("send() reads a bounded part of an answer, whatever it declares", async () => {
  const chunk = new Uint8Array(2 ** 16).fill(0x20);
  let pulled = 0;
  const endless = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          controller.enqueue(chunk);
          if (++pulled === 1024) controller.close();
        },
      }),
      { status: 400 },
    );
  await withServer([endless], async (url) => {
    const delivery = await transport(url).send("json", BODY, never);
    assert.equal(delivery.kind === "rejected" && delivery.reason, "http_400");
  });
  assert.ok(pulled < 512, `${pulled} chunks of 64 KiB were taken`);
});

Deno.test("send() tries again where nobody listens, then says so", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  const delivery = await transport(`http://127.0.0.1:${port}/v1/logs`).send("json", BODY, never);
  assert.deepEqual(delivery, { kind: "unanswered", reason: "connection_error", attempts: 4 });
});

Deno.test("send() tries again when the connection is cut before an answer", async () => {
  let connections = 0;
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const serving = (async () => {
    for await (const connection of listener) {
      connections++;
      await connection.read(new Uint8Array(1024));
      connection.close();
    }
  })();
  const url = `http://127.0.0.1:${listener.addr.port}/v1/logs`;
  const delivery = await transport(url, {}, 2).send("json", BODY, never);
  listener.close();
  await serving;
  assert.deepEqual(delivery, { kind: "unanswered", reason: "connection_error", attempts: 2 });
  assert.ok(connections >= 2);
});

Deno.test("send() does not wait for an answer longer than its timeout", async () => {
  const release = Promise.withResolvers<Response>();
  await withServer([() => release.promise], async (url) => {
    const options = { url, scenarioId: "burst-1", timeoutMs: 30, attemptsMax: 1 };
    const clock = createClock(() => performance.now());
    const sender = createTransport(options, { fetch, clock, random: createRandom(1) });
    const delivery = await sender.send("json", BODY, never);
    release.resolve(new Response());
    assert.deepEqual(delivery, { kind: "unanswered", reason: "timeout", attempts: 1 });
  });
});

Deno.test("send() ends at once when the run is stopped", async () => {
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<Response>();
  const answer = () => {
    asked.resolve();
    return release.promise;
  };
  await withServer([answer], async (url) => {
    const stop = new AbortController();
    const delivery = transport(url).send("json", BODY, stop.signal);
    await asked.promise;
    stop.abort();
    assert.deepEqual(await delivery, { kind: "unanswered", reason: "aborted", attempts: 1 });
    release.resolve(new Response());
  });
});

Deno.test("send() keeps a refusal that is known when it is stopped between attempts", async () => {
  await withServer([problem(503, "draining")], async (url, requests) => {
    const stop = new AbortController();
    const clock: Clock = {
      ...hastyClock([]),
      sleep: (ms, signal) => {
        if (ms === TIMEOUT_MS) return hastyClock([]).sleep(ms, signal);
        stop.abort();
        return Promise.resolve();
      },
    };
    const delivery = await transport(url, { clock }).send("json", BODY, stop.signal);
    assert.equal(delivery.kind === "rejected" && delivery.reason, "draining");
    assert.equal(requests.length, 1);
  });
});

Deno.test("send() signs each attempt anew", async () => {
  const answers = [problem(503, "draining"), () => new Response()];
  await withServer(answers, async (url, requests) => {
    let count = 0;
    const sign: TransportDeps["sign"] = ({ method, body }) =>
      Promise.resolve({ "X-Signature": `${method}-${body.length}-${++count}` });
    await transport(url, { sign }).send("json", BODY, never);
    const signatures = requests.map(({ headers }) => headers.get("X-Signature"));
    const bytes = new TextEncoder().encode(BODY.body).length;
    assert.deepEqual(signatures, [`POST-${bytes}-1`, `POST-${bytes}-2`]);
  });
});
