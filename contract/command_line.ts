/**
 * What is wrong with a command line, in the same words whichever reader found it: `parseArgs` of
 * `node:util`, or commander, whose own words differ from program to program.
 *
 * ```
 * Unknown option '--wirte': did you mean '--write'?
 * See deno task keys --help.
 * ```
 *
 * Values are not told, but for arguments that stand alone: those are commands, names and files.
 */
import { nearestName } from "./nearest_name.ts";

/** A sentence on what is wrong, and where to read on. */
export function withHelp(fault: string, task: string): string {
  return `${fault}\nSee deno task ${task} --help.`;
}

export function unknownOption(name: string, known: readonly string[]): string {
  return withHint(`Unknown option '${name}'`, nearestName(name, known));
}

export function unknownCommand(name: string, known: readonly string[]): string {
  return withHint(`Unknown command '${name}'`, nearestName(name, known));
}

export function unexpectedArgument(text: string): string {
  return `Unexpected argument '${text}'`;
}

function withHint(fault: string, meant: string | undefined): string {
  return meant === undefined ? fault : `${fault}: did you mean '${meant}'?`;
}

/** What `parseArgs` threw, in words; any other error is a bug, and thrown on. */
export function faultOfArguments(error: unknown, options: object): string {
  const code = error instanceof TypeError && "code" in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : "";
  const quoted = /'([^' ]+)/.exec(message)?.[1] ?? "";
  switch (code) {
    case "ERR_PARSE_ARGS_UNKNOWN_OPTION":
      return unknownOption(quoted, Object.keys(options).map((name) => `--${name}`));
    case "ERR_PARSE_ARGS_INVALID_OPTION_VALUE":
      return /does not take/.test(message)
        ? `Option '${quoted}' takes no value`
        : `Option '${quoted}' needs a value`;
    case "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL":
      return unexpectedArgument(/'(.*?)'/s.exec(message)?.[1] ?? "");
    default:
      throw error;
  }
}

/** As much of a commander program as is needed here: this room imports none. */
export interface CommanderProgram {
  readonly commands: readonly { name(): string }[];
  readonly options: readonly { readonly long?: string | undefined }[];
  configureOutput(output: {
    outputError(text: string, write: (text: string) => void): void;
  }): unknown;
}

/** Lets `program`, and commands that are added to it from here on, complain as all others do. */
export function complainAlike(program: CommanderProgram, task: string): void {
  program.configureOutput({
    outputError: (text, write) => {
      const commands = program.commands.map((command) => command.name());
      write(`${withHelp(faultOfCommander(text, commands), task)}\n`);
    },
  });
}

/** `error: unknown option '--x'\n(Did you mean --y?)` and its like, in our words. */
export function faultOfCommander(text: string, commands: readonly string[]): string {
  const [line = "", suggestion = ""] = text.replace(/^error: /, "").split("\n");
  const option = /^unknown option '([^'=]*)/.exec(line)?.[1];
  if (option !== undefined) return unknownOption(option, suggestion.match(/--[\w-]+/g) ?? []);
  const command = /^unknown command '(.*)'$/.exec(line)?.[1];
  if (command !== undefined) return unknownCommand(command, commands);
  const missing = /^option '(\S+) .*' argument missing$/.exec(line)?.[1];
  if (missing !== undefined) return `Option '${missing}' needs a value`;
  const excess = /^too many arguments(?: for '.*')?\. Expected (\d+) .*?: (.*)\.$/.exec(line);
  if (excess !== null) {
    const [, expected, given] = excess;
    const first = given!.split(", ")[Number(expected)] ?? given!;
    const isCommand = commands.length > 0 && expected === "0";
    return isCommand ? unknownCommand(first, commands) : unexpectedArgument(first);
  }
  return line.charAt(0).toUpperCase() + line.slice(1);
}
