/** `time=… level=error msg="cannot charge" order=7`: pairs, and nothing but pairs. */
import { nameEnd, readPairs } from "./pairs.ts";
import { LETTERS, type LineReader } from "./reader.ts";

/** At least one of these: else it is a message that has pairs in it. */
const KNOWN =
  /^(?:ts|time|timestamp|t|@timestamp|level|lvl|severity|msg|message|at|caller|logger|component)$/;
const MESSAGE = /^(?:msg|message)$/;
/** A line of fewer pairs says too little to be sure. */
const PAIRS_MIN = 2;

export const logfmt: LineReader = {
  name: "logfmt",
  summary: "pairs of name and value: Heroku, Go kit, logrus, slog, Grafana",
  source: "package documentation of github.com/kr/logfmt and Go's log/slog TextHandler",
  begins: LETTERS + "@_",
  examples: ['time=2026-05-01T10:00:00Z level=error msg="cannot charge" order=7'],
  read(text, start, end, line) {
    if (nameEnd(text, start, end) === -1) return false;
    const { fields } = line;
    const isRead = readPairs(text, start, end, fields) && fields.count >= PAIRS_MIN &&
      fields.names.slice(0, fields.count).some((name) => KNOWN.test(name));
    if (!isRead) {
      fields.count = 0;
      return false;
    }
    let hasMessage = false;
    for (let i = 0; i < fields.count; i++) {
      if (fields.names[i] === "t") fields.names[i] = "time";
      hasMessage ||= MESSAGE.test(fields.names[i]!);
    }
    line.isMessageField = hasMessage;
    return true;
  },
};
