/** A disk that is really full: a tmpfs of a few megabytes over a folder. Needs root, and Linux. */
import { join } from "node:path";
import type { Host } from "./host.ts";

export interface SmallDisk extends AsyncDisposable {
  /** Takes all the room that is left but `freeBytes`. */
  fill(freeBytes: number): Promise<void>;
  /** Gives that room back. */
  makeRoom(): Promise<void>;
}

const BALLAST = ".conform-ballast";

/** Why no disk can be made here; `undefined` where one can. */
export function whyNoSmallDisk({ isRoot }: Pick<Host, "isRoot">): string | undefined {
  if (Deno.build.os !== "linux") return "a small disk needs Linux";
  return isRoot ? undefined : "mounting a small disk needs root";
}

export async function mountSmallDisk(folder: string, bytes: number): Promise<SmallDisk> {
  await run("mount", "-t", "tmpfs", "-o", `size=${bytes},mode=0777`, "logops-conform", folder);
  const ballast = join(folder, BALLAST);
  return {
    async fill(freeBytes) {
      await Deno.writeFile(ballast, new Uint8Array(bytes - freeBytes));
    },
    async makeRoom() {
      await Deno.remove(ballast);
    },
    async [Symbol.asyncDispose]() {
      await run("umount", "--lazy", folder);
    },
  };
}

async function run(command: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(command, { args }).output();
  if (success) return;
  throw new Error(`${command} failed: ${new TextDecoder().decode(stderr).trim()}`);
}
