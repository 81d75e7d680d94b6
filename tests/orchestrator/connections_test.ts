/** Connections and bytes that no browser would send, against a real orchestrator. */
import { startOrchestrator } from "./process.ts";
import { canLimitOpenFiles } from "../open_files.ts";
import { askRaw, openRaw, type RawConnection } from "../raw_connection.ts";
import assert from "node:assert/strict";

const NO_GATEWAY = { gatewayUrl: "http://127.0.0.1:9", sinkDir: "/nowhere" };
const HEALTHZ = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

const ANSWERS: readonly [text: string, answer: string][] = [
  [HEALTHZ, "200"],
  ["GET /anything HTTP/1.1\r\nHost: localhost/healthz?\r\n\r\n", "400 bad_host"],
  ["GET /anything HTTP/1.1\r\nHost: localhost?\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: u@localhost\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: local host\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost:\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\n\r\n", "400 bad_host"],
  ["GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", "400"],
  ["GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "200"],
  ["GET http://localhost/healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403 wrong_host"],
];

Deno.test("orchestrator lets no Host into a path", async () => {
  await using orchestrator = await startOrchestrator(NO_GATEWAY);
  for (const [text, answer] of ANSWERS) {
    assert.equal(await askRaw(orchestrator.url, text), answer, JSON.stringify(text));
  }
});

Deno.test({
  name: "orchestrator goes on without descriptors: 400 connections that send half a head",
  ignore: !canLimitOpenFiles, // told by tests/gateway/connections_test.ts
  async fn() {
    await using orchestrator = await startOrchestrator({ ...NO_GATEWAY, openFilesMax: 256 });
    const held: RawConnection[] = [];
    for (let i = 0; i < 400; i++) {
      const connection = await openRaw(orchestrator.url, "GET / HTTP/1.1\r\n").catch(() =>
        undefined
      );
      if (connection !== undefined) held.push(connection);
    }
    let answer = "";
    for (let i = 0; i < 50 && answer !== "200"; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100)); // it begins again
      answer = await askRaw(orchestrator.url, HEALTHZ).catch((error: Error) => error.name);
    }
    assert.equal(answer, "200");
    const metrics = await (await fetch(`${orchestrator.url}/metrics`)).text();
    assert.match(metrics, /^logops_orch_errors_total{reason="server"} [1-9]/m);
    for (const connection of held) connection[Symbol.dispose]();
    assert.equal(await orchestrator.stop(), 0);
  },
});
