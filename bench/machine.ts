/** On what figures were measured: without it they mean nothing. */
import { fileURLToPath } from "node:url";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  /** Of the folder in which journals were written. */
  readonly fileSystem: string;
  /** Processes that wanted the CPU when the run began: more than a few tenths, and it is noisy. */
  readonly loadAverage: number;
}

export interface Versions {
  readonly logops: string;
  readonly deno: string;
  readonly v8: string;
}

const KIB = 1024;

export async function readMachine(sinkRoot: string): Promise<Machine> {
  const [cpuinfo, meminfo, kernel, mounts] = await Promise.all(
    ["cpuinfo", "meminfo", "sys/kernel/osrelease", "self/mounts"].map((name) =>
      Deno.readTextFile(`/proc/${name}`)
    ),
  );
  return {
    cpu: /^model name\s*: (.+)$/m.exec(cpuinfo!)?.[1] ?? "unknown",
    cores: navigator.hardwareConcurrency,
    memoryBytes: Number(/^MemTotal:\s+(\d+) kB$/m.exec(meminfo!)?.[1] ?? NaN) * KIB,
    kernel: kernel!.trim(),
    fileSystem: fileSystemOf(await Deno.realPath(sinkRoot), mounts!),
    loadAverage: Deno.loadavg()[0]!,
  };
}

/** Version of LogOps and the commit it was measured at, where git can tell. */
export async function readVersions(version: string): Promise<Versions> {
  const commit = await commitOf(fileURLToPath(new URL("..", import.meta.url)));
  const logops = commit === undefined ? version : `${version} (${commit})`;
  return { logops, deno: Deno.version.deno, v8: Deno.version.v8 };
}

/** `ext4 on /dev/vda`: the mount whose path is the longest that holds `path`. */
export function fileSystemOf(path: string, mounts: string): string {
  let found = { at: "", text: "unknown" };
  for (const line of mounts.split("\n")) {
    const [device = "", at = "", type = ""] = line.split(" ");
    const holds = path === at || path.startsWith(at.endsWith("/") ? at : `${at}/`);
    if (at !== "" && holds && at.length >= found.at.length) {
      found = { at, text: `${type} on ${device}` };
    }
  }
  return found.text;
}

async function commitOf(cwd: string): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["describe", "--always", "--dirty"],
      cwd,
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
