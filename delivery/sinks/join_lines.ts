/** The lines of a batch as one body: the journal's own bytes where it takes all of them. */
import type { Batch } from "../journal/mod.ts";

const LINE_FEED = 10;

export function joinLines({ bytes, lines, isWhole }: Batch): Uint8Array<ArrayBuffer> {
  if (isWhole) return bytes as Uint8Array<ArrayBuffer>;
  const length = lines.reduce((sum, line) => sum + line.bytes.length + 1, 0);
  const joined = new Uint8Array(length);
  let at = 0;
  for (const line of lines) {
    joined.set(line.bytes, at);
    at += line.bytes.length;
    joined[at++] = LINE_FEED;
  }
  return joined;
}
