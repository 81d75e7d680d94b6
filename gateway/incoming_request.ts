/**
 * A request as the gateway sees it: what of a `Request` it uses, and what that lacks. `listen/`
 * makes it from a connection; nothing of it depends on what its sender calls us (`Host`).
 */
export interface IncomingRequest {
  readonly method: string;
  /** Path and query are the sender's, the rest is our own: `http://gateway/v1/logs?…`. */
  readonly url: string;
  readonly headers: IncomingHeaders;
  readonly body: IncomingBody | null;
  /** Whose connection it came by: an IP address, or the network of one. */
  readonly address: string;
}

export interface IncomingHeaders {
  /** Values of a name that came several times are joined by `, `. */
  get(name: string): string | null;
  has(name: string): boolean;
}

/** The bytes of a body, as they come. */
export interface IncomingBody {
  /** How many are still to come; `undefined` where only their end will tell. */
  readonly remaining: number | undefined;
  /** How many have come, those of a `read` that goes on included. */
  readonly received: number;
  /** At most so many of the next bytes; `undefined` at the end. Rejects when there will be none. */
  read(bytesMax: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** No more is wanted: a `read` that goes on rejects. */
  cancel(): void;
}

/** A request that comes by no connection: for whoever calls a gateway inside their own process. */
export function incomingFrom(request: Request, address = "127.0.0.1"): IncomingRequest {
  const { method, url, headers } = request;
  const length = headers.get("content-length");
  const body = request.body === null
    ? null
    : bodyOf(request.body.getReader(), length === null ? undefined : Number(length));
  return { method, url, headers, body, address };
}

function bodyOf(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  length: number | undefined,
): IncomingBody {
  let rest = new Uint8Array(0);
  let received = 0;
  let isCancelled = false;
  return {
    get remaining() {
      return length === undefined ? undefined : length - received;
    },
    get received() {
      return received;
    },
    async read(bytesMax) {
      if (rest.byteLength === 0) {
        const { done, value } = await reader.read();
        if (isCancelled) throw new Error("cancelled");
        if (done) return undefined;
        rest = value;
      }
      const block = rest.subarray(0, bytesMax);
      rest = rest.subarray(block.byteLength);
      received += block.byteLength;
      return block;
    },
    cancel() {
      isCancelled = true;
      reader.cancel().catch(() => {});
    },
  };
}
