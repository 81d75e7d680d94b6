/** What to say of a file that holds secrets and that every user of the machine can read, if so. */

const READ_BY_OTHERS = 0o004;

/** `mode` as the system gives it; none where files have no such thing. */
export function exposureOf(path: string, mode: number | null): string | undefined {
  if (mode === null || (mode & READ_BY_OTHERS) === 0) return undefined;
  return `everyone on this machine can read '${path}', which holds secrets: chmod o-r '${path}'`;
}
