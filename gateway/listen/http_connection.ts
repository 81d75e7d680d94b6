/**
 * HTTP/1.1 on one connection (RFC 9112): request after request, each with its answer.
 *
 * ```
 * head ── readable? ── no ──► 400, 431, 501, 505 and close
 *          │ yes
 *          ▼
 *        handler ──► answer ── body read, client stays? ──► next head
 *                                    └── no ──► close, once what is still coming has been let in
 * ```
 */
import {
  type EndReason,
  type OpenConnection,
  type Phase,
  REFUSAL_REASONS,
  type RefusalReason,
} from "../../contract/mod.ts";
import type { IncomingRequest } from "../incoming_request.ts";
import { ConnectionReader, HEAD_BYTES_MAX, ReadError } from "./connection_reader.ts";
import { CONTINUE, encodeProblem, encodeReply, type Writable, writeAll } from "./reply.ts";
import { createRequestBody, type RequestBody } from "./request_body.ts";
import {
  type BadRequestReason,
  type HeadFault,
  readRequestHead,
  type RequestHead,
  STATUS_BY_BAD_REQUEST,
} from "./request_head.ts";

/** What is used of `Deno.Conn`. */
export interface Duplex extends Writable {
  read(into: Uint8Array): Promise<number | null>;
  closeWrite(): Promise<void>;
  close(): void;
}

export type Handler = (request: IncomingRequest) => Response | Promise<Response>;

export interface HttpDeps {
  readonly handler: Handler;
  /** The time, as HTTP writes it. */
  readonly date: () => string;
  /** Whether no further request is wanted on any connection. */
  readonly isClosing: () => boolean;
  readonly onBadRequest: (reason: BadRequestReason) => void;
}

/** What a request's target is put behind: no name that a client calls us by gets into a URL. */
const BASE = "http://gateway";
/** So much of a body that nobody wants is read, to keep the connection. */
const UNWANTED_BYTES_MAX = 256 * 1024;
/**
 * What is let in after the last answer: a connection that is closed with bytes unread is reset, and
 * a reset can take away the answer before its client has read it.
 */
const LINGER_BYTES_MAX = 64 * 1024;
const LINGER_MS = 1000;
const HEAD_TIMEOUT_STATUS = 408;
const REFUSAL_STATUS = 503;

/** What is answered where no handler has a request, by status. */
export function earlyReasonsByStatus(): Map<number, string[]> {
  const all = {
    ...STATUS_BY_BAD_REQUEST,
    head_timeout: HEAD_TIMEOUT_STATUS,
    ...Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, REFUSAL_STATUS])),
  };
  const entries: [string, number][] = Object.entries(all);
  const byStatus = Map.groupBy(entries, ([, status]) => status);
  return new Map([...byStatus].map(([status, each]) => [status, each.map(([reason]) => reason)]));
}

/** Serves until either side ends it. The function ends it from outside. */
export function serveHttp(
  conn: Duplex,
  open: OpenConnection,
  address: string,
  deps: HttpDeps,
): (reason: EndReason, phase: Phase) => void {
  const reader = new ConnectionReader(conn);
  const close = () => closeQuietly(conn);
  void run(conn, reader, open, address, deps).catch(() => {}).finally(() => {
    close();
    open.gone();
  });
  return (reason, phase) => {
    if (reason === "evicted" && phase === "body") return reader.cancel(); // its handler answers
    const last = lastWords(reason, phase, deps.date());
    if (last === undefined) return close();
    // Where TLS has not been spoken yet, nothing can be written.
    const timer = setTimeout(close, LINGER_MS);
    void conn.write(last).catch(() => {}).finally(() => {
      clearTimeout(timer);
      close();
    });
  };
}

/** What a client is told whose connection is ended from outside. */
function lastWords(reason: EndReason, phase: Phase, date: string): Uint8Array | undefined {
  if (reason === "head_timeout") {
    const detail = "The head of the request did not arrive in time";
    return encodeProblem({ status: HEAD_TIMEOUT_STATUS, reason, detail, date });
  }
  if (reason === "evicted" && phase === "head") return encodeRefusal("too_many_connections", date);
  return undefined;
}

/** The answer to a connection for which there is no place. */
export function encodeRefusal(reason: RefusalReason, date: string): Uint8Array {
  const detail = reason === "too_many_connections"
    ? "All connections are taken: try again later"
    : "This address has all the connections that it may have";
  return encodeProblem({ status: REFUSAL_STATUS, reason, detail, date, retryAfterSec: 1 });
}

async function run(
  conn: Duplex,
  reader: ConnectionReader,
  open: OpenConnection,
  address: string,
  deps: HttpDeps,
): Promise<void> {
  while (true) {
    const read = await nextHead(reader, open);
    if (read === undefined) return;
    if (!read.ok) {
      deps.onBadRequest(read.fault.reason);
      const detail = `Cannot read the request: ${read.fault.detail}`;
      const { reason } = read.fault;
      const status = STATUS_BY_BAD_REQUEST[reason];
      await writeAll(conn, encodeProblem({ status, reason, detail, date: deps.date() }));
      return await linger(conn);
    }
    const { head } = read;
    const body = bodyOf(head, conn, reader, open);
    open.enter(body === null ? "work" : "body");
    const response = await deps.handler({
      ...{ method: head.method, url: BASE + head.target, headers: head.headers, body, address },
    });
    open.enter("reply");
    const isKept = head.keepAlive && !deps.isClosing() && canStay(head, body, reader);
    const connection = !isKept ? "close" : head.isHttp10 ? "keep-alive" : undefined;
    const options = { isHead: head.method === "HEAD", connection, date: deps.date() } as const;
    await writeAll(conn, await encodeReply(response, options));
    if (!isKept) return body?.isRead ?? true ? undefined : await linger(conn);
    open.enter("idle");
    if (body === null || body.isRead) continue;
    while (await body.read(UNWANTED_BYTES_MAX) !== undefined);
    open.enter("idle");
  }
}

async function nextHead(
  reader: ConnectionReader,
  open: OpenConnection,
): Promise<ReturnType<typeof readRequestHead> | undefined> {
  try {
    const text = await reader.head(() => open.enter("head"));
    return text === undefined ? undefined : readRequestHead(text);
  } catch (error) {
    if (!(error instanceof ReadError) || error.kind !== "too_large") return undefined;
    const fault: HeadFault = {
      reason: "head_too_large",
      detail: `its head must be at most ${HEAD_BYTES_MAX} bytes`,
    };
    return { ok: false, fault };
  }
}

function bodyOf(
  head: RequestHead,
  conn: Duplex,
  reader: ConnectionReader,
  open: OpenConnection,
): RequestBody | null {
  if (head.length === 0) return null;
  return createRequestBody(reader, head.length, {
    async onFirstRead() {
      if (head.expectsContinue && reader.buffered === 0) await writeAll(conn, CONTINUE);
    },
    onEnd: () => open.enter("work"),
  });
}

/** Whether the connection is where the next head begins, or can be brought there cheaply. */
function canStay(head: RequestHead, body: RequestBody | null, reader: ConnectionReader): boolean {
  if (body === null || body.isRead) return true;
  if (reader.isCancelled || (head.expectsContinue && body.received === 0)) return false;
  return (body.remaining ?? Infinity) <= UNWANTED_BYTES_MAX;
}

export function closeQuietly(conn: Duplex): void {
  try {
    conn.close();
  } catch {
    // it is closed already
  }
}

export async function linger(conn: Duplex): Promise<void> {
  const timer = setTimeout(() => closeQuietly(conn), LINGER_MS);
  try {
    await conn.closeWrite();
    const unwanted = new Uint8Array(64 * 1024);
    for (let bytes = 0; bytes < LINGER_BYTES_MAX;) {
      const count = await conn.read(unwanted);
      if (count === null) return;
      bytes += count;
    }
  } finally {
    clearTimeout(timer);
  }
}
