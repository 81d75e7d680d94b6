/**
 * Where in a plugin an error comes from, for whoever writes it: `doors.ts:12:15`. Taken from the
 * stack, or from a message of the loader, which gives a place as a line of a stack.
 */

const OWN_FOLDER = new URL("../", import.meta.url).href;
/** Who loads and who tries plugins: what lies further out on the stack is no plugin. */
const CALLER = /\/plugin_(file|trial)\.ts$/;
const FRAME = /^\s*at .*?(file:\/\/\/[^\s()]+):(\d+):(\d+)\)?$/;
/** Of a terminal, in messages of the loader. */
const COLOUR = new RegExp("\u001b\\[[\\d;]*m", "g");

/** ` (doors.ts:12:15)`, or nothing where the error does not lie in a plugin. */
export function placeIn(error: unknown): string {
  if (!(error instanceof Error)) return "";
  for (const line of (error.stack ?? "").replace(COLOUR, "").split("\n")) {
    const [, url, row, column] = FRAME.exec(line) ?? [];
    if (url === undefined) continue;
    const isOurs = url.startsWith(OWN_FOLDER);
    if (isOurs && CALLER.test(url)) return "";
    if (!isOurs) return ` (${decodeURIComponent(url.split("/").at(-1)!)}:${row}:${column})`;
  }
  return "";
}

/** The first line of what went wrong, without colours and full stop: a place may follow. */
export function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(COLOUR, "").split("\n")[0]!.replace(/\.$/, "");
}
