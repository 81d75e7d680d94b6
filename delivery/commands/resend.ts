/**
 * Dead letters on their way again: `deliver dead resend <sink>`. A file is set aside first
 * (`….resending`), so that what delivery buries meanwhile is not touched; what is refused again is
 * buried again.
 */
import { join } from "node:path";
import {
  createDeadLetters,
  deadFolder,
  type DeadLetter,
  deliverBatch,
  listDeadFiles,
  readDeadLetters,
} from "../drive/mod.ts";
import { createBatch } from "../journal/mod.ts";
import type { ConfiguredSink } from "../config/mod.ts";
import type { SinkDeps } from "../sinks/mod.ts";

const SET_ASIDE = ".resending";
/** Tries for each record, after which it stays a dead letter. */
const ATTEMPTS_MAX = 3;
const BACKOFF = { firstMs: 500, maxMs: 5_000 };

export interface ResendDeps extends SinkDeps {
  readonly deadDir: string;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

export interface Resent {
  readonly sent: number;
  readonly refused: number;
}

export async function resendDeadLetters(
  { plugin, common, config }: ConfiguredSink,
  deps: ResendDeps,
): Promise<Resent> {
  const folder = deadFolder(deps.deadDir, common.name);
  const dead = createDeadLetters(folder, deps.nowMs);
  const sink = plugin.create(config, deps);
  let sent = 0;
  let refused = 0;
  try {
    for (const name of await setAside(folder)) {
      const file = name.slice(0, -SET_ASIDE.length);
      const letters = await readDeadLetters(join(folder, name));
      for (const letter of distinct(letters)) {
        let isBuried = false;
        const batch = batchOf(file, letter);
        const isDone = await deliverBatch(batch, true, {
          sink,
          backoff: { ...BACKOFF, random: deps.random },
          attemptsMax: ATTEMPTS_MAX,
          sleep: deps.sleep,
          signal: deps.signal,
          bury: async (lines, reason) => {
            isBuried = true;
            await dead.add(file, lines, reason);
          },
          onOutcome: () => {},
          onWaiting: () => {},
        });
        if (!isDone) return { sent, refused }; // the file that is set aside comes again whole
        if (isBuried) refused++;
        else sent++;
      }
      await Deno.remove(join(folder, name));
    }
  } finally {
    await sink.close?.();
  }
  return { sent, refused };
}

/** Files that an earlier run left set aside come first, and are not overwritten. */
async function setAside(folder: string): Promise<string[]> {
  const names = await listDeadFiles(folder);
  const aside = new Set(names.filter((name) => name.endsWith(SET_ASIDE)));
  for (const name of names.filter((each) => !each.endsWith(SET_ASIDE))) {
    if (aside.has(name + SET_ASIDE)) continue;
    await Deno.rename(join(folder, name), join(folder, name + SET_ASIDE));
    aside.add(name + SET_ASIDE);
  }
  return [...aside];
}

function distinct(letters: readonly DeadLetter[]): DeadLetter[] {
  return [...new Map(letters.map((letter) => [letter.offset, letter])).values()];
}

function batchOf(file: string, { offset, record }: DeadLetter) {
  const bytes = new TextEncoder().encode(`${record}\n`);
  return createBatch({ file, start: offset, end: offset + bytes.length }, bytes);
}
