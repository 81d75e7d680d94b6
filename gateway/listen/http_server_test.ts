import { createConnections } from "../../contract/mod.ts";
import { createHttpServer, type HttpServer } from "./http_server.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

function createServer(): HttpServer {
  const monotonicMs = () => performance.now();
  return createHttpServer({
    connections: createConnections({
      bounds: { connectionsMax: 100, perAddressMax: 0, headMs: 10_000, idleMs: 60_000 },
      monotonicMs,
      onEnd() {},
    }),
    observer: { accepted() {}, refused() {}, exhausted() {} },
    nowMs: Date.now,
    onBadRequest() {},
    onListenerLost(error) {
      throw error;
    },
    async handler({ method, url, address, body }) {
      let text = `${method} ${url} from ${address}:`;
      for (let block; (block = await body?.read(100)) !== undefined;) {
        text += new TextDecoder().decode(block);
      }
      return new Response(text);
    },
  });
}

async function openssl(...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command("openssl", { args, stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

const hasOpenssl = await openssl("version");
if (!hasOpenssl) console.log("Not run: certificates are made by openssl, which is not here");

/** Key and certificate for localhost, good for a day. */
async function makeCertificate(dir: string, name: string): Promise<{ key: string; cert: string }> {
  const [key, cert] = [join(dir, `${name}.key`), join(dir, `${name}.pem`)];
  const made = await openssl(
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost", "-days", "1"],
    ...["-addext", "basicConstraints=critical,CA:FALSE"],
    ...["-keyout", key, "-out", cert],
  );
  assert.ok(made);
  return { key: await Deno.readTextFile(key), cert: await Deno.readTextFile(cert) };
}

Deno.test("HttpServer serves and, when shut down, ends connections that wait", async () => {
  const server = createServer();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  server.listen(listener);
  const { port } = listener.addr as Deno.NetAddr;
  const response = await fetch(`http://127.0.0.1:${port}/a?b`, { method: "POST", body: "hello" });
  assert.equal(await response.text(), "POST http://gateway/a?b from 127.0.0.1:hello");
  const silent = await Deno.connect({ hostname: "127.0.0.1", port });
  await server.shutdown();
  assert.equal(await silent.read(new Uint8Array(1)), null);
  silent.close();
});

Deno.test({
  name: "HttpServer takes TLS listeners, and a new certificate without losing a connection",
  ignore: !hasOpenssl,
  async fn() {
    const dir = await Deno.makeTempDir({ prefix: "logops-" });
    const server = createServer();
    try {
      const [old, renewed] = [
        await makeCertificate(dir, "old"),
        await makeCertificate(dir, "renewed"),
      ];
      const listen = (port: number, pair: { key: string; cert: string }) =>
        Deno.listenTls({ hostname: "127.0.0.1", port, reusePort: true, ...pair });
      const first = listen(0, old);
      const accepting = server.listen(first);
      const { port } = first.addr as Deno.NetAddr;
      const ask = async (client: Deno.HttpClient, body: string) => {
        const url = `https://localhost:${port}/`;
        return await (await fetch(url, { client, method: "POST", body })).text();
      };
      using stays = Deno.createHttpClient({ caCerts: [old.cert] });
      assert.match(await ask(stays, "before"), /before$/);
      server.listen(listen(port, renewed));
      accepting.close();
      assert.match(await ask(stays, "after"), /after$/);
      using comes = Deno.createHttpClient({ caCerts: [renewed.cert] });
      assert.match(await ask(comes, "new"), /new$/);
      stays.close();
      comes.close();
    } finally {
      await server.shutdown();
      await Deno.remove(dir, { recursive: true });
    }
  },
});
