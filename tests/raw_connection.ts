/** A connection on which a test writes what no HTTP client would, and reads what comes back. */
const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Of the problem in the body, if it is one. */
  readonly reason: string | undefined;
}

export interface RawConnection extends Disposable {
  send(bytes: string | Uint8Array): Promise<void>;
  /** The next answer; `undefined` where the connection ends before one. */
  answer(options?: { isHead?: boolean }): Promise<RawAnswer | undefined>;
  /** Settles when the other side ends the connection; what comes until then is passed over. */
  ended(): Promise<void>;
}

export async function openRaw(url: string, text = ""): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const buffer = new Uint8Array(64 * 1024);
  let pending = "";
  const more = async () => {
    const count = await connection.read(buffer).catch(() => null);
    if (count === null) return false;
    pending += decoder.decode(buffer.subarray(0, count));
    return true;
  };
  const send = async (bytes: string | Uint8Array) => {
    const all = typeof bytes === "string" ? encoder.encode(bytes) : bytes;
    for (let at = 0; at < all.byteLength;) at += await connection.write(all.subarray(at));
  };
  if (text !== "") await send(text);
  return {
    send,
    async answer({ isHead = false } = {}) {
      while (!pending.includes("\r\n\r\n")) if (!await more()) return undefined;
      const headLength = pending.indexOf("\r\n\r\n") + 4;
      const head = pending.slice(0, headLength);
      const length = isHead ? 0 : Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
      while (pending.length < headLength + length) if (!await more()) return undefined;
      const body = pending.slice(headLength, headLength + length);
      pending = pending.slice(headLength + length);
      const reason = /"reason":"(\w+)"/.exec(body)?.[1];
      return { status: Number(head.slice(9, 12)), head, body, reason };
    },
    async ended() {
      while (await more());
    },
    [Symbol.dispose]() {
      try {
        connection.close();
      } catch {
        // it is closed already
      }
    },
  };
}

/** Status and reason of the answer to `text`, on a connection of its own. */
export async function askRaw(url: string, text: string): Promise<string> {
  using connection = await openRaw(url, text);
  const answer = await connection.answer();
  if (answer === undefined) return "closed";
  return answer.reason === undefined ? String(answer.status) : `${answer.status} ${answer.reason}`;
}
