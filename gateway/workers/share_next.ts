/**
 * Work that many may ask for at once and that tells the state as of now: whoever asks while a run is
 * under way may not have its result, which began too early, and shares the next run with everybody
 * else who waits. So there is never more than one run, and one to come.
 */
export function shareNext<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = () => running = work().finally(() => running = undefined);
  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return begin();
    return next = running.then(() => {}, () => {}).then(() => {
      next = undefined;
      return begin();
    });
  };
}
