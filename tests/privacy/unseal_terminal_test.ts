/** What somebody logged, in front of an auditor: on a terminal it is shown and not obeyed. */
import { ROOT } from "../repository.ts";
import { isInstalled } from "../observability/tools.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const ENTRY = `e:${"A".repeat(22)}`;
const LINE = JSON.stringify({
  ts: "2026-05-01T10:00:00.000Z",
  msg: "a\x9b2Jb\u202e",
  pii_index: [ENTRY],
});
const ESCAPED = LINE.replace("\x9b", "\\u009b").replace("\u202e", "\\u202e");
const IN_A_TERMINAL = "import pty, sys; pty.spawn(sys.argv[1:])";
const RUN_MS_MAX = 20_000;
const hasTerminal = isInstalled("python3");

Deno.test({
  name: `unseal writes control characters as escapes on a terminal, and as they are to a file${
    hasTerminal ? "" : " (not run: there is no python3 to make a terminal)"
  }`,
  ignore: !hasTerminal,
  async fn() {
    const dir = await Deno.makeTempDir({ prefix: "logops-" });
    try {
      await Deno.writeTextFile(join(dir, "20260501.ndjson"), `${LINE}\n`);
      const command = [
        ...[Deno.execPath(), "run", "-P=unseal", "--quiet", "--no-prompt", `--allow-read=${dir}`],
        ...[`--allow-write=${dir}`, new URL("housekeeping/unseal_cli.ts", ROOT).pathname],
        ...["--operator", "auditor", "--reason", "test", "--find", "--index", ENTRY],
        ...["--audit", join(dir, "audit.jsonl"), join(dir, "20260501.ndjson")],
      ];
      const printed = async (program: string, args: readonly string[]) => {
        const signal = AbortSignal.timeout(RUN_MS_MAX);
        const { stdout } = await new Deno.Command(program, {
          args: [...args],
          cwd: ROOT,
          stdin: "null",
          signal,
        }).output();
        return new TextDecoder().decode(stdout);
      };
      const onTerminal = await printed("python3", ["-c", IN_A_TERMINAL, ...command]);
      assert.ok(onTerminal.includes(ESCAPED), onTerminal);
      assert.doesNotMatch(onTerminal, /[\x80-\x9f\u202e]/);
      const [program, ...args] = command;
      assert.ok((await printed(program!, args)).includes(LINE));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
