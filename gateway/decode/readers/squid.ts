/** `1777629600.123    110 198.51.100.9 TCP_MISS/200 4527 GET http://example.org/ - HIER_DIRECT/… text/html` */
import { readTimestamp } from "../../timestamp.ts";
import { setPart } from "../syslog_line.ts";
import { addNumber, addPart } from "../named_parts.ts";
import { DIGITS, found, type LineReader } from "./reader.ts";

const LINE =
  /(\d{9,11}\.\d{3}) {1,8}(-?\d{1,10}) ([0-9A-Fa-f.:]{2,45}|[\w.-]{1,128}) ([A-Z_]{3,40})\/(\d{3}) (\d{1,20}) ([A-Z_]{3,20}) ([^\s]{1,8192}) ([^\s]{1,128}) ([^\s]{1,256})(?: ([^\s]{1,128}))?/y;
const NAMES = [
  ...["time", "duration_ms", "client_ip", "cache", "status", "bytes", "method", "path", "user"],
  ...["peer", "content_type"],
];

export const squid: LineReader = {
  name: "squid",
  summary: "Squid's native access log",
  source: "Squid wiki, “Squid Log Files”, native access.log format",
  begins: DIGITS,
  isUndated: true,
  examples: [
    "1777629600.123    110 198.51.100.9 TCP_MISS/200 4527 GET http://example.org/ - HIER_DIRECT/203.0.113.5 text/html",
  ],
  read(text, start, end, line) {
    const match = found(LINE, text, start, end);
    if (match === undefined) return false;
    line.ts = readTimestamp(match[1]!);
    if (line.ts === undefined) return false;
    let at = start + match[1]!.length;
    for (let i = 2; i <= NAMES.length; i++) {
      const value = match[i];
      if (value === undefined) continue;
      while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x2f) at++;
      const past = at + value.length;
      if (value !== "-") {
        if (i === 8) addPart(line.fields, "path", at, past);
        else addNumber(line.fields, text, NAMES[i - 1]!, at, past);
      }
      at = past;
    }
    setPart(line.msg, start, end);
    return true;
  },
};
