/** Where real servers are kept between runs, and how a command that gets one is run. */
import { join } from "node:path";

export function cacheFolder(server: string): string {
  const home = Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") ?? "/tmp", ".cache");
  return join(home, "logops-servers", server);
}

const GET_TIMEOUT_MS = 8 * 60_000;

/** Runs until it ends; the reason why it did not do well, else `undefined`. */
export async function runTool(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<string | undefined> {
  try {
    const { success, stderr } = await new Deno.Command(command, {
      args,
      cwd,
      env,
      stdout: "null",
      stderr: "piped",
      signal: AbortSignal.timeout(GET_TIMEOUT_MS),
    }).output();
    if (success) return undefined;
    const told = new TextDecoder().decode(stderr).trim().split("\n").slice(-2).join(" ");
    return `${command} ${args[0]} failed: ${told.slice(0, 300)}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `there is no ${command} on the PATH`;
    throw error;
  }
}

/** Whether a file is there. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
