/**
 * Messages whose ends are told by what carries them (octet counting, datagrams, frames): each is one
 * record, with all lines that it may have, read as a line of text is.
 */
import { createLineReading } from "./line_reading.ts";
import { createStamps, type LineReader } from "./readers/mod.ts";
import { clearLine, createSyslogLine, hasPart, type SyslogLine } from "./syslog_line.ts";
import type { TextLines } from "./text_lines.ts";

/** Where messages stand: offsets in a text. */
export interface Frames {
  readonly count: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export interface FramedLineOptions {
  /** When they came, epoch milliseconds. */
  readonly nowMs: number;
  /** The readers that are asked; all, unless a client has chosen. */
  readonly readers?: readonly LineReader[] | undefined;
}

export function createFramedLines(
  text: string,
  frames: Frames,
  { nowMs, readers }: FramedLineOptions,
): TextLines {
  const line = createSyslogLine();
  const context = { stamps: createStamps(nowMs), fieldNames: undefined };
  const read = createLineReading(text, line, context, { nowMs, readers });
  let nth = 0;

  function next(): SyslogLine | undefined {
    while (nth < frames.count) {
      const start = frames.starts[nth]!;
      const end = frames.ends[nth++]!;
      if (start === end) continue;
      read(start, end);
      // What says how to read others, or is a part of one, is a record where each frame is one.
      if (line.isDirective || (hasPart(line.stream) && line.isPartial)) clearLine(line, start, end);
      return line;
    }
    return undefined;
  }

  return { next };
}
