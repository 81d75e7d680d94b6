/**
 * How far behind a sink is, in seconds: the age of the oldest bytes that it does not have, by when
 * this process first saw them in the journal.
 */

export interface Lag {
  /** `seenBytes` and `doneBytes` count from when the process began, over all files. */
  observe(atMs: number, seenBytes: number, doneBytes: number): void;
  seconds(atMs: number): number;
}

const SAMPLES_MAX = 4_096;

/** `sinceMs`: what is unread at the start may be as old as this. */
export function createLag(sinceMs: number): Lag {
  let samples: { atMs: number; seenBytes: number }[] = [];
  let open = false;
  return {
    observe(atMs, seenBytes, doneBytes) {
      const last = samples.at(-1);
      if (seenBytes > (last?.seenBytes ?? 0)) {
        samples.push({ atMs: last === undefined && doneBytes === 0 ? sinceMs : atMs, seenBytes });
      }
      const firstOpen = samples.findIndex((sample) => sample.seenBytes > doneBytes);
      if (firstOpen < 0) {
        const newest = samples.at(-1);
        samples = newest === undefined ? [] : [newest];
      } else if (firstOpen > 0) samples = samples.slice(firstOpen);
      // Older samples stand for the younger ones that go: never less than the truth.
      if (samples.length > SAMPLES_MAX) {
        samples = samples.filter((_, index) => index % 2 === 0 || index === samples.length - 1);
      }
      open = firstOpen >= 0;
    },
    seconds(atMs) {
      const [first] = samples;
      return first === undefined || !open ? 0 : Math.max(0, (atMs - first.atMs) / 1000);
    },
  };
}
