/**
 * Syslog over TCP (RFC 6587, section 3.4.2: a line is a message), one connection that is opened again
 * when it has ended. It has no answers: what the connection took counts as taken.
 */
import type { Carry } from "./door.ts";

const PRIORITY = 134; // local0, informational
const HOSTNAME = "127.0.0.1";
const NOT_NOW = 503;

export interface SyslogDoor extends Disposable {
  readonly carry: Carry;
}

export function syslogDoor(port: number, nowMs: () => number): SyslogDoor {
  let connection: Deno.Conn | undefined;
  let writing: Promise<unknown> = Promise.resolve();
  const encoder = new TextEncoder();

  /** The other end closes without a word: an end of what can be read is all that tells. */
  const watch = async (watched: Deno.Conn) => {
    const buffer = new Uint8Array(256);
    try {
      while (await watched.read(buffer) !== null);
    } catch {
      // reset: as good as ended
    }
    drop(watched);
  };
  const drop = (dropped: Deno.Conn) => {
    if (connection !== dropped) return;
    connection = undefined;
    dropped.close();
  };
  const write = async (bytes: Uint8Array): Promise<number> => {
    if (connection === undefined) {
      try {
        connection = await Deno.connect({ hostname: HOSTNAME, port });
      } catch {
        return NOT_NOW;
      }
      void watch(connection);
    }
    const used = connection;
    try {
      for (let done = 0; done < bytes.length;) done += await used.write(bytes.subarray(done));
      return 200;
    } catch {
      drop(used);
      return NOT_NOW;
    }
  };
  return {
    carry: async (lines) => {
      const time = new Date(nowMs()).toISOString();
      const text = lines.map((line) => `<${PRIORITY}>1 ${time} conform logops - - - ${line}\n`);
      // One after another: a message stands whole in the stream.
      const written = writing.then(() => write(encoder.encode(text.join(""))));
      writing = written;
      return { status: await written };
    },
    [Symbol.dispose]() {
      if (connection !== undefined) drop(connection);
    },
  };
}
