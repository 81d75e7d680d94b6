/** One request to a web server, as nearly all of them write it. */
import { setPart } from "../syslog_line.ts";
import { addNumber, addPart, WRITTEN } from "../named_parts.ts";
import { closingQuote } from "./pairs.ts";
import { blankAfter, DIGITS, LETTERS, type LineReader } from "./reader.ts";

const WORD_CHARS_MAX = 256;
/** Words before the time: a virtual host, the client, its identity, its user. */
const WORDS_MAX = 6;
const OPEN = 0x5b;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const SPACE = 0x20;

export const accessLog: LineReader = {
  name: "access_log",
  summary: "requests: Common and Combined Log Format, nginx's and Apache's default, with vhost",
  source:
    "Apache httpd, mod_log_config (Common, Combined, vhost_combined); nginx, log_format combined",
  begins: DIGITS + LETTERS + ":-",
  isUndated: true,
  examples: [
    '198.51.100.7 - alice [01/May/2026:12:00:00 +0200] "GET /a?x=1 HTTP/1.1" 500 612 "-" "curl/8.5.0"',
  ],
  read(text, start, end, line, { stamps }) {
    const starts: number[] = [];
    const ends: number[] = [];
    let at = start;
    while (text.charCodeAt(at) !== OPEN) {
      if (starts.length === WORDS_MAX) return false;
      const limit = Math.min(end, at + WORD_CHARS_MAX);
      const past = blankAfter(text, at, limit);
      if (past === at || past >= limit) return false;
      starts.push(at);
      ends.push(past);
      at = past + 1;
    }
    const words = starts.length;
    if (words < 3) return false;
    const timeEnd = stamps.read(text, at + 1, end);
    const isTime = timeEnd !== -1 && stamps.ts !== undefined && text.charCodeAt(timeEnd) === 0x5d &&
      text.charCodeAt(timeEnd + 1) === SPACE;
    if (!isTime) return false;
    const open = timeEnd + 2;
    if (text.charCodeAt(open) !== QUOTE) return false;
    const close = closingQuote(text, open, end);
    if (close === -1) return false;

    line.ts = stamps.ts;
    const { fields } = line;
    const client = words - 3;
    if (client > 0) addPart(fields, "vhost", starts[0]!, ends[0]!);
    addGiven("client_ip", starts[client]!, ends[client]!);
    addGiven("ident", starts[client + 1]!, ends[client + 1]!);
    addGiven("user", starts[client + 2]!, ends[client + 2]!);
    readRequest(open + 1, close);
    setPart(line.msg, open + 1, close);
    readTail(close + 1);
    return true;

    function addGiven(name: string, from: number, to: number): void {
      if (to - from !== 1 || text.charCodeAt(from) !== HYPHEN) addPart(fields, name, from, to);
    }

    function readRequest(from: number, to: number): void {
      const methodEnd = blankAfter(text, from, to);
      const version = text.lastIndexOf(" ", to - 1);
      if (methodEnd >= to || version <= methodEnd) return;
      if (!text.startsWith("HTTP/", version + 1)) return;
      addPart(fields, "method", from, methodEnd);
      addPart(fields, "path", methodEnd + 1, version);
      addPart(fields, "protocol", version + 1, to);
    }

    /** Status and bytes, then what is quoted: referer and user agent; other words stay in `rest`. */
    function readTail(from: number): void {
      let next = from;
      for (const name of ["status", "bytes"]) {
        const word = next + 1;
        if (text.charCodeAt(next) !== SPACE) break;
        const past = blankAfter(text, word, end);
        if (past > word && text.charCodeAt(word) !== HYPHEN) {
          addNumber(fields, text, name, word, past);
        }
        next = past;
      }
      for (const name of ["referer", "user_agent"]) {
        if (text.charCodeAt(next) !== SPACE || text.charCodeAt(next + 1) !== QUOTE) break;
        const stop = closingQuote(text, next + 1, end);
        if (stop === -1) break;
        const isGiven = stop - next - 2 !== 1 || text.charCodeAt(next + 2) !== HYPHEN;
        const isEscaped = text.slice(next + 2, stop).includes("\\");
        if (isGiven && stop > next + 2) {
          addPart(fields, name, next + 2, stop, isEscaped ? WRITTEN.escaped : WRITTEN.plain);
        }
        next = stop + 1;
      }
      if (next + 1 < end) addPart(fields, "rest", next + 1, end);
    }
  },
};
