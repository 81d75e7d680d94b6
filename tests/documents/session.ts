/**
 * One `bash` session that runs the blocks of a page, each as a file that is sourced, so that
 * variables, functions and the working directory last from block to block. The session ends at the
 * first command that fails.
 *
 * The commands that drive it go in on standard input, and a line for each block that is done comes
 * back on standard output; what the blocks print goes to files.
 */
import { join } from "node:path";
import { TextLineStream } from "../text_lines.ts";

export interface SessionOptions {
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** An existing folder for the session's own files. */
  readonly scratch: string;
}

export interface Ran {
  readonly code: number;
  /** Standard output and error, as they came. */
  readonly output: string;
  /** The command that failed, with its line in the script, from 1. */
  readonly failed?: { readonly line: number; readonly command: string };
  readonly isTooLong?: boolean;
}

export interface Session extends AsyncDisposable {
  /** Runs a script; with a code other than 0 expected, in a subshell, which changes nothing. */
  run(script: string, options: { exits: number; timeoutMs: number }): Promise<Ran>;
  /** A script that gives another shell the directory and variables of this one. */
  state(): Promise<string>;
}

const ON_ERROR = `trap 'printf "%s\\n%s" "$LINENO" "$BASH_COMMAND" > "$FAILED_FILE"' ERR`;

export function openSession({ cwd, env, scratch }: SessionOptions): Session {
  const failedFile = join(scratch, "failed");
  const child = new Deno.Command("bash", {
    args: ["--noprofile", "--norc"],
    cwd,
    clearEnv: true,
    env: { ...env, FAILED_FILE: failedFile },
    detached: true, // a process group of its own, so that all of it can be ended
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = child.stdin.getWriter();
  const answers = child.stdout.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream()).getReader();
  const tell = (line: string) => input.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
  const ready = tell(`set -eE -o pipefail; ${ON_ERROR}`);
  let count = 0;

  const run: Session["run"] = async (script, { exits, timeoutMs }) => {
    await ready;
    count++;
    const file = join(scratch, `block_${count}.sh`);
    const printed = join(scratch, `block_${count}.out`);
    await Deno.writeTextFile(file, script);
    await Deno.writeTextFile(printed, "");
    const source = `. '${file}' </dev/null >'${printed}' 2>&1`;
    await tell(
      exits === 0
        ? `${source}; echo 0`
        : `set +e; trap - ERR; (set -e; ${ON_ERROR}; ${source}); echo $?; ${ON_ERROR}; set -e`,
    );
    let isTooLong = false;
    const timer = setTimeout(() => {
      isTooLong = true;
      killGroup(child.pid);
    }, timeoutMs);
    const answer = await answers.read();
    clearTimeout(timer);
    const code = answer.done ? (await child.status).code : Number(answer.value);
    const output = await Deno.readTextFile(printed);
    const failed = await takeFailed(failedFile);
    return {
      code,
      output,
      ...(code === exits || failed === undefined ? {} : { failed }),
      ...(isTooLong ? { isTooLong } : {}),
    };
  };
  return {
    run,
    async state() {
      const { output } = await run(`printf 'cd %q\\n' "$PWD"; export -p`, {
        exits: 0,
        timeoutMs: 10_000,
      });
      return output;
    },
    async [Symbol.asyncDispose]() {
      killGroup(child.pid);
      await child.status;
      await answers.cancel().catch(() => {});
      await input.abort().catch(() => {});
    },
  };
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // all of it has ended
  }
}

async function takeFailed(file: string): Promise<Ran["failed"]> {
  try {
    const [line = "", ...command] = (await Deno.readTextFile(file)).split("\n");
    await Deno.remove(file);
    return { line: Number(line), command: command.join("\n") };
  } catch {
    return undefined;
  }
}
