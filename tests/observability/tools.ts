/**
 * The programs of other people that tests of `infra/` run: Debian's `prometheus` (with `promtool`),
 * `prometheus-alertmanager` (with `amtool`) and `docker-compose`. `.ci/run` installs them. A test
 * that lacks one says so and is ignored.
 */
import { ROOT } from "../repository.ts";

const PACKAGE_OF: Readonly<Record<string, string>> = {
  promtool: "prometheus",
  prometheus: "prometheus",
  amtool: "prometheus-alertmanager",
  "prometheus-alertmanager": "prometheus-alertmanager",
  "docker-compose": "docker-compose",
};

export interface ToolResult {
  readonly code: number;
  /** Of both streams. */
  readonly text: string;
}

/** Runs a program to its end, from the repository's root. */
export async function runTool(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ToolResult> {
  const { code, stdout, stderr } = await new Deno.Command(name, {
    args: [...args],
    cwd: ROOT,
    env,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  return { code, text: text.decode(stdout) + text.decode(stderr) };
}

/** A test that needs programs; without one of them it is ignored, with the reason in its name. */
export function toolTest(
  tools: readonly string[],
  name: string,
  run: () => Promise<void> | void,
): void {
  const missing = tools.filter((tool) => !isInstalled(tool));
  const packages = [...new Set(missing.map((tool) => PACKAGE_OF[tool] ?? tool))].join(" ");
  const reason = ` (no ${missing.join(", ")} here; on Debian: apt-get install ${packages})`;
  const isIgnored = missing.length > 0;
  Deno.test({ name: isIgnored ? name + reason : name, ignore: isIgnored, fn: run });
}

export function isInstalled(tool: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${tool}`).isFile;
    } catch {
      return false;
    }
  });
}
