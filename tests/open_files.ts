/** Programs that may have few files open, by `prlimit` of util-linux. */
export const canLimitOpenFiles = Deno.build.os === "linux" && await hasPrlimit();

async function hasPrlimit(): Promise<boolean> {
  try {
    return (await new Deno.Command("prlimit", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

/** Program and arguments, with at most `openFilesMax` open files where that is said. */
export function withOpenFiles(
  openFilesMax: number | undefined,
  program: string,
  args: readonly string[],
): [program: string, args: string[]] {
  if (openFilesMax === undefined) return [program, [...args]];
  return ["prlimit", [`--nofile=${openFilesMax}:${openFilesMax}`, program, ...args]];
}
