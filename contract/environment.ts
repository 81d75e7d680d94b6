/**
 * Where settings come from: the process environment, and a `.env` file under it. The real
 * environment wins. Reading either is left to the caller, which has the permission to.
 */
import type { Environment, SettingsSchema } from "./settings.ts";
import { parseEnv } from "node:util";

export interface EnvironmentSources {
  /** One variable of the process, as `Deno.env.get` gives it. */
  readonly get: (name: string) => string | undefined;
  /** The text of the `.env` file, if there is one. */
  readonly dotenv?: string | undefined;
}

/** The variables that `schema` names, and no others. */
export function environmentFor(
  schema: SettingsSchema,
  { get, dotenv }: EnvironmentSources,
): Environment {
  const fromFile: Environment = dotenv === undefined ? {} : parseEnv(dotenv) as Environment;
  return Object.fromEntries(
    Object.keys(schema.shape).map((name) => [name, get(name) ?? fromFile[name]]),
  );
}
