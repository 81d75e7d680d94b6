/**
 * One log of several programs: JSON lines with the program's name in front, or, on a terminal, lines
 * for people.
 *
 * ```
 * {"program":"gateway","ts":"2026-12-01T10:00:00.000Z","level":"INFO","event":"listening",…}
 * 10:00:00 gateway       INFO  listening  url=http://127.0.0.1:8080 pid=4711
 * ```
 */

/** A line that is longer is cut: programs write none. */
export const LINE_LENGTH_MAX = 65_536;
const NAME_WIDTH = 13;

export interface LogLine {
  readonly ts?: unknown;
  readonly level?: unknown;
  readonly event?: unknown;
  readonly url?: unknown;
  readonly [field: string]: unknown;
}

/** A line of a program's own log; `undefined` for any other text. */
export function readLogLine(line: string): LogLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value as LogLine : undefined;
  } catch {
    return undefined;
  }
}

export interface LineOptions {
  readonly program: string;
  readonly nowMs: number;
  readonly forPeople: boolean;
}

export function programLine(line: string, { program, nowMs, forPeople }: LineOptions): string {
  const cut = line.slice(0, LINE_LENGTH_MAX);
  const said = readLogLine(cut);
  const ts = typeof said?.ts === "string" ? said.ts : new Date(nowMs).toISOString();
  if (!forPeople) {
    return JSON.stringify(said === undefined ? { program, ts, text: cut } : { program, ...said });
  }
  const head = `${ts.slice(11, 19)} ${program.padEnd(NAME_WIDTH)}`;
  if (said === undefined) return `${head} ${cut}`;
  const { ts: _ts, level, event, ...fields } = said;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${String(value)}`).join("");
  return `${head} ${String(level ?? "").padEnd(5)} ${String(event ?? "")}${rest}`;
}

/** Calls `onLine` for each line of a stream, until its end. */
export async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (
    const text of stream.pipeThrough(
      new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
    )
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    if (rest.length > LINE_LENGTH_MAX) rest = rest.slice(0, LINE_LENGTH_MAX);
    for (const line of lines) if (line.trim() !== "") onLine(line);
  }
  if (rest.trim() !== "") onLine(rest);
}
