/**
 * The command that starts the program of a verb: its task's program and flags, its permission set,
 * and the paths and hosts that the command line and the settings name, and no more. Pure.
 */
import { type Given, grantsOf } from "./arguments.ts";
import { grantArguments, permissionFlags, type PermissionSet, type Places } from "./permissions.ts";
import { taskCommand } from "./task_command.ts";
import type { Verb } from "./verbs.ts";

/** As much of `deno.json` as is needed. */
export interface Programs {
  readonly tasks: Readonly<Record<string, { readonly command: string }>>;
  readonly permissions: Readonly<Record<string, PermissionSet>>;
}

export interface ProgramCall extends Given {
  /** Where LogOps is, with a slash at its end. */
  readonly root: string;
}

/** Arguments of `deno`. */
export function programCommand(verb: Verb, call: ProgramCall, programs: Programs): string[] {
  const { root, cwd, args } = call;
  const places: Places = { root, cwd };
  const task = taskCommand(programs.tasks[verb.task ?? verb.name]!.command)!;
  const granted = grantsOf(verb, call);
  const passedOn = verb.grantsOn === undefined
    ? []
    : grantArguments(programs.permissions[verb.grantsOn.set]!, granted, places);
  return [
    ...["run", "--quiet", `--config=${root}deno.json`, "--frozen"],
    ...task.flags,
    ...permissionFlags(programs.permissions[task.set]!, granted, places),
    root + task.entry,
    ...task.args,
    ...passedOn,
    ...args,
  ];
}
