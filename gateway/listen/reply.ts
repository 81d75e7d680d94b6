/** Writes answers (RFC 9112, section 4), each in one piece. */
import { problem } from "../http_status.ts";

export interface Writable {
  write(bytes: Uint8Array): Promise<number>;
}

export interface ReplyOptions {
  readonly isHead: boolean;
  /** What the `Connection` field says, if anything. */
  readonly connection?: "close" | "keep-alive" | undefined;
  /** IMF-fixdate, RFC 9110, section 5.6.7. */
  readonly date: string;
}

/** RFC 9110, section 15. The phrase says nothing to a program; people see it in curl. */
const PHRASES: Readonly<Record<number, string>> = {
  200: "OK",
  204: "No Content",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  417: "Expectation Failed",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
};

const encoder = new TextEncoder();

export const CONTINUE = encoder.encode("HTTP/1.1 100 Continue\r\n\r\n");

/** The bytes of an answer. */
export async function encodeReply(
  response: Response,
  { isHead, connection, date }: ReplyOptions,
): Promise<Uint8Array> {
  const { status } = response;
  const body = response.body === null ? undefined : await response.bytes();
  let head = `HTTP/1.1 ${status} ${PHRASES[status] ?? ""}\r\n`;
  for (const [name, value] of response.headers) head += `${name}: ${value}\r\n`;
  // RFC 9110, section 8.6: an answer without a body by its status has no length.
  const hasLength = status !== 204 && status !== 304 && !(isHead && body === undefined);
  if (hasLength) head += `content-length: ${body?.byteLength ?? 0}\r\n`;
  if (connection !== undefined) head += `connection: ${connection}\r\n`;
  head += `date: ${date}\r\n\r\n`;
  return joined(head, isHead ? undefined : body);
}

/** What is answered where there is no request yet; the connection ends with it. */
export interface EarlyProblem {
  readonly status: number;
  readonly reason: string;
  readonly detail: string;
  readonly date: string;
  readonly retryAfterSec?: number;
}

export function encodeProblem(
  { status, reason, detail, date, retryAfterSec }: EarlyProblem,
): Uint8Array {
  const body = encoder.encode(JSON.stringify(problem(status, reason, detail)) + "\n");
  const retry = retryAfterSec === undefined ? "" : `retry-after: ${retryAfterSec}\r\n`;
  const head = `HTTP/1.1 ${status} ${PHRASES[status] ?? ""}\r\n` +
    `content-type: application/problem+json\r\ncontent-length: ${body.byteLength}\r\n` +
    `${retry}connection: close\r\ndate: ${date}\r\n\r\n`;
  return joined(head, body);
}

function joined(head: string, body: Uint8Array | undefined): Uint8Array {
  const bytes = new Uint8Array(head.length + (body?.byteLength ?? 0));
  // Fields of a `Response` are bytes, and ours are ASCII.
  encoder.encodeInto(head, bytes);
  if (body !== undefined) bytes.set(body, head.length);
  return bytes;
}

export async function writeAll(to: Writable, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += await to.write(bytes.subarray(at));
}
