/** This repository as tests see it: where it lies, and which files and folders are in it. */

export const ROOT = new URL("../", import.meta.url);

/** What is no source: hidden folders, packages, and what a run leaves behind. */
const LEFT_OUT = /^(\.git|node_modules|data)$/;

/** Files and folders below `folder`, as sorted paths from the repository's root. */
export async function pathsBelow(folder: URL): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (LEFT_OUT.test(entry.name)) continue;
    const url = new URL(encodeURIComponent(entry.name), folder);
    found.push(pathInRoot(url.href));
    if (entry.isDirectory) found.push(...await pathsBelow(new URL(`${url.href}/`)));
  }
  return found.sort();
}

export function pathInRoot(href: string): string {
  return decodeURIComponent(href.slice(ROOT.href.length));
}
