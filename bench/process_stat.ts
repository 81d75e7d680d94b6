/**
 * What Linux counts for a process (proc(5)): CPU time, memory, open files.
 *
 * ```
 * /proc/<pid>/stat    1234 (deno) S … utime stime …      in clock ticks, 100 a second
 * /proc/<pid>/status  VmHWM:  123456 kB                  largest resident memory so far
 * /proc/<pid>/fd/     one entry for each open file
 * ```
 *
 * CPU time is that of all threads: the event loop, garbage collection, the pool that waits for the
 * disk. It is what a machine must provide, and it moves less than time by the clock when others use
 * the machine too.
 */

/** `sysconf(_SC_CLK_TCK)` of every Linux there is. */
const TICKS_PER_SEC = 100;
const KIB = 1024;

export interface Memory {
  readonly residentBytes: number;
  readonly residentBytesMax: number;
}

/** Seconds of CPU that process `pid` has used, in user mode and in the kernel. */
export async function cpuSecOf(pid: number): Promise<number> {
  return parseCpuSec(await Deno.readTextFile(`/proc/${pid}/stat`));
}

export async function memoryOf(pid: number): Promise<Memory> {
  return parseMemory(await Deno.readTextFile(`/proc/${pid}/status`));
}

export async function openFilesOf(pid: number): Promise<number> {
  let count = 0;
  for await (const _ of Deno.readDir(`/proc/${pid}/fd`)) count++;
  return count;
}

/** A process and those that it has started, from the kernel's own list. */
export async function withChildren(pid: number): Promise<number[]> {
  const found = [pid];
  for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
    const children = await Deno.readTextFile(`/proc/${pid}/task/${name}/children`);
    found.push(...children.split(" ").filter((child) => child.trim() !== "").map(Number));
  }
  return found;
}

/** The name in brackets may hold blanks and brackets itself: fields count from behind it. */
export function parseCpuSec(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [utime, stime] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isFinite(utime + stime)) throw new TypeError("Cannot read CPU time: no such field");
  return (utime + stime) / TICKS_PER_SEC;
}

export function parseMemory(status: string): Memory {
  const bytes = (name: string) => {
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
    if (kib === undefined) throw new TypeError(`Cannot read memory: no field ${name}`);
    return Number(kib) * KIB;
  };
  return { residentBytes: bytes("VmRSS"), residentBytesMax: bytes("VmHWM") };
}
