/**
 * A process that appends to a journal as fast as it can, to be killed: `deno run -A
 * journal_writer.ts <dir> <fsync> <writers> <name> <hour length in ms>`. It says on stdout, in whole
 * lines, which batch was acknowledged (`ack g1-w3-17`) and what recovery set aside (`torn 1 812`).
 *
 * Its clock runs fast, so that files are rotated while it is being killed.
 */
import { openJournal } from "../../gateway/mod.ts";

const [dir, fsync, writers, name, hourMs] = Deno.args;
const encoder = new TextEncoder();
const HOUR_MS = 3_600_000;

const int = (below: number) => Math.floor(Math.random() * below);
const pick = (sizes: readonly number[]) => sizes[int(sizes.length)]!;

function say(line: string): void {
  const bytes = encoder.encode(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

/** From one line of a few bytes to hundreds of kilobytes: any size may be the one that is cut. */
function makeBatch(batch: string): { lines: Uint8Array; count: number } {
  const count = 1 + int(pick([2, 20, 200]));
  let text = "";
  for (let index = 0; index < count; index++) {
    const msg = "x".repeat(int(pick([50, 500, 15_000])));
    text += `${JSON.stringify({ ts: "", level: "INFO", msg, batch, index, count })}\n`;
  }
  return { lines: encoder.encode(text), count };
}

const opened = await openJournal({
  dir: dir!,
  rotation: "hour",
  fsync: fsync as "batch" | "interval" | "never",
  fsyncIntervalMs: 50,
  pendingBytesMax: 64 * 2 ** 20,
  nowMs: () => Date.UTC(2026, 0, 1) + (Date.now() % 1e8) * (HOUR_MS / Number(hourMs)),
  monotonicMs: () => performance.now(),
  observer: {
    written() {},
    synced() {},
    pending() {},
    failed: ({ detail }) => say(`failed ${detail}`),
    recovered() {},
    torn: (lines, bytes) => say(`torn ${lines} ${bytes}`),
    disturbed: (file) => say(`failed: ${file} was disturbed`),
  },
});
if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
const journal = opened.value;

await Promise.all(
  Array.from({ length: Number(writers) }, async (_, writer) => {
    for (let i = 0;; i++) {
      const batch = `${name}-w${writer}-${i}`;
      const { lines, count } = makeBatch(batch);
      const failure = await journal.append(lines, count);
      if (failure === undefined) say(`ack ${batch}`);
      else throw new Error(JSON.stringify(failure));
    }
  }),
);
