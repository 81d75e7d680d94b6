/** The service's own log: one JSON object a line, never with the content of records. */

export interface ServiceLog {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

export function createServiceLog(
  write: (line: string) => void,
  nowMs: () => number,
): ServiceLog {
  const at = (level: string) => (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
    write(JSON.stringify({ ts: new Date(nowMs()).toISOString(), level, event, ...fields }) + "\n");
  return { info: at("INFO"), warn: at("WARN"), error: at("ERROR") };
}

/** Frames of a bug's stack. Its message may quote what was being worked on, so it stays out. */
export function framesOf(error: unknown): { readonly error: string; readonly stack: string } {
  if (!(error instanceof Error)) return { error: "unknown", stack: "" };
  const stack = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)).join("\n");
  return { error: error.name, stack };
}
