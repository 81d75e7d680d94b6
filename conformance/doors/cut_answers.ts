/**
 * Stands before an HTTP input and cuts the connection of every n-th request once the subject has taken
 * it: the client cannot know, and sends again.
 */

export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  /** Requests whose 2xx never reached the client. */
  readonly cut: () => number;
}

const READ_BYTES = 65_536;

/** A proxy of raw connections: no HTTP server can be made to forget its answer. */
export function cutAnswers(target: URL, every: number): CuttingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  let answers = 0;
  let cut = 0;
  const pass = async (client: Deno.Conn) => {
    let server: Deno.Conn;
    try {
      server = await Deno.connect({ hostname: target.hostname, port: Number(target.port) });
    } catch {
      client.close();
      return;
    }
    const end = () => {
      for (const each of [client, server]) {
        try {
          each.close();
        } catch {
          // it is closed already
        }
      }
    };
    void copy(client, server, () => true).then(end, end);
    await copy(server, client, (chunk) => {
      const head = new TextDecoder().decode(chunk.subarray(0, 16));
      if (!/^HTTP\/1\.1 2/.test(head)) return true;
      answers++;
      if (answers % every !== 0) return true;
      cut++;
      return false;
    }).catch(() => {});
    end();
  };
  void (async () => {
    for await (const client of listener) void pass(client);
  })();
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    cut: () => cut,
    [Symbol.asyncDispose]() {
      listener.close();
      return Promise.resolve();
    },
  };
}

async function copy(
  from: Deno.Conn,
  to: Deno.Conn,
  passes: (chunk: Uint8Array) => boolean,
): Promise<void> {
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    const count = await from.read(buffer);
    if (count === null) return;
    const chunk = buffer.subarray(0, count);
    if (!passes(chunk)) return;
    for (let done = 0; done < count;) done += await to.write(chunk.subarray(done));
  }
}
