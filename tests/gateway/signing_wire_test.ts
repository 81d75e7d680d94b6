/**
 * A signed request over a real connection, with somebody in between who writes what he likes: each
 * line of its head is changed, dropped, doubled, folded and added to, and what is not the request
 * that was signed stores nothing.
 */
import { startGateway } from "./process.ts";
import { signedHeaders } from "../../contract/mod.ts";
import assert from "node:assert/strict";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const SHOP = { key: "shop-key-1", secret: "shop-secret-0123456789" };
const CLIENTS = `clients: [{ id: shop, key: ${SHOP.key}, secret: ${SHOP.secret}, emitter: "*" }]`;
const TARGET = "/v1/logs?source=till";
const SENT = {
  "Content-Type": "application/json",
  "Content-Encoding": "gzip",
  "Idempotency-Key": "order-17",
  "X-Emitter": "shop",
  "X-Scenario-Id": "run-1",
  "X-Tenant-Id": "north",
};
const BODY = new Uint8Array(gzipSync('[{"msg":"level=ERROR x"}]'));

interface Wire {
  readonly requestLine: string;
  readonly headers: readonly string[];
}

async function signedWire(origin: string, nonce: string): Promise<Wire> {
  const proof = await signedHeaders({
    method: "POST",
    url: `${origin}${TARGET}`,
    headers: SENT,
    body: BODY,
    nowMs: Date.now(),
    nonce,
  }, SHOP);
  const headers = Object.entries({ ...SENT, ...proof }).map(([name, value]) => `${name}: ${value}`);
  return { requestLine: `POST ${TARGET} HTTP/1.1`, headers };
}

async function statusOf(origin: string, { requestLine, headers }: Wire): Promise<number> {
  const { hostname, port } = new URL(origin);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const own = [`Host: ${hostname}`, `Content-Length: ${BODY.length}`, "Connection: close"];
  const head = [requestLine, ...own, ...headers, "", ""].join("\r\n");
  const bytes = new Uint8Array([...new TextEncoder().encode(head), ...BODY]);
  await connection.write(bytes);
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(await answerOf(connection))?.[1]);
}

/** What is answered before the body is read may be followed by a reset. */
async function answerOf(connection: Deno.TcpConn): Promise<string> {
  const decoder = new TextDecoder();
  let answer = "";
  try {
    for await (const bytes of connection.readable) answer += decoder.decode(bytes);
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  return answer;
}

/** Each thing that somebody in between can do to one header. */
const CHANGES: readonly [what: string, change: (line: string) => readonly string[]][] = [
  ["dropped", () => []],
  ["emptied", (line) => [`${nameOf(line)}:`]],
  ["doubled", (line) => [line, line]],
  ["doubled, empty", (line) => [line, `${nameOf(line)}:`]],
  ["with another before it", (line) => [`${nameOf(line)}: identity`, line]],
  ["with more behind it", (line) => [`${line}x`]],
  ["folded", (line) => [`${line}\r\n x`]],
  ["with a NUL in it", (line) => [`${line}\0`]],
];

const HEADERS_ADDED = ["Content-Encoding: identity", "X-Emitter:", "Idempotency-Key: x"];

const TARGETS = ["/v1/logs", "/v1/logs?", `${TARGET}&a=1`, "/v1/logs?source=tilL", `${TARGET}#a`];

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(":"));
}

Deno.test("a signed request that is changed on the way is refused, and stores nothing", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  const file = join(dir, "clients.yaml");
  await Deno.writeTextFile(file, CLIENTS);
  try {
    await using gateway = await startGateway({
      read: [dir],
      write: [dir],
      env: {
        LOGOPS_AUTH_MODE: "any",
        LOGOPS_CLIENTS_FILE: file,
        LOGOPS_KV_PATH: join(dir, "kv.sqlite3"),
      },
    });
    let count = 0;
    const wire = () => signedWire(gateway.url, `nonce-of-the-wire-${count++}`);
    const refused = async (what: string, changed: Wire) => {
      const status = await statusOf(gateway.url, changed);
      assert.ok([400, 401, 404].includes(status), `${what}: ${status}`);
    };
    const { headers: sample } = await wire();
    for (const at of sample.keys()) {
      for (const [what, change] of CHANGES) {
        const { requestLine, headers } = await wire();
        const changed = headers.toSpliced(at, 1, ...change(headers[at]!));
        await refused(`${nameOf(sample[at]!)} ${what}`, { requestLine, headers: changed });
      }
    }
    for (const added of HEADERS_ADDED) {
      const { requestLine, headers } = await wire();
      await refused(`${added} added`, { requestLine, headers: [...headers, added] });
    }
    for (const target of TARGETS) {
      const requestLine = `POST ${target} HTTP/1.1`;
      await refused(`to ${target}`, { ...await wire(), requestLine });
    }
    const bare = (await wire()).headers.filter((line) => !/^X-(Sig|Non|Time|Cont)/.test(line));
    await refused("its signature taken off", { ...await wire(), headers: bare });
    assert.deepEqual(await gateway.stored(), []);

    const untouched = await wire();
    const odd = untouched.headers.toReversed().map((line) =>
      line.replace(/^[^:]+: /, (start) => `${start.trim().toUpperCase()} \t `) + "\t "
    );
    assert.equal(
      await statusOf(gateway.url, { ...untouched, headers: odd }),
      200,
      "only respelled",
    );
    assert.equal(await statusOf(gateway.url, untouched), 401, "and not a second time");
    assert.equal((await gateway.stored()).length, 1);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
