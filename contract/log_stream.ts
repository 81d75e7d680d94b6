/** Where programs write their own log: a standard stream, whose reader may be gone. */

export interface LogStream {
  writeSync(bytes: Uint8Array): number;
}

/**
 * Writes a line, whole. A reader that has ended (a terminal that was closed, the program that
 * started this one) takes the log with it, and must not take the program's orderly end.
 */
export function writeLine(stream: LogStream, line: string): void {
  let rest = new TextEncoder().encode(line);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.writeSync(rest));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
