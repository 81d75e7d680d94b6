/** HTTPS and syslog over TLS, with a certificate that is replaced while the gateway runs. */
import { startGateway } from "../process.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const WAIT_MS = 5000;

async function openssl(dir: string, ...args: string[]): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("openssl", {
      ...{ args, cwd: dir, stdout: "null", stderr: "null" },
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Writes `cert.pem` and `key.pem` for localhost, signed by a CA of its own, whose PEM it gives. */
async function makeCertificate(dir: string, name: string): Promise<string | undefined> {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await Deno.writeTextFile(join(dir, "leaf.cnf"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  const isMade = await openssl(
    dir,
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
  ) &&
    await openssl(
      dir,
      "req",
      ...key,
      "-keyout",
      "key.pem",
      "-out",
      "leaf.csr",
      "-subj",
      "/CN=localhost",
    ) &&
    await openssl(
      dir,
      "x509",
      "-req",
      "-in",
      "leaf.csr",
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-days",
      "2",
      "-extfile",
      "leaf.cnf",
      "-out",
      "cert.pem",
    );
  return isMade ? await Deno.readTextFile(join(dir, "ca.pem")) : undefined;
}

async function post(url: string, caCerts: string[], msg: string): Promise<number> {
  using client = Deno.createHttpClient({ caCerts });
  const answer = await fetch(`${url}/v1/logs`, {
    ...{ client, method: "POST", body: JSON.stringify({ msg }) },
    headers: { "content-type": "application/json" },
  });
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("a gateway speaks TLS with its certificate, and with a new one after SIGHUP", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-tls-" });
  try {
    const first = await makeCertificate(dir, "first");
    if (first === undefined) return console.log("not tested: there is no openssl on the PATH");
    await using gateway = await startGateway({
      read: [dir],
      env: {
        LOGOPS_TLS_CERT: join(dir, "cert.pem"),
        LOGOPS_TLS_KEY: join(dir, "key.pem"),
        LOGOPS_SYSLOG_TLS_PORT: "0",
      },
    });
    assert.match(gateway.url, /^https:/);
    const url = gateway.url.replace("127.0.0.1", "localhost");
    assert.equal(await post(url, [first], "over HTTPS"), 200);
    const started = gateway.log.find(({ event }) => event === "listening")!;
    const syslog = async (caCerts: string[], line: string) => {
      const port = Number(started.syslog_tls);
      const conn = await Deno.connectTls({ hostname: "localhost", port, caCerts });
      await conn.write(new TextEncoder().encode(`<13>Oct 10 13:55:36 h a: ${line}\n`));
      return conn;
    };
    const kept = await syslog([first], "before");

    const second = (await makeCertificate(dir, "second"))!;
    Deno.kill(gateway.pid, "SIGHUP");
    const untilMs = performance.now() + WAIT_MS;
    while (!gateway.log.some(({ event }) => event === "certificate_read")) {
      assert.ok(performance.now() < untilMs, JSON.stringify(gateway.log));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(await post(url, [second], "with another"), 200);
    await assert.rejects(post(url, [first], "never"));
    await kept.write(new TextEncoder().encode("<13>Oct 10 13:55:36 h a: still\n"));
    (await syslog([second], "after")).close();
    kept.close();
    while ((await gateway.stored()).length < 5) {
      assert.ok(performance.now() < untilMs, "five records");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(
      (await gateway.stored()).map(({ msg }) => msg).sort(),
      ["after", "before", "over HTTPS", "still", "with another"],
    );

    await Deno.writeTextFile(join(dir, "cert.pem"), "no certificate");
    Deno.kill(gateway.pid, "SIGHUP");
    while (!gateway.log.some(({ event }) => event === "certificate_kept")) {
      assert.ok(performance.now() < untilMs + WAIT_MS, JSON.stringify(gateway.log));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(await post(url, [second], "as before"), 200);
    assert.equal(await gateway.stop(), 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
