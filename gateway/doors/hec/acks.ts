/**
 * Acknowledgements of HEC: a client that names a channel is given a number for each batch, and asks later
 * whether that is stored. Here it is, when the number is given: so all that is remembered is the last one.
 */

/** Channels beyond these are forgotten, the oldest first: their clients send again. */
const CHANNELS_MAX = 1000;

export interface Acks {
  /** The number of a batch that is stored. */
  next(channel: string): number;
  /** Which of these numbers were given. */
  known(channel: string, numbers: readonly number[]): Record<string, boolean>;
}

export function createAcks(): Acks {
  const counts = new Map<string, number>();
  return {
    next(channel) {
      const number = counts.get(channel) ?? 0;
      counts.delete(channel);
      counts.set(channel, number + 1);
      if (counts.size > CHANNELS_MAX) counts.delete(counts.keys().next().value!);
      return number;
    },
    known(channel, numbers) {
      const count = counts.get(channel) ?? 0;
      return Object.fromEntries(numbers.map((number) => [number, number >= 0 && number < count]));
    },
  };
}
