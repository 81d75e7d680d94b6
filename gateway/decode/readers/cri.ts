/** Lines of a container as Kubernetes' runtimes write them; parts of a long one are joined. */
import { setPart } from "../syslog_line.ts";
import { DIGITS, found, type LineReader } from "./reader.ts";

const STREAM = /(stdout|stderr) ([FP])(?::[A-Z0-9:]{1,16})?(?: |(?![^\r\n]))/y;

export const cri: LineReader = {
  name: "cri",
  summary: "what Kubernetes keeps of a container's output",
  source: "Kubernetes, design proposal “CRI: stdout/stderr logging”: time, stream, tags, text",
  begins: DIGITS,
  examples: ["2026-05-01T10:00:00.123456789Z stderr F panic: runtime error"],
  read(text, start, end, line, { stamps }) {
    if (text.charCodeAt(start + 10) !== 0x54) return false;
    const past = stamps.read(text, start, end);
    if (past === -1 || stamps.ts === undefined || !text.startsWith(" std", past)) return false;
    const at = past + 1;
    const stream = found(STREAM, text, at, end);
    if (stream === undefined) return false;
    line.ts = stamps.ts;
    setPart(line.stream, at, at + stream[1]!.length);
    line.isPartial = stream[2] === "P";
    setPart(line.msg, Math.min(STREAM.lastIndex, end), end);
    return true;
  },
};
