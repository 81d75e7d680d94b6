/** `CEF:0|Vendor|Product|1.0|100|worm stopped|10|src=10.0.0.1 dst=2.1.2.2` */
import type { Level } from "../../../contract/mod.ts";
import { readTimestamp } from "../../timestamp.ts";
import { setPart, type SyslogLine } from "../syslog_line.ts";
import { nameEnd } from "./pairs.ts";
import { addNumber, addPart, isNumber, LINE_FIELDS_MAX, WRITTEN } from "../named_parts.ts";
import type { LineReader } from "./reader.ts";

const HEADER = [
  "vendor",
  "product",
  "product_version",
  "signature_id",
  "name",
  "severity",
] as const;
const HEADER_CHARS_MAX = 1024;
const PIPE = 0x7c;
const BACKSLASH = 0x5c;
const EQUALS = 0x3d;
const SPACE = 0x20;
/** Names of the extension that say when, the best first. */
const TIMES = ["rt", "end", "start", "deviceReceiptTime"];

export const cef: LineReader = {
  name: "cef",
  summary: "ArcSight Common Event Format, by itself or behind a syslog header",
  source: "Micro Focus ArcSight, “Implementing ArcSight Common Event Format (CEF)”, version 26",
  begins: "C",
  examples: ["CEF:0|Vendor|Prod|1.0|100|worm stopped|10|src=10.0.0.1 dst=203.0.113.2"],
  read(text, start, end, line) {
    return readCef(text, start, end, line);
  },
};

/** The same behind a header that has the time and the host. */
export function readCef(text: string, start: number, end: number, line: SyslogLine): boolean {
  if (!text.startsWith("CEF:", start)) return false;
  const cuts: number[] = [];
  const limit = Math.min(end, start + HEADER_CHARS_MAX);
  for (let at = start + 4; at < limit && cuts.length <= HEADER.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === PIPE) cuts.push(at);
  }
  // A severity may end the line.
  if (cuts.length === HEADER.length) cuts.push(end);
  if (cuts.length <= HEADER.length) return false;
  const { fields } = line;
  for (let i = 0; i < HEADER.length; i++) {
    const from = cuts[i]! + 1;
    const to = cuts[i + 1]!;
    const name = HEADER[i]!;
    if (name === "name") setPart(line.msg, from, to);
    else if (name === "severity") {
      line.levelIs ??= levelOf(text.slice(from, to));
      addPart(fields, "cef_severity", from, to);
    } else if (to > from) addPart(fields, name, from, to);
  }
  readExtension(text, cuts[HEADER.length]! + 1, end, line);
  return true;
}

/** Names of fields that are the record's own get a mark: an extension may have a `msg` too. */
function nameOf(name: string): string {
  return name === "msg" ? "cef_msg" : name;
}

/** A value goes on until the last blank before the next name: `act=blocked by user src=…`. */
function readExtension(text: string, from: number, end: number, line: SyslogLine): void {
  const { fields } = line;
  let at = from;
  let name = nameEnd(text, at, end);
  while (name !== -1 && fields.count < LINE_FIELDS_MAX) {
    const start = name + 1;
    let next = -1;
    let stop = end;
    let isEscaped = false;
    for (let i = start; i < end; i++) {
      const code = text.charCodeAt(i);
      if (code === BACKSLASH) {
        isEscaped = true;
        i++;
      } else if (code === EQUALS) {
        const word = wordStart(text, i, start);
        if (word === -1) continue;
        next = i;
        stop = word - 1;
        break;
      }
    }
    const key = text.slice(at, name);
    const value = text.slice(start, stop);
    if (line.ts === undefined && TIMES.includes(key)) line.ts = readTimestamp(value);
    if (isEscaped) addPart(fields, nameOf(key), start, stop, WRITTEN.escaped);
    else if (isNumber(text, start, stop)) addNumber(fields, text, nameOf(key), start, stop);
    else addPart(fields, nameOf(key), start, stop);
    if (next === -1) return;
    at = stop + 1;
    name = next;
  }
}

const EXTENSION_NAME_CHARS_MAX = 64;

/** The start of the word that ends at `end`, if it can be a name and a blank is before it; else -1. */
function wordStart(text: string, end: number, from: number): number {
  const first = Math.max(from, end - EXTENSION_NAME_CHARS_MAX);
  for (let at = end - 1; at >= first; at--) {
    const code = text.charCodeAt(at);
    if (code === SPACE) return at === end - 1 ? -1 : at + 1;
    const letter = code | 0x20;
    const isName = (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) ||
      code === 0x5f || code === 0x2e;
    if (!isName) return -1;
  }
  return -1;
}

/** 0–3 low, 4–6 medium, 7–8 high, 9–10 very high; or these words. */
export function levelOf(severity: string): Level {
  const number = Number(severity);
  if (severity.trim() !== "" && Number.isFinite(number)) {
    return number >= 7 ? "ERROR" : number >= 4 ? "WARN" : "INFO";
  }
  switch (severity.toLowerCase()) {
    case "medium":
      return "WARN";
    case "high":
    case "very-high":
      return "ERROR";
    default:
      return "INFO";
  }
}
