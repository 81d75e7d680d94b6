/** Lines with the name of their file before them, as collectors of OpenStack and `grep -H` write. */
import { addPart } from "../named_parts.ts";
import { headed } from "./headed.ts";
import { blankAfter, LETTERS, type LineReader } from "./reader.ts";

const FILE_CHARS_MAX = 128;
const FILE = /^[\w./-]{1,100}\.log[\w.:-]{0,60}$/;

export const filed: LineReader = {
  name: "filed",
  summary: "the name of a log file, then a line with a time: OpenStack's collected logs",
  source: "oslo.log, logging_context_format_string, as collected in loghub's OpenStack set",
  begins: LETTERS + "/",
  examples: [
    "nova-api.log.1.2026-05-01_10:00:00 2026-05-01 10:00:00.008 25746 INFO nova.wsgi [req-1] GET",
  ],
  read(text, start, end, line, context) {
    const past = blankAfter(text, start, Math.min(end, start + FILE_CHARS_MAX));
    if (!FILE.test(text.slice(start, past))) return false;
    const code = text.charCodeAt(past + 1);
    if (!(code >= 0x30 && code <= 0x39) || !headed.read(text, past + 1, end, line, context)) {
      return false;
    }
    addPart(line.fields, "file", start, past);
    return true;
  },
};
