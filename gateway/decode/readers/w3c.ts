/** Rows under `#Fields: …`, as IIS and CloudFront write them. */
import { readTimestamp } from "../../timestamp.ts";
import { addNumber, addPart, FIELD_NAME_CHARS_MAX, LINE_FIELDS_MAX } from "../named_parts.ts";
import { blankAfter, DIGITS, type LineReader, skipBlanks } from "./reader.ts";

const FIELDS = "#Fields:";
const DIRECTIVE = /^#(?:Version|Fields|Software|Start-Date|End-Date|Date|Remark):/;
const DIRECTIVE_CHARS_MAX = 16;
const NAMES: Readonly<Record<string, string>> = {
  ...{
    "cs-method": "method",
    "cs-uri-stem": "path",
    "cs-uri-query": "query",
    "sc-status": "status",
  },
  ...{ "c-ip": "client_ip", "s-ip": "server_ip", "s-port": "server_port", "cs-username": "user" },
  ...{ "cs(User-Agent)": "user_agent", "cs(Referer)": "referer", "time-taken": "duration_ms" },
  ...{ "sc-bytes": "bytes", "cs-bytes": "bytes_in", "cs-host": "vhost", "s-computername": "host" },
  ...{ "cs-version": "protocol" },
};

export const w3c: LineReader = {
  name: "w3c",
  summary: "W3C extended log: IIS, CloudFront; lines that begin with # name the fields",
  source: "W3C Working Draft WD-logfile-960323, “Extended Log File Format”",
  begins: "#" + DIGITS,
  examples: [
    "#Fields: date time s-ip cs-method cs-uri-stem sc-status",
    "2026-05-01 10:00:00 10.0.0.5 GET /robots.txt 404",
  ],
  read(text, start, end, line, context) {
    if (text.charCodeAt(start) === 0x23) {
      if (!DIRECTIVE.test(text.slice(start, Math.min(end, start + DIRECTIVE_CHARS_MAX)))) {
        return false;
      }
      if (text.startsWith(FIELDS, start)) {
        const names = text.slice(start + FIELDS.length, end).trim().split(/[ \t]+/);
        const isRead = names.length <= LINE_FIELDS_MAX &&
          names.every((name) => name.length <= FIELD_NAME_CHARS_MAX);
        context.fieldNames = isRead ? names : undefined;
      }
      line.isDirective = true;
      return true;
    }
    const names = context.fieldNames;
    if (names === undefined) return false;
    const { fields } = line;
    let date = "";
    let time = "";
    let at = start;
    for (const name of names) {
      at = skipBlanks(text, at, end);
      if (at >= end) return cleared();
      const past = blankAfter(text, at, end);
      const isGiven = past - at !== 1 || text.charAt(at) !== "-";
      if (name === "date") date = text.slice(at, past);
      else if (name === "time") time = text.slice(at, past);
      else if (isGiven) {
        const as = NAMES[name] ?? name;
        if (as === "path" || as === "query") addPart(fields, as, at, past);
        else addNumber(fields, text, as, at, past);
      }
      at = past;
    }
    if (skipBlanks(text, at, end) < end) return cleared();
    line.ts = date === "" ? undefined : readTimestamp(`${date}T${time === "" ? "00:00" : time}Z`);
    return date === "" || line.ts !== undefined ? true : cleared();

    function cleared(): false {
      fields.count = 0;
      return false;
    }
  },
};
