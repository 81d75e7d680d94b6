/**
 * One kept-alive HTTP/1.1 connection that costs as little as it can: a request is one prepared
 * array of bytes, and of an answer only its status and its length are read (RFC 9112).
 */
import type { LoadBody } from "./bodies.ts";

const HEAD_BYTES_MAX = 16 * 1024;
const BUFFER_BYTES = 64 * 1024;
const HEAD_END = "\r\n\r\n";

/** Head and body of a request, ready to be written. */
export function prepareRequest(url: URL, { contentType, bytes }: LoadBody): Uint8Array {
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `Host: ${url.host}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${bytes.length}`,
    "X-Emitter: bench",
  ].join("\r\n") + HEAD_END;
  const prepared = new Uint8Array(head.length + bytes.length);
  prepared.set(new TextEncoder().encode(head));
  prepared.set(bytes, head.length);
  return prepared;
}

export class OwnConnection {
  readonly #tcp: Deno.TcpConn;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  readonly #decoder = new TextDecoder("latin1");

  private constructor(tcp: Deno.TcpConn) {
    this.#tcp = tcp;
  }

  static async open(url: URL): Promise<OwnConnection> {
    const tcp = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
    tcp.setNoDelay(true);
    return new OwnConnection(tcp);
  }

  /** Sends a request and gives the status of its answer. */
  async exchange(request: Uint8Array): Promise<number> {
    for (let rest = request; rest.length > 0;) {
      rest = rest.subarray(await this.#tcp.write(rest));
    }
    return await this.#readAnswer();
  }

  close(): void {
    this.#tcp.close();
  }

  async #readAnswer(): Promise<number> {
    let head = "";
    let headEnd = -1;
    while (headEnd < 0) {
      const text = this.#decoder.decode(this.#buffer.subarray(0, await this.#read()));
      head += text;
      headEnd = head.indexOf(HEAD_END);
      if (headEnd < 0 && head.length > HEAD_BYTES_MAX) throw new Error("The head has no end");
    }
    const length = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, headEnd))?.[1];
    if (length === undefined) throw new Error("The answer does not tell its length");
    let rest = Number(length) - (head.length - headEnd - HEAD_END.length);
    while (rest > 0) rest -= await this.#read();
    return Number(head.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
  }

  async #read(): Promise<number> {
    const length = await this.#tcp.read(this.#buffer);
    if (length === null) throw new Deno.errors.ConnectionReset("The server closed the connection");
    return length;
  }
}
