/**
 * One variable of a `.env` file, set in place: the rest of the file stays as it is, byte for byte.
 * The file is written anew under another name with mode 0600, synced, and renamed, so that a crash
 * leaves the old one or the new one, and a key that was rotated in is not lost with the power.
 */
import { dirname } from "node:path";
import { parseEnv } from "node:util";
import { failureOf, lstatIfPresent, syncDirectory } from "../files/mod.ts";

const FILE_MODE = 0o600;

/** `text` with `name` set to `value`; `undefined` where that cannot be done in one place. */
export function withVariable(text: string, name: string, value: string): string | undefined {
  const line = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "gm");
  const places = text.match(line)?.length ?? 0;
  if (places > 1) return undefined;
  const ending = text === "" || text.endsWith("\n") ? "" : "\n";
  const changed = places === 1
    ? text.replace(line, () => `${name}=${value}`)
    : `${text}${ending}${name}=${value}\n`;
  return hasChangedOnly(name, value, parseEnv(text), parseEnv(changed)) ? changed : undefined;
}

/** What went wrong, in a sentence, or nothing. */
export async function writeDotenv(
  path: string,
  name: string,
  value: string,
): Promise<string | undefined> {
  const action = `Cannot write ${path}`;
  const temporary = `${path}.tmp`;
  try {
    const info = await lstatIfPresent(path);
    if (info !== undefined && !info.isFile) return `${action}: it is not a regular file`;
    const text = info === undefined ? "" : await Deno.readTextFile(path);
    const changed = withVariable(text, name, value);
    if (changed === undefined) {
      return `${action}: ${name} stands in it more than once, or in quotes`;
    }
    await replaceFile(path, temporary, changed);
    return undefined;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      return `${action}: ${temporary} is there: remove it if no other run is writing`;
    }
    return failureOf(error, action).detail;
  }
}

async function replaceFile(path: string, temporary: string, text: string): Promise<void> {
  const file = await Deno.open(temporary, { write: true, createNew: true, mode: FILE_MODE });
  try {
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await syncDirectory(dirname(path));
}

type Variables = Readonly<Record<string, string | undefined>>;

/** That what was changed was one line, no part of a longer value, and that the value reads back. */
function hasChangedOnly(name: string, value: string, before: Variables, after: Variables): boolean {
  if (before[name]?.includes("\n")) return false;
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  names.delete(name);
  return after[name] === value && [...names].every((other) => before[other] === after[other]);
}
