/**
 * Tells a second Ctrl-C from the echo of the first one. A program that `deno task` runs gets one
 * Ctrl-C up to three times within milliseconds: from the terminal, which signals all processes in
 * its foreground, and from the task runner and its shell, which were signalled too and pass it on.
 *
 * ```
 * SIGINT SIGINT ··············· SIGINT
 * first  echo                   repeated: the person means it
 * ```
 */

/** Slower than machines pass a signal on, quicker than a person presses keys on purpose. */
const ECHO_MS_MAX = 250;

/** Gives a function to call at each signal: whether it repeats the first one on purpose. */
export function echoFilter(monotonicMs: () => number): () => boolean {
  let firstMs: number | undefined;
  return () => {
    const nowMs = monotonicMs();
    firstMs ??= nowMs;
    return nowMs - firstMs > ECHO_MS_MAX;
  };
}
