/** What nginx says of itself. */
import { setPart } from "../syslog_line.ts";
import { addNumber } from "../named_parts.ts";
import { DIGITS, found, type LineReader } from "./reader.ts";

const HEAD = / \[([a-z]{1,8})\] (\d{1,10})#(\d{1,10}): (?:\*(\d{1,20}) )?/y;

export const nginxError: LineReader = {
  name: "nginx_error",
  summary: "nginx's error log",
  source: "nginx documentation, error_log; the layout of ngx_log_error_core()",
  begins: DIGITS,
  examples: [
    "2026/05/01 10:00:00 [error] 1234#0: *77 connect() failed (111: Connection refused)",
  ],
  read(text, start, end, line, { stamps }) {
    if (text.charCodeAt(start + 4) !== 0x2f) return false;
    const past = stamps.read(text, start, end);
    if (past === -1) return false;
    const head = found(HEAD, text, past, end);
    if (head === undefined) return false;
    line.ts = stamps.ts;
    const [, level, pid, tid, connection] = head;
    const levelStart = past + 2;
    setPart(line.level, levelStart, levelStart + level!.length);
    const pidStart = levelStart + level!.length + 2;
    setPart(line.pid, pidStart, pidStart + pid!.length);
    const tidStart = pidStart + pid!.length + 1;
    addNumber(line.fields, text, "tid", tidStart, tidStart + tid!.length);
    if (connection !== undefined) {
      const at = tidStart + tid!.length + 3;
      addNumber(line.fields, text, "connection", at, at + connection.length);
    }
    setPart(line.msg, HEAD.lastIndex, end);
    return true;
  },
};
