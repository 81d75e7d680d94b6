/** The machine that conform runs on, in a line for its reports. */

const GIB = 2 ** 30;

export async function describeMachine(): Promise<string> {
  const cores = navigator.hardwareConcurrency;
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  const system = /PRETTY_NAME="([^"]*)"/.exec(release)?.[1];
  return [
    `${cores} core${cores === 1 ? "" : "s"}`,
    `${Math.round(Deno.systemMemoryInfo().total / GIB)} GiB`,
    system ?? Deno.build.os,
    `kernel ${Deno.osRelease()}`,
  ].join(", ");
}

/** Whether this process may mount. */
export function isRootHere(): boolean {
  return Deno.uid() === 0;
}
