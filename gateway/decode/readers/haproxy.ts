/** HAProxy's HTTP and TCP logs, the text behind the syslog header. */
import { setPart, type SyslogLine } from "../syslog_line.ts";
import { closingQuote } from "./pairs.ts";
import { addNumber, addPart } from "../named_parts.ts";
import { DIGITS, found, type LineContext, type LineReader } from "./reader.ts";

const CLIENT = /([0-9A-Fa-f.:]{2,45}):(\d{1,5}) \[/y;
const ROUTE =
  /\] ([^\s]{1,128}) ([^\s/]{1,128})\/([^\s]{1,128}) ([\d+/-]{3,64}) (?:(-?\d{1,3}) )?\+?(\d{1,20}) /y;
const QUOTE_CHARS_MAX = 512;

export const haproxy: LineReader = {
  name: "haproxy",
  summary: "HAProxy: HTTP and TCP logs, also behind a syslog header",
  source: "HAProxy Configuration Manual, section 8.2, “Log formats”",
  begins: DIGITS + "abcdefABCDEF:",
  isUndated: true,
  examples: [
    '198.51.100.7:33317 [01/May/2026:10:00:00.123] http-in~ static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 "GET /index.html HTTP/1.1"',
  ],
  read(text, start, end, line, context) {
    return readHaproxy(text, start, end, line, context);
  },
};

export function readHaproxy(
  text: string,
  start: number,
  end: number,
  line: SyslogLine,
  { stamps }: LineContext,
): boolean {
  const client = found(CLIENT, text, start, end);
  if (client === undefined) return false;
  const past = stamps.read(text, CLIENT.lastIndex, end);
  if (past === -1) return false;
  const { ts } = stamps;
  const route = found(ROUTE, text, past, end);
  if (route === undefined) return false;
  line.ts ??= ts;
  const { fields } = line;
  const hostEnd = start + client[1]!.length;
  addPart(fields, "client_ip", start, hostEnd);
  addNumber(fields, text, "client_port", hostEnd + 1, hostEnd + 1 + client[2]!.length);
  let at = past + 2;
  const NAMES = ["frontend", "backend", "server", "timers", "status", "bytes"];
  for (let i = 0; i < NAMES.length; i++) {
    const value = route[i + 1];
    if (value === undefined) continue;
    if (NAMES[i] === "bytes" && text.charCodeAt(at) === 0x2b) at++;
    addNumber(fields, text, NAMES[i]!, at, at + value.length);
    at += value.length + 1;
  }
  readRequest(text, ROUTE.lastIndex, end, line);
  setPart(line.msg, start, end);
  return true;
}

/** Looks in the line and in its request only: a search that goes on beyond is made for each line. */
function readRequest(text: string, from: number, end: number, line: SyslogLine): void {
  const quote = text.slice(from, Math.min(end, from + QUOTE_CHARS_MAX + 1)).indexOf('"');
  if (quote === -1) return;
  const open = from + quote;
  const close = closingQuote(text, open, end);
  const request = text.slice(open + 1, close === -1 ? end : close);
  const method = request.indexOf(" ");
  const version = request.lastIndexOf(" HTTP/");
  if (method === -1 || version <= method) return;
  addPart(line.fields, "method", open + 1, open + 1 + method);
  addPart(line.fields, "path", open + 2 + method, open + 1 + version);
}
