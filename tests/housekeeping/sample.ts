/**
 * Journal files for tests and proofs: seeded lines as the journal writes them, each with its own
 * `seq`, so that a lost or doubled record has a name.
 */
import { parseJournalFileName } from "../../contract/mod.ts";

export interface Sample {
  /** Lines to write; their text is not repeated over the file, so it deflates like logs. */
  readonly records: number;
  /** The `seq` of the first line. */
  readonly firstSeq: number;
  /** Messages to use in turn; made up when absent. */
  readonly messages?: readonly string[] | undefined;
}

const EMITTER_COUNT = 5;
const RECORD_STEP_MS = 97;

/** The text of a journal file named `name`, with a line end after each record. */
export function sampleText(name: string, { records, firstSeq, messages }: Sample): string {
  const { startMs } = parseJournalFileName(name)!;
  const lines: string[] = [];
  for (let i = 0; i < records; i++) {
    const seq = firstSeq + i;
    lines.push(JSON.stringify({
      ts: new Date(startMs + i * RECORD_STEP_MS).toISOString(),
      level: seq % 17 === 0 ? "ERROR" : "INFO",
      msg: messages?.[seq % messages.length] ?? madeUpMessage(seq),
      emitter: `service-${seq % EMITTER_COUNT}`,
      seq,
    }));
  }
  return lines.length === 0 ? "" : lines.join("\n") + "\n";
}

export async function writeSample(dir: string, name: string, sample: Sample): Promise<string> {
  const text = sampleText(name, sample);
  await Deno.writeTextFile(`${dir}/${name}`, text);
  return text;
}

function madeUpMessage(seq: number): string {
  const mixed = Math.imul(seq + 1, 0x9e3779b1) >>> 0;
  return `request ${mixed.toString(36)} took ${mixed % 997} ms for session ${
    (mixed >>> 7).toString(16)
  }`;
}
