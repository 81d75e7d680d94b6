/**
 * Loads an emitter type from a file, so that a scenario can bring its own:
 *
 * ```ts
 * export default defineEmitter({ type: "tcpdump", summary: "…", config: z.strictObject({}), create });
 * ```
 */
import { z } from "zod";
import type { EmitterPlugin } from "../emitter.ts";
import { firstLineOf, placeIn } from "./plugin_place.ts";

/** Brings in a module; given in so that what may be imported is the caller's decision. */
export type ImportModule = (url: string) => Promise<unknown>;

/**
 * The default export of the module at `url`, which must be absolute (`file:///…`), or why it is no
 * emitter. What it makes is tried once its settings are known: see `plugin_trial.ts`.
 */
export async function loadEmitterPlugin(
  url: string,
  importModule: ImportModule = (address) => import(address),
): Promise<EmitterPlugin | { readonly reason: string }> {
  let module: unknown;
  try {
    module = await importModule(url);
  } catch (error) {
    const reason = firstLineOf(error);
    const hint = MISSES_EMITTERS.test(reason)
      ? '; an emitter imports "logops/emitters", from any folder'
      : "";
    return { reason: `${reason}${placeIn(error)}${hint}` };
  }
  const parsed = PluginModule.safeParse(module);
  if (parsed.success) return parsed.data.default as unknown as EmitterPlugin;
  const { path, message } = parsed.error.issues[0]!;
  const field = path.length < 2 ? "its default export" : `'${path.slice(1).join(".")}'`;
  return { reason: `${field} ${message}` };
}

/** The module that plugins import is asked for by a path that leads elsewhere, or misspelt. */
const MISSES_EMITTERS =
  /^Module not found ".*\/(emitters|mod)(\/mod)?\.ts"|^Import "(logops\b|emitters).*" not/;

const TYPE_NAME = /^[a-z][a-z0-9_-]{0,63}$/;

/** Checked by shape: the plugin's zod need not be ours. */
const PluginModule = z.looseObject({
  default: z.custom<Record<string, unknown>>(
    (value) => typeof value === "object" && value !== null,
    "must be an emitter, as defineEmitter() makes it",
  ).pipe(z.looseObject({
    type: z.string("must be a text").regex(
      TYPE_NAME,
      "must be lower-case letters, digits, '-' and '_', at most 64, and start with a letter",
    ),
    summary: z.string("must be a text").min(1, "must not be empty"),
    config: z.custom(isSchema, "must be a zod schema"),
    create: z.custom((value) => typeof value === "function", "must be a function"),
  })),
});

function isSchema(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { parse, safeParse } = value as Record<string, unknown>;
  return typeof parse === "function" && typeof safeParse === "function";
}
