/** `deno task anomalies`, run as a person would, under its permissions. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../repository.ts";

export async function runAnomalies(
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const root = fileURLToPath(ROOT);
  const output = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "-P=anomalies",
      "--no-prompt",
      "--config",
      join(root, "deno.json"),
      join(root, "analytics/anomalies_cli.ts"),
      ...args,
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const text = new TextDecoder();
  return {
    code: output.code,
    stdout: text.decode(output.stdout),
    stderr: text.decode(output.stderr),
  };
}
