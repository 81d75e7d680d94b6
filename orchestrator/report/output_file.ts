/** A file that a command was asked to write. It is opened before the run, so that it can be refused. */

export interface OutputFile {
  write(text: string): void;
  close(): void;
}

export type OutputFileResult =
  | { readonly ok: true; readonly file: OutputFile }
  | { readonly ok: false; readonly message: string };

const NOWHERE: OutputFile = { write: () => {}, close: () => {} };

/** Begins the file anew. Without a path, what is written goes nowhere. */
export function openOutputFile(path: string | undefined): OutputFileResult {
  if (path === undefined) return { ok: true, file: NOWHERE };
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { write: true, create: true, truncate: true });
  } catch (error) {
    const reason = whyNot(error);
    if (reason === undefined) throw error;
    return { ok: false, message: `Cannot write ${path}: ${reason}` };
  }
  const encoder = new TextEncoder();
  const write = (text: string) => {
    let rest = encoder.encode(text);
    while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
  };
  return { ok: true, file: { write, close: () => file.close() } };
}

function whyNot(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NotFound) return "there is no such folder";
  if (error instanceof Deno.errors.PermissionDenied) return "it is not allowed";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.NotCapable) {
    return "this command may write only below the folder that it runs in";
  }
  return undefined;
}
