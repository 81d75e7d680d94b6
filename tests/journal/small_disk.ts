/**
 * Runs a script in a mount namespace of its own, in which `dir` is a small tmpfs: a disk that is
 * really full, gone with the process. Needs the right to mount, as root or in a user namespace.
 */

const NAMESPACES = [["-m"], ["-Urm"]];
const MOUNT = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"';

/** The `unshare` flags that let us mount here, or why none do. */
export function findNamespace(): { flags?: readonly string[]; reason: string } {
  if (Deno.build.os !== "linux") return { reason: "a small disk needs Linux" };
  const dir = Deno.makeTempDirSync();
  let reason = "";
  try {
    for (const flags of NAMESPACES) {
      const args = [...flags, "sh", "-c", MOUNT, "sh", "64k", dir, "true"];
      try {
        const { success, stderr } = new Deno.Command("unshare", { args }).outputSync();
        if (success) return { flags, reason: "" };
        reason = new TextDecoder().decode(stderr).trim();
      } catch (error) {
        reason = `unshare: ${(error as Error).message}`;
      }
    }
  } finally {
    Deno.removeSync(dir);
  }
  return { reason: `no right to mount a small disk: ${reason}` };
}

/** What a process on a small disk said and how it ended. */
export interface SmallDiskOutput {
  readonly success: boolean;
  readonly text: string;
}

/** Runs `deno run -A script dir` with `dir` a disk of `size` (`1m`), and waits for its end. */
export async function runOnSmallDisk(
  flags: readonly string[],
  size: string,
  script: URL,
): Promise<SmallDiskOutput> {
  const dir = await Deno.makeTempDir();
  try {
    const run = [Deno.execPath(), "run", "-A", "--quiet", script.pathname, dir];
    const { success, stdout, stderr } = await new Deno.Command("unshare", {
      args: [...flags, "sh", "-c", MOUNT, "sh", size, dir, ...run],
    }).output();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } finally {
    await Deno.remove(dir);
  }
}
