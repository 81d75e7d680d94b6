/** A time, then what a program's layout puts before the message: see `head.ts`. */
import { readProgramAt, readUnknownLevel } from "../plain_line.ts";
import { readRfc3164 } from "../rfc3164.ts";
import { hasPart, setPart, type SyslogLine } from "../syslog_line.ts";
import { readHead } from "./head.ts";
import { DIGITS, type LineReader, skipBlanks } from "./reader.ts";

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COLON = 0x3a;
const UPPER_T = 0x54;
const DATE_CHARS = "YYYY-MM-DD".length;

export const headed: LineReader = {
  name: "headed",
  summary:
    "a time, then level, thread, logger in any usual order: log4j, logback, Spring, Python logging, loguru, Hadoop, Spark, HDFS, Zookeeper, OpenStack, Elasticsearch, Kafka, Monolog, Go log",
  source:
    "layouts of log4j PatternLayout, Spring Boot, Python logging.Formatter, oslo.log, Go log (LstdFlags), Monolog LineFormatter",
  begins: DIGITS + "[",
  examples: [
    "2026-05-01 10:00:00,123 [main] ERROR com.example.Pay - cannot charge",
    "2026-05-01 10:00:01.123  WARN 77 --- [nio-8080-exec-1] c.e.Web : slow",
    "2026-05-01 10:00:00,123 - app.orders - ERROR - cannot charge",
    "26/05/01 10:00:00 INFO spark.SecurityManager: Changing view acls",
    "260501 100000 148 INFO dfs.DataNode$PacketResponder: terminating",
    "[2026-05-01 10:00:00] production.ERROR: boom",
    "[2026-05-01T10:00:00,123][WARN ][o.e.m.j.JvmGcMonitor] [node-1] overhead",
    "2026/05/01 10:00:00 listening on :8080",
  ],
  read(text, start, end, line, context) {
    const { stamps } = context;
    const isBracketed = text.charCodeAt(start) === OPEN;
    const stampStart = isBracketed ? start + 1 : start;
    const stampEnd = stamps.read(text, stampStart, end);
    if (stampEnd === -1) return false;
    let at = stampEnd;
    if (isBracketed) {
      if (text.charCodeAt(at) !== CLOSE) return false;
      at++;
    } else if (text.charCodeAt(at) === COLON) at++;
    const isEnded = at >= end || isBracketed || isPartedBy(text.charCodeAt(at));
    if (!isEnded) return false;
    // A clock time by itself is one only before a level: `12:00:00 is noon`.
    const isClock = text.charCodeAt(stampStart + 2) === COLON;
    line.ts = stamps.ts;
    if (stamps.ts === undefined) setPart(line.stamp, stampStart, stampEnd);
    if (readHead(text, at, end, line, context)) {
      if (!isBracketed && line.fields.count === 0) readProgram(text, end, line);
      return true;
    }
    line.fields.count = 0;
    if (isClock) {
      line.ts = undefined;
      return false;
    }
    if (!isBracketed) {
      if (readUnknownLevel(text, at, end, line)) return true;
      if (
        text.charCodeAt(stampStart + DATE_CHARS) === UPPER_T && readHostAndTag(text, at, end, line)
      ) {
        return true;
      }
    }
    setPart(line.msg, skipBlanks(text, at, end), end);
    return true;
  },
};

/** `ERROR web-1 checkout[77]: text`: the gateway's own form, and that of `LOG_PID`. */
function readProgram(text: string, end: number, line: SyslogLine): void {
  const { start } = line.msg;
  if (!readProgramAt(text, start, end, line)) setPart(line.msg, start, end);
}

/** `web-1 su[77]: text`, what syslog daemons write behind a time of RFC 3339. */
function readHostAndTag(text: string, at: number, end: number, line: SyslogLine): boolean {
  readRfc3164(text, at, end, line);
  const isNumber = hasPart(line.host) && /^\d+$/.test(text.slice(line.host.start, line.host.end));
  if (hasPart(line.app) && !isNumber) return true;
  line.host.start = line.app.start = line.pid.start = -1;
  return false;
}

function isPartedBy(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x7c || code === 0x2c || code === 0x5b;
}
