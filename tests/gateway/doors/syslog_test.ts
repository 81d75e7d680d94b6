/** Syslog over TCP and UDP: a gateway as a process, its listeners as senders find them. */
import { type GatewayProcess, startGateway } from "../process.ts";
import assert from "node:assert/strict";

const encoder = new TextEncoder();
const WAIT_MS = 5000;

function portsOf({ log }: GatewayProcess): Record<string, number> {
  return log.find(({ event }) => event === "listening") as Record<string, number>;
}

async function storedOnce(gateway: GatewayProcess, count: number) {
  const untilMs = performance.now() + WAIT_MS;
  for (;;) {
    const stored = await gateway.stored();
    if (stored.length >= count || performance.now() > untilMs) return stored;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

Deno.test("syslog over TCP takes both framings in any cut, and UDP each datagram", async () => {
  await using gateway = await startGateway({
    env: { LOGOPS_SYSLOG_TCP_PORT: "0", LOGOPS_SYSLOG_UDP_PORT: "0", LOGOPS_SYSLOG_EMITTER: "net" },
  });
  const { syslog_tcp, syslog_udp } = portsOf(gateway);
  const conn = await Deno.connect({ hostname: "127.0.0.1", port: syslog_tcp! });
  const counted = "<34>1 2026-10-10T13:55:36Z h su - - - grün by john@example.com\nsecond line";
  const bytes = encoder.encode(
    `<11>Oct 10 13:55:36 web-1 app[7]: one\n${encoder.encode(counted).length} ${counted}` +
      "<12>Oct 10 13:55:37 web-1 app[7]: last",
  );
  for (let at = 0; at < bytes.length; at += 20) {
    await conn.write(bytes.subarray(at, at + 20));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  conn.close();
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  const to = { transport: "udp", hostname: "127.0.0.1", port: syslog_udp! } as const;
  await socket.send(encoder.encode("<13>Oct 10 13:55:38 web-1 app: in a datagram\n"), to);
  const stored = await storedOnce(gateway, 4);
  socket.close();
  assert.deepEqual(
    stored.map(({ level, msg, emitter }) => [level, msg, emitter]).sort(),
    [
      ["ERROR", "grün by j***@example.com\nsecond line", "net"],
      ["ERROR", "one", "net"],
      ["INFO", "in a datagram", "net"],
      ["WARN", "last", "net"],
    ],
  );
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  assert.match(metrics, /logops_door_records_total\{door="syslog_tcp"\} 3/);
  assert.match(metrics, /logops_syslog_datagrams_total 1/);
  assert.equal(await gateway.stop(), 0);
});
