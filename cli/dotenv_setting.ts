/** A setting by its name, as the programs will see it: the environment, over the `.env` file. */
import { parseEnv } from "node:util";

export function settingOf(
  get: (name: string) => string | undefined,
  path = ".env",
): (name: string) => string | undefined {
  let file: Record<string, string | undefined> = {};
  try {
    file = parseEnv(Deno.readTextFileSync(path));
  } catch {
    // There is none, or it cannot be read: then the program says so.
  }
  return (name) => get(name) ?? file[name];
}
