/** `E0501 10:00:00.123456   12345 reflector.go:138] text` */
import { setPart } from "../syslog_line.ts";
import { addNumber, addPart } from "../named_parts.ts";
import { found, type LineReader } from "./reader.ts";

const HEAD =
  /[IWEFD](\d\d)(\d\d) (\d\d:\d\d:\d\d)\.(\d{1,9}) {1,8}(\d{1,10}) ([^\s:\]]{1,160}):(\d{1,7})\] ?/y;
const LEVELS = { I: "INFO", W: "WARN", E: "ERROR", F: "ERROR", D: "DEBUG" } as const;

export const klog: LineReader = {
  name: "klog",
  summary: "Kubernetes' components, and what else logs with glog or abseil",
  source: "k8s.io/klog and github.com/golang/glog: Lmmdd hh:mm:ss.uuuuuu threadid file:line] msg",
  begins: "IWEFD",
  examples: ["E0501 10:00:00.123456   12345 reflector.go:138] Failed to watch *v1.Pod"],
  read(text, start, end, line, { stamps }) {
    const head = found(HEAD, text, start, end);
    if (head === undefined) return false;
    const [, month, day, clock, fraction, thread, file, row] = head;
    if (!stamps.readYearless(Number(month), Number(day), clock!, fraction!)) return false;
    line.ts = stamps.ts;
    line.levelIs = LEVELS[text.charAt(start) as keyof typeof LEVELS];
    const bracket = text.charAt(HEAD.lastIndex - 1) === "]" ? HEAD.lastIndex : HEAD.lastIndex - 1;
    const rowStart = bracket - 1 - row!.length;
    const fileStart = rowStart - 1 - file!.length;
    const threadStart = fileStart - 1 - thread!.length;
    addNumber(line.fields, text, "tid", threadStart, threadStart + thread!.length);
    addPart(line.fields, "file", fileStart, rowStart - 1);
    addNumber(line.fields, text, "line", rowStart, rowStart + row!.length);
    setPart(line.msg, Math.min(HEAD.lastIndex, end), end);
    return true;
  },
};
