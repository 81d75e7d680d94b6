/**
 * How programs are asked to end: by SIGINT or SIGTERM, and, where another program started them, by
 * the end of their standard input, which comes however that other program ended.
 *
 * ```ts
 * const stopped = stopSignal(Deno, { monotonicMs: () => performance.now(), repeated: 130 });
 * void stopped.then(() => stopping.abort());
 * ```
 */
import { echoFilter } from "./echo_filter.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
export type StopSignal = typeof SIGNALS[number];

/** What of the process is needed: `Deno` is one. */
export interface SignalledProcess {
  addSignalListener(signal: StopSignal, handler: () => void): void;
  exit(code: number): never;
}

export interface StopOptions {
  readonly monotonicMs: () => number;
  /** Exit code when a second signal ends the process at once; without it, a second changes nothing. */
  readonly repeated?: number | undefined;
}

/** Resolves with the first signal; from then on the process ends in order. */
export function stopSignal(
  program: SignalledProcess,
  { monotonicMs, repeated }: StopOptions,
): Promise<StopSignal> {
  const isRepeated = echoFilter(monotonicMs);
  return new Promise((resolve) => {
    for (const signal of SIGNALS) {
      program.addSignalListener(signal, () => {
        if (isRepeated() && repeated !== undefined) program.exit(repeated);
        resolve(signal);
      });
    }
  });
}

/** Resolves when the program that started this one is gone: it holds the other end of `input`. */
export async function parentGone(
  input: { read(buffer: Uint8Array): Promise<number | null> },
): Promise<"parent gone"> {
  const buffer = new Uint8Array(64);
  while (await input.read(buffer) !== null);
  return "parent gone";
}
