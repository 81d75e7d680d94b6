/**
 * The sink that conform runs for subjects which send on as syslog over TCP: lines, each written to a
 * file as it comes. Octet counts before messages (RFC 6587, section 3.4.1) are left out.
 */
import type { Host } from "./host.ts";
import type { Receiver } from "./http_receiver.ts";

const HOSTNAME = "127.0.0.1";
const LOOK_MS = 50;

export function startSyslogReceiver(file: string, port: number, host: Host): Receiver {
  let listener: Deno.Listener | undefined;
  const connections = new Set<Deno.Conn>();
  const read = async (connection: Deno.Conn) => {
    connections.add(connection);
    let rest = "";
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65_536);
    try {
      for (;;) {
        while (receiver.mode === "stalls" && connections.has(connection)) await host.sleep(LOOK_MS);
        const count = await connection.read(buffer);
        if (count === null) break;
        const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true }))
          .split("\n");
        rest = lines.pop()!;
        const text = lines.map((line) => `${line.replace(/^\d+ (?=<)/, "")}\n`).join("");
        // At once and whole, so that nothing is read and not written when the sink goes away.
        Deno.writeTextFileSync(file, text, { append: true });
      }
    } catch {
      // The connection is gone, with what was under way.
    } finally {
      if (connections.delete(connection)) connection.close();
    }
  };
  const receiver: Receiver = {
    port,
    mode: "takes",
    up() {
      const listening = Deno.listen({ hostname: HOSTNAME, port });
      listener = listening;
      void (async () => {
        for await (const connection of listening) void read(connection);
      })();
    },
    down() {
      listener?.close();
      listener = undefined;
      for (const connection of connections) {
        connections.delete(connection);
        connection.close();
      }
      return Promise.resolve();
    },
    async [Symbol.asyncDispose]() {
      await receiver.down();
    },
  };
  receiver.up();
  return receiver;
}
