/**
 * Settings are declared once, as a zod object whose keys are the environment variables' names:
 *
 * ```ts
 * const Settings = z.object({
 *   LOGOPS_PORT: wholeNumber(0, 65_535).default(8080).describe("Port to listen on; 0 picks a free one"),
 *   LOGOPS_API_KEY: z.string().optional().meta({ secret: true }).describe("Key to send with"),
 * });
 * ```
 *
 * From that come the type, the parser, `--check`, `.env.example` and `docs/settings.md`.
 * A bad value is reported by name; a secret's value is never shown.
 */
import { z } from "zod";

export type SettingsSchema = z.ZodObject<Record<string, z.ZodType>>;

/** What is wrong with one variable, and what it may be. */
export interface SettingProblem {
  readonly name: string;
  readonly message: string;
}

export type SettingsResult<T> =
  | { readonly ok: true; readonly settings: T }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads every variable of `schema` from `env`; reports all bad ones at once. Empty means unset. */
export function readSettings<S extends SettingsSchema>(
  schema: S,
  env: Environment,
): SettingsResult<z.infer<S>> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.shape)) {
    const value = env[name];
    if (value !== undefined && value !== "") given[name] = value;
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, settings: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "settings");
    const field = schema.shape[name];
    const current = field !== undefined && name in given
      ? `: current value is ${isSecret(field) ? "hidden" : JSON.stringify(given[name])}`
      : "";
    return { name, message: `'${name}' ${describeIssue(issue)}${current}` };
  });
  return { ok: false, problems };
}

/** Lists the variables of `schema` as text; a secret shows as `(set)` or `(unset)`. */
export function listSettings(
  schema: SettingsSchema,
  settings: Readonly<Record<string, unknown>>,
): [name: string, value: string][] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const value = settings[name];
    const unset = value === undefined || (Array.isArray(value) && value.length === 0);
    if (isSecret(field)) return [name, unset ? "(unset)" : "(set)"];
    if (unset) return [name, "(unset)"];
    return [name, Array.isArray(value) ? value.join(",") : String(value)];
  });
}

/** Whether the field was declared with `.meta({ secret: true })`, under any wrapper. */
export function isSecret(field: z.ZodType): boolean {
  return metaOf(field).secret === true;
}

/** Merged `.meta()` of a field and of everything that it wraps (default, optional, pipe). */
export function metaOf(field: z.ZodType): Readonly<Record<string, unknown>> {
  const inner = innerOf(field);
  return { ...(inner === undefined ? {} : metaOf(inner)), ...(field.meta() ?? {}) };
}

function innerOf(field: z.ZodType): z.ZodType | undefined {
  if (field instanceof z.ZodDefault || field instanceof z.ZodOptional) {
    return field.def.innerType as z.ZodType;
  }
  return field instanceof z.ZodPipe ? field.def.in as z.ZodType : undefined;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === "custom") return issue.message;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.join(", ")}`;
  return `is not valid (${issue.message})`;
}

/** `true|false|1|0|yes|no|on|off`, in any case. */
export function flag() {
  return z.string().transform((text, context) => {
    const word = text.trim().toLowerCase();
    if (["true", "1", "yes", "on"].includes(word)) return true;
    if (["false", "0", "no", "off"].includes(word)) return false;
    context.addIssue({ code: "custom", message: "must be true or false" });
    return z.NEVER;
  }).meta({ shape: "true | false" });
}

/** A whole number between `min` and `max`, both included. */
export function wholeNumber(min: number, max: number) {
  return z.string().transform((text, context) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    context.addIssue({
      code: "custom",
      message: `must be a whole number from ${min} to ${max}`,
    });
    return z.NEVER;
  }).meta({ shape: `${min}…${max}` });
}

const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  "": 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** A number of bytes: `8388608`, `8MiB`, `64KiB`. */
export function bytes(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return z.string().transform((text, context) => {
    const match = /^(\d{1,15})\s*(kib|mib|gib|tib)?$/i.exec(text.trim());
    const value = match === null
      ? NaN
      : Number(match[1]) * (BYTES_PER_UNIT[(match[2] ?? "").toLowerCase()] ?? NaN);
    if (value >= min && value <= max) return value;
    context.addIssue({
      code: "custom",
      message: `must be a number of bytes, like 8388608 or 8MiB, from ${min} to ${max}`,
    });
    return z.NEVER;
  }).meta({ shape: "bytes, or KiB, MiB, GiB" });
}

/** A comma-separated list; blanks around items and empty items are dropped. */
export function list<T extends z.ZodType<string, string>>(item: T) {
  return z.string()
    .transform((text) => text.split(",").map((part) => part.trim()).filter((part) => part !== ""))
    .pipe(z.array(item))
    .meta({ shape: "comma-separated list" });
}
