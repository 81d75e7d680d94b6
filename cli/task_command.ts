/** A task of `deno.json` that starts one program of ours, taken apart. Pure. */

export interface TaskCommand {
  /** Name of the permission set. */
  readonly set: string;
  /** Flags of `deno run` that are not about permissions. */
  readonly flags: readonly string[];
  /** From the root of LogOps. */
  readonly entry: string;
  readonly args: readonly string[];
}

/** `undefined` for a task that is no `deno run -P=<set> … <entry>`. */
export function taskCommand(command: string): TaskCommand | undefined {
  const [deno, run, ...words] = command.split(" ");
  const at = words.findIndex((word) => !word.startsWith("-"));
  const set = words.slice(0, at).find((word) => word.startsWith("-P="))?.slice(3);
  if (deno !== "deno" || run !== "run" || at < 0 || set === undefined) return undefined;
  return {
    set,
    flags: words.slice(0, at).filter((word) => !word.startsWith("-P=")),
    entry: words[at]!,
    args: words.slice(at + 1),
  };
}
