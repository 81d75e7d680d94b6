/** A disk that is slow to sync, by a library that is loaded before libc; made with the C compiler. */
import { join } from "node:path";

export interface SlowFsync {
  /** Variables of the process that is to be slow. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether any sync went through it: programs without libc, such as Go's, pass it by. */
  wasMet(): Promise<boolean>;
}

const LIBRARY = "slow_fsync.so";
const MARK = "fsync-was-met";

/** Puts the library into `folder`; or says why it cannot. */
export async function makeSlowFsync(
  folder: string,
  { ms, source }: { readonly ms: number; readonly source: string },
): Promise<SlowFsync | { readonly missing: string }> {
  const library = join(folder, LIBRARY);
  const mark = join(folder, MARK);
  try {
    const { success, stderr } = await new Deno.Command("cc", {
      args: ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"],
    }).output();
    if (!success) {
      return {
        missing: `the C compiler failed: ${new TextDecoder().decode(stderr).slice(0, 200)}`,
      };
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return { missing: "a slow disk needs a C compiler (cc) on the PATH" };
  }
  return {
    env: { LD_PRELOAD: library, LOGOPS_FSYNC_MS: String(ms), LOGOPS_FSYNC_MARK: mark },
    wasMet: () => Deno.stat(mark).then(() => true, () => false),
  };
}
