/**
 * OTLP/gRPC: `opentelemetry.proto.collector.logs.v1.LogsService/Export` over HTTP/2, without TLS or with
 * ours. A call is a request to `POST /v1/logs` in protobuf, in another frame: so it is handed on as one,
 * and its answer is put back into gRPC's (grpc.io, "gRPC over HTTP2").
 *
 * ```
 * frame: <compressed 1> <length 4> <message>        trailers: grpc-status, grpc-message
 * ```
 */
import type { IncomingBody, IncomingRequest } from "../../incoming_request.ts";
import { GRPC } from "./grpc_code.ts";
import { PROTOBUF_TYPE } from "./otlp.ts";
import type { Buffer } from "node:buffer";
import type {
  Http2Server,
  IncomingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
} from "node:http2";

export interface GrpcDeps {
  /** Answers a request in HTTP, as any other. */
  readonly handle: (request: IncomingRequest) => Response | Promise<Response>;
  readonly messageBytesMax: number;
  readonly sessionsMax: number;
  readonly idleMs: number;
}

const EXPORT = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
const HEAD_BYTES = 5;
const STATUS_CODE_KEY = 0x08;

/** Serves calls on `server`, which listens already or will. */
export function serveGrpc(server: Http2Server, deps: GrpcDeps): { close(): Promise<void> } {
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session: ServerHttp2Session) => {
    if (sessions.size >= deps.sessionsMax) return session.destroy();
    sessions.add(session);
    session.setTimeout(deps.idleMs, () => session.close());
    session.on("close", () => sessions.delete(session));
    session.on("error", () => session.destroy());
  });
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on("error", () => {}); // its client is gone: nobody is left to be told
    void call(stream, headers, deps);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.close();
        server.close(() => resolve());
      }),
  };
}

async function call(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  deps: GrpcDeps,
): Promise<void> {
  if (headers[":path"] !== EXPORT) {
    return end(stream, GRPC.unimplemented, `The method is ${EXPORT}`);
  }
  const message = await messageOf(stream, deps.messageBytesMax);
  if (typeof message === "string") return end(stream, GRPC.invalidArgument, message);
  const answer = await deps.handle(requestOf(message, headers, stream));
  const body = await answer.bytes();
  if (answer.ok) return end(stream, GRPC.ok, "", body);
  const status = answer.headers.get("content-type") === PROTOBUF_TYPE ? statusOf(body) : undefined;
  // Of the two that mean "later", clients try again after this one without being told when.
  const code = status?.code === GRPC.resourceExhausted ? GRPC.unavailable : status?.code;
  end(stream, code ?? GRPC.internal, status?.message ?? "");
}

interface Message {
  readonly isCompressed: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The one message of a call; in words what is wrong with it. */
async function messageOf(stream: ServerHttp2Stream, bytesMax: number): Promise<Message | string> {
  const blocks: Buffer[] = [];
  let length = 0;
  try {
    for await (const block of stream as AsyncIterable<Buffer>) {
      length += block.length;
      if (length > bytesMax + HEAD_BYTES) return `A message must be at most ${bytesMax} bytes`;
      blocks.push(block);
    }
  } catch {
    return "The call was cut short";
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  const announced = length < HEAD_BYTES ? -1 : new DataView(all.buffer).getUint32(1);
  if (announced !== length - HEAD_BYTES) return "A call must have one message, whole";
  return { isCompressed: all[0] === 1, bytes: all.slice(HEAD_BYTES) };
}

function requestOf(
  { isCompressed, bytes }: Message,
  headers: IncomingHttpHeaders,
  stream: ServerHttp2Stream,
): IncomingRequest {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(":") && value !== undefined) fields.set(name, String(value));
  }
  fields.set("content-type", PROTOBUF_TYPE);
  fields.set("content-length", String(bytes.length));
  fields.delete("content-encoding");
  if (isCompressed) fields.set("content-encoding", fields.get("grpc-encoding") ?? "gzip");
  return {
    method: "POST",
    url: "http://gateway/v1/logs",
    headers: {
      get: (name) => fields.get(name.toLowerCase()) ?? null,
      has: (name) => fields.has(name.toLowerCase()),
    },
    body: bodyOf(bytes),
    address: stream.session?.socket.remoteAddress ?? "unknown",
  };
}

/** A body that is here already. */
function bodyOf(bytes: Uint8Array<ArrayBuffer>): IncomingBody {
  let received = 0;
  return {
    get remaining() {
      return bytes.length - received;
    },
    get received() {
      return received;
    },
    read(bytesMax) {
      if (received === bytes.length) return Promise.resolve(undefined);
      const block = bytes.subarray(received, received + bytesMax);
      received += block.length;
      return Promise.resolve(block);
    },
    cancel() {},
  };
}

/** `google.rpc.Status`, as `protobuf_writer.ts` writes it: the code, then the message. */
function statusOf(body: Uint8Array): { code: number; message: string } | undefined {
  if (body[0] !== STATUS_CODE_KEY) return undefined;
  // A message of up to 127 bytes has a length of one byte, a longer one of two.
  const start = body[3]! < 0x80 ? 4 : 5;
  return { code: body[1]!, message: new TextDecoder().decode(body.subarray(start)) };
}

function end(stream: ServerHttp2Stream, code: number, message: string, body?: Uint8Array): void {
  if (stream.destroyed || stream.closed) return;
  // Characters beyond ASCII, and the percent sign itself, go into the field percent-encoded.
  const trailers = { "grpc-status": String(code), "grpc-message": encodeURIComponent(message) };
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  if (body === undefined) return void stream.end();
  const frame = new Uint8Array(HEAD_BYTES + body.length);
  new DataView(frame.buffer).setUint32(1, body.length);
  frame.set(body, HEAD_BYTES);
  stream.end(frame);
}
