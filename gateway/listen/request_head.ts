/**
 * The head of a request, from bytes to what it says (RFC 9112, sections 2 to 6). Strict where
 * leniency lets two readers of the same bytes see two requests: line ends, framing, names, `Host`.
 *
 * ```
 * POST /v1/logs?a=b HTTP/1.1
 * Host: logs.example:8080          must be there, once, and be a host; it decides nothing
 * Content-Length: 17               or Transfer-Encoding: chunked, not both
 * ```
 */
import { isHostAndPort } from "../../contract/mod.ts";
import type { IncomingHeaders } from "../incoming_request.ts";

export interface RequestHead {
  readonly method: string;
  /** Path and query, beginning with a slash. */
  readonly target: string;
  readonly headers: IncomingHeaders;
  /** Bytes of the body; `chunked` where it tells itself. */
  readonly length: number | "chunked";
  /** Whether the client will send another request on the connection. */
  readonly keepAlive: boolean;
  readonly isHttp10: boolean;
  /** Whether the client waits to be told to send its body. */
  readonly expectsContinue: boolean;
}

/** Why a head cannot be read, or not safely, and the status that it is answered with. */
export const STATUS_BY_BAD_REQUEST = {
  bad_request_line: 400,
  bad_host: 400,
  bad_header_field: 400,
  bad_framing: 400,
  unsupported_expectation: 417,
  head_too_large: 431,
  unsupported_transfer_encoding: 501,
  unsupported_version: 505,
} as const;
export type BadRequestReason = keyof typeof STATUS_BY_BAD_REQUEST;

export interface HeadFault {
  readonly reason: BadRequestReason;
  readonly detail: string;
}

export type HeadResult =
  | { readonly ok: true; readonly head: RequestHead }
  | { readonly ok: false; readonly fault: HeadFault };

export const HEADER_FIELDS_MAX = 100;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([\x21-\x7e]+) (HTTP\/\d\.\d)$/;
/** RFC 3986 has neither of these in a target; they are what separates a name from a path. */
const ABSOLUTE = /^https?:\/\/([^/?#\\]*)([/?][^#]*)?$/i;
const ORIGIN = /^\/[^#]*$/;
/** RFC 9110, section 5.5: no control characters but the tab. */
// deno-lint-ignore no-control-regex
const FIELD_VALUE = /^[^\x00-\x08\x0a-\x1f\x7f]*$/;
const LENGTH = /^\d{1,15}$/;

/** Reads a whole head: `text` is its bytes, one character each, up to the empty line. */
export function readRequestHead(text: string): HeadResult {
  const [requestLine, ...lines] = text.split("\r\n");
  const line = REQUEST_LINE.exec(requestLine!);
  if (line === null) {
    return fault("bad_request_line", "the first line must be method, target and version");
  }
  const [, method, target, version] = line as unknown as [string, string, string, string];
  if (version !== "HTTP/1.1" && version !== "HTTP/1.0") {
    return fault("unsupported_version", "the version must be HTTP/1.1 or HTTP/1.0");
  }
  if (lines.length > HEADER_FIELDS_MAX) {
    return fault("head_too_large", `there must be at most ${HEADER_FIELDS_MAX} header fields`);
  }
  const fields = readFields(lines);
  if (fields === undefined) {
    return fault("bad_header_field", "each header field must be 'name: value', on one line");
  }
  return readMeaning(method, target, version === "HTTP/1.0", fields);
}

function readMeaning(
  method: string,
  target: string,
  isHttp10: boolean,
  fields: Map<string, string>,
): HeadResult {
  const path = pathOf(target);
  if (path === undefined) {
    return fault("bad_request_line", "the target must be a path, or an http URL of one");
  }
  const host = fields.get("host");
  if (host === undefined ? !isHttp10 : !isHostAndPort(host)) {
    return fault("bad_host", "there must be one Host header, of a host and perhaps a port");
  }
  const length = bodyLengthOf(fields, isHttp10);
  if (typeof length === "object") return { ok: false, fault: length };
  const expectation = fields.get("expect");
  if (expectation !== undefined && expectation.toLowerCase() !== "100-continue") {
    return fault("unsupported_expectation", "Expect must be 100-continue");
  }
  const connection = fields.get("connection")?.toLowerCase() ?? "";
  const options = connection === "" ? [] : connection.split(",").map((option) => option.trim());
  return {
    ok: true,
    head: {
      ...{ method, target: path, headers: headersOf(fields), length, isHttp10 },
      keepAlive: isHttp10 ? options.includes("keep-alive") : !options.includes("close"),
      expectsContinue: expectation !== undefined && !isHttp10,
    },
  };
}

/** The path of either form that a server is asked by; the authority of the second says nothing. */
function pathOf(target: string): string | undefined {
  if (ORIGIN.test(target) || target === "*") return target === "*" ? "/*" : target;
  const [, authority, path = "/"] = ABSOLUTE.exec(target) ?? [];
  if (authority === undefined || !isHostAndPort(authority)) return undefined;
  return path.startsWith("/") ? path : `/${path}`;
}

/** Names in lower case; `undefined` where a line is no field, or is folded into the next. */
function readFields(lines: readonly string[]): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0 || !FIELD_VALUE.test(line)) return undefined;
    const name = line.slice(0, colon).toLowerCase();
    if (!TOKEN.test(name)) return undefined;
    const value = trimmed(line, colon + 1);
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return fields;
}

/** Without spaces and tabs at its ends; `trim` would take more than those. */
function trimmed(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** RFC 9112, section 6.3. A length that is said twice, or in two ways, is how requests get hidden. */
function bodyLengthOf(
  fields: ReadonlyMap<string, string>,
  isHttp10: boolean,
): number | "chunked" | HeadFault {
  const length = fields.get("content-length");
  const coding = fields.get("transfer-encoding");
  if (coding === undefined) {
    if (length === undefined) return 0;
    return LENGTH.test(length)
      ? Number(length)
      : badFraming("Content-Length must be one number of bytes");
  }
  if (length !== undefined || isHttp10) {
    return badFraming("Transfer-Encoding must not be in HTTP/1.0, nor beside Content-Length");
  }
  if (coding.toLowerCase() === "chunked") return "chunked";
  return { reason: "unsupported_transfer_encoding", detail: "Transfer-Encoding must be chunked" };
}

function badFraming(detail: string): HeadFault {
  return { reason: "bad_framing", detail };
}

function headersOf(fields: ReadonlyMap<string, string>): IncomingHeaders {
  return {
    get: (name) => fields.get(name) ?? fields.get(name.toLowerCase()) ?? null,
    has: (name) => fields.has(name) || fields.has(name.toLowerCase()),
  };
}

function fault(reason: BadRequestReason, detail: string): HeadResult {
  return { ok: false, fault: { reason, detail } };
}
