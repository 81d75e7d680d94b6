/** `type=SYSCALL msg=audit(1777629600.819:7798): arch=…` */
import { readTimestamp } from "../../timestamp.ts";
import { setPart } from "../syslog_line.ts";
import { addNumber, addPart } from "../named_parts.ts";
import { found, type LineReader } from "./reader.ts";

const HEAD =
  /(?:node=([^\s]{1,255}) )?type=([A-Z0-9_[\]]{1,48}) msg=audit\((\d{1,11}\.\d{1,9}):(\d{1,20})\): ?/y;

export const auditd: LineReader = {
  name: "auditd",
  summary: "the Linux audit log",
  source: "Linux audit documentation, “Audit event parsing”: type, msg=audit(seconds.ms:serial)",
  begins: "tn",
  examples: ["type=SYSCALL msg=audit(1777629600.819:7798): arch=c000003e syscall=2 success=no"],
  read(text, start, end, line) {
    const head = found(HEAD, text, start, end);
    if (head === undefined) return false;
    const [whole, node, type, time, serial] = head;
    line.ts = readTimestamp(time!);
    if (line.ts === undefined) return false;
    if (node !== undefined) setPart(line.host, start + 5, start + 5 + node.length);
    const typeStart = start + whole.indexOf("type=") + 5;
    addPart(line.fields, "type", typeStart, typeStart + type!.length);
    const from = start + whole.indexOf(`:${serial}): `.trimEnd()) + 1;
    addNumber(line.fields, text, "audit_id", from, from + serial!.length);
    setPart(line.msg, Math.min(HEAD.lastIndex, end), end);
    return true;
  },
};
