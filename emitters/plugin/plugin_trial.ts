/**
 * Tries an emitter of the user's own before a run relies on it: its first records and a request of
 * them are held against `EmittedRecord` and `EmittedRequest`. What is wrong in a record would else
 * show only where it is used, at the latest in the verdict, when the run is over.
 *
 * ```
 * record 1 has no 'planted': it must be a list of { kind, value }, empty if nothing is planted (it has 'pii')
 * ```
 */
import { LEVELS, PII_KINDS } from "../../contract/mod.ts";
import { z } from "zod";
import type { EmittedRecord, Emitter, EmitterDeps, EmitterPlugin } from "../emitter.ts";
import { firstLineOf, placeIn } from "./plugin_place.ts";

/** As many as show what is rare too, at no cost that a user would notice. */
const RECORDS_TRIED = 100;

const FIRST_RECORD_MS = Date.UTC(2026, 0, 1);
const RECORD_EVERY_MS = 100;

const text = z.string("must be a text");

const Request = z.looseObject({
  contentType: text,
  body: z.custom(
    (body) => typeof body === "string" || body instanceof Uint8Array,
    "must be a text or a Uint8Array",
  ),
}, "must be { contentType, body }");

/** Loose: what a plugin's `batch` needs besides may ride on its records. */
const Fields = z.looseObject({
  seq: z.int("must be a whole number that counts from 1"),
  level: z.enum(LEVELS, `must be one of ${LEVELS.join(", ")}`),
  text: text.refine((line) => !line.endsWith("\n"), "must have no line end"),
  planted: z.array(
    z.looseObject({
      kind: z.enum(PII_KINDS, `must be one of ${PII_KINDS.join(", ")}`),
      value: text.min(1, "must not be empty"),
    }, "must be { kind, value }"),
    "must be a list of { kind, value }, empty if nothing is planted",
  ),
  defect: z.looseObject({
    class: text,
    outcome: z.enum(["repaired", "refused"], "must be 'repaired' or 'refused'"),
    reason: text.optional(),
  }, "must be { class, outcome }").optional(),
  redeliveryOf: z.int("must be the 'seq' of an earlier record").optional(),
  request: Request.optional(),
}, "must be an object");

/** One line on what `plugin` makes wrongly of `config`; `undefined` if it is sound. */
export function faultOfPlugin(
  plugin: EmitterPlugin,
  config: unknown,
  deps: EmitterDeps,
): string | undefined {
  let step = "'create'";
  try {
    const emitter = plugin.create(config, deps);
    const fault = faultOfMethods(emitter);
    if (fault !== undefined) return fault;
    const records: EmittedRecord[] = [];
    const count = Math.min(RECORDS_TRIED, emitter.recordsMax ?? Infinity);
    while (records.length < count) {
      const seq = records.length + 1;
      step = `'next', for record ${seq},`;
      const record = emitter.next(FIRST_RECORD_MS + seq * RECORD_EVERY_MS);
      const fault = faultOfRecord(record, seq);
      if (fault !== undefined) return fault;
      records.push(record);
    }
    step = "'batch'";
    const together = records.filter(({ request }) => request === undefined);
    return together.length === 0 ? undefined : faultOfBatch(emitter.batch(together));
  } catch (error) {
    const name = error instanceof Error ? `${error.name}: ` : "";
    return `${step} throws ${name}${firstLineOf(error)}${placeIn(error)}`;
  }
}

function faultOfMethods(emitter: Emitter | undefined): string | undefined {
  const missing = (["next", "batch"] as const).find((name) =>
    typeof emitter?.[name] !== "function"
  );
  return missing && `what 'create' returns has no '${missing}': it must be a function`;
}

function faultOfRecord(record: unknown, seq: number): string | undefined {
  const parsed = Fields.safeParse(record);
  if (!parsed.success) return faultOf(`record ${seq}`, record, parsed.error, Fields.shape);
  if (parsed.data.seq === seq) return undefined;
  return `record ${seq}: 'seq' must count from 1: current value is ${parsed.data.seq}`;
}

function faultOfBatch(request: unknown): string | undefined {
  const parsed = Request.safeParse(request);
  if (parsed.success) return undefined;
  return faultOf("what 'batch' returns", request, parsed.error, Request.shape);
}

/** Names the field. Where it is missing, also those that are there and unknown: one may be its typo. */
function faultOf(what: string, value: unknown, { issues }: z.ZodError, known: object): string {
  const { path, message } = issues[0]!;
  const [field] = path;
  if (field === undefined) return `${what} ${message}`;
  const isMissing = path.length === 1 && !Object.hasOwn(value as object, field);
  if (!isMissing) return `${what}: '${path.join(".")}' ${message}`;
  const others = Object.keys(value as object).filter((key) => !Object.hasOwn(known, key));
  const hint = others.length === 0 ? "" : ` (it has ${others.map((key) => `'${key}'`).join(", ")})`;
  return `${what} has no '${String(field)}': it ${message}${hint}`;
}
