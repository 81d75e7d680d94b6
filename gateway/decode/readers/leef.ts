/** `LEEF:2.0|Vendor|Product|1.0|EventID|^|src=10.0.0.1^dst=10.0.0.2` */
import { readTimestamp } from "../../timestamp.ts";
import type { SyslogLine } from "../syslog_line.ts";
import { levelOf } from "./cef.ts";
import { addNumber, addPart, FIELD_NAME_CHARS_MAX, LINE_FIELDS_MAX } from "../named_parts.ts";
import type { LineReader } from "./reader.ts";

const HEADER = ["vendor", "product", "product_version", "event_id"] as const;
const HEADER_CHARS_MAX = 1024;

export const leef: LineReader = {
  name: "leef",
  summary: "IBM QRadar's LEEF, by itself or behind a syslog header",
  source: "IBM, “LEEF event components”, versions 1.0 and 2.0",
  begins: "L",
  examples: ["LEEF:1.0|Vendor|Prod|1.0|login|src=10.0.0.1\tusrName=joe\tsev=5"],
  read(text, start, end, line) {
    return readLeef(text, start, end, line);
  },
};

/** The message stays whole: the format has no text of its own. */
export function readLeef(text: string, start: number, end: number, line: SyslogLine): boolean {
  const version = text.startsWith("LEEF:2", start) ? 2 : text.startsWith("LEEF:1", start) ? 1 : 0;
  if (version === 0) return false;
  const limit = Math.min(end, start + HEADER_CHARS_MAX);
  const cuts: number[] = [];
  const wanted = HEADER.length + version;
  for (let at = start; at < limit && cuts.length < wanted; at++) {
    if (text.charCodeAt(at) === 0x7c) cuts.push(at);
  }
  if (cuts.length < HEADER.length + 1) return false;
  const { fields } = line;
  HEADER.forEach((name, i) => {
    if (cuts[i + 1]! > cuts[i]! + 1) addPart(fields, name, cuts[i]! + 1, cuts[i + 1]!);
  });
  let from = cuts[HEADER.length]! + 1;
  let delimiter = "\t";
  if (version === 2 && cuts.length === wanted) {
    delimiter = delimiterOf(text.slice(from, cuts[wanted - 1])) ?? "\t";
    from = cuts[wanted - 1]! + 1;
  }
  const rest = text.slice(from, end);
  for (let at = from; at < end && fields.count < LINE_FIELDS_MAX;) {
    const cut = rest.indexOf(delimiter, at - from);
    const stop = cut === -1 ? end : from + cut;
    readAttribute(text, at, stop, line);
    at = stop + delimiter.length;
  }
  return true;
}

function readAttribute(text: string, from: number, to: number, line: SyslogLine): void {
  const limit = Math.min(to, from + FIELD_NAME_CHARS_MAX);
  let equals = from;
  while (equals < limit && text.charCodeAt(equals) !== 0x3d) equals++;
  if (equals === limit || equals === from) return;
  const name = text.slice(from, equals);
  const value = text.slice(equals + 1, to);
  if (name === "devTime" && line.ts === undefined) line.ts = readTimestamp(value);
  if (name === "sev") line.levelIs ??= levelOf(value);
  addNumber(line.fields, text, name === "msg" ? "leef_msg" : name, equals + 1, to);
}

/** One character, or its number: `0x5e`, `x5E`. */
function delimiterOf(given: string): string | undefined {
  const hex = /^0?x([0-9A-Fa-f]{2,4})$/.exec(given);
  if (hex !== null) return String.fromCharCode(parseInt(hex[1]!, 16));
  return given.length === 1 ? given : undefined;
}
