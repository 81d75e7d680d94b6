/**
 * Plays a real log file line by line, as text/plain: at the scenario's rate, or with the spacing that
 * the lines' own times have. Empty lines are left out. ` seq=7` is put at the end of each line, so
 * that what was stored can be held against what was sent; `sequence: false` leaves lines as they
 * are. What a file holds in clear is sent in clear, and not listed as planted: nobody knows it.
 */
import { z } from "zod";
import { joinTexts, NO_PII } from "../record/mod.ts";
import { defineEmitter, type EmittedRecord, type EmittedRequest } from "../emitter.ts";
import { readLine } from "./line_reading.ts";
import { lineOffsetsMs } from "./line_time.ts";

/** Longer lines are cut. */
export const LINE_CHARS_MAX = 1_000_000;

export const replay = defineEmitter({
  type: "replay",
  summary: "A real log file, line by line: at a rate or with its own spacing, once or in a loop",
  config: z.strictObject({
    file: z.string().min(1).describe("Path of the file; plain text in UTF-8"),
    spacing: z.enum(["rate", "original"]).default("rate")
      .describe("Lines come at the scenario's rate, or as far apart as their own times are"),
    speed: z.number().min(0.001).max(100_000).default(1)
      .describe("With original spacing: how many times as fast"),
    gap_sec_max: z.number().min(0).max(86_400).default(60)
      .describe("With original spacing: longer gaps are cut to this, before speed"),
    loop: z.boolean().default(true).describe("Begin again after the last line"),
    sequence: z.boolean().default(true)
      .describe("Put `seq=N` at the end of each line, which loss and duplicates are found by"),
  }),
  files: ({ file }) => [file],
  create({ file, spacing, speed, gap_sec_max, loop, sequence }, { files }) {
    const text = files?.get(file);
    if (text === undefined) throw new Error(`The caller did not read the file ${file}`);
    const lines = linesOf(text);
    let seq = 0;
    return {
      next(): EmittedRecord {
        const line = lines[seq % lines.length];
        if (line === undefined) throw new RangeError("There are no more lines to replay");
        seq++;
        const { level, defect } = readLine(line);
        const record = {
          seq,
          level,
          text: sequence ? `${line} seq=${seq}` : line,
          planted: NO_PII,
        };
        return defect === undefined
          ? record
          : { ...record, defect: { class: defect, outcome: "repaired" } };
      },
      batch: (records) => wrap(joinTexts(records, "\n")),
      ...(loop && lines.length > 0 ? {} : { recordsMax: lines.length }),
      ...(spacing === "rate" ? {} : { dueMs: createRhythm(lines, gap_sec_max * 1000, speed) }),
    };
  },
});

function wrap(lines: string): EmittedRequest {
  return { contentType: "text/plain", body: `${lines}\n` };
}

function linesOf(text: string): readonly string[] {
  return text.split("\n")
    .map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line).slice(0, LINE_CHARS_MAX))
    .filter((line) => line.trim() !== "");
}

/** The rhythm of the lines; a loop begins again a mean gap after the last line. */
function createRhythm(lines: readonly string[], gapMaxMs: number, speed: number) {
  const offsets = lineOffsetsMs(lines, gapMaxMs);
  const lastMs = offsets.at(-1) ?? 0;
  const loopMs = lastMs + lastMs / Math.max(1, lines.length - 1);
  return (index: number): number => {
    const loops = Math.floor(index / lines.length);
    return (loops * loopMs + offsets[index % lines.length]!) / speed;
  };
}
