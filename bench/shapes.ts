/**
 * The corpus under load: each shape beside a server that only parses, writes and appends the same
 * records as JSON (`limit: append`), both in a process of their own, one right after the other.
 *
 * ```
 * shape ─┬─ JSON │ NDJSON │ CSV │ lines ──► gateway ────► records per CPU-second ─┐ ratio
 *        └─ JSON of the same records ─────► limit: append ───────────────────────┘
 * ```
 *
 * What a line says as JSON is what the gateway has stored of it.
 */
import type { LoadBody } from "./bodies.ts";
import {
  jsonBody,
  type JsonForm,
  jsonShapes,
  readLoghub,
  textBody,
  textShapes,
} from "./corpus/mod.ts";
import { type LoadCase, type LoadDeps, type LoadResult, measureLoad, mustAccept } from "./load.ts";
import { mergeResults, REFERENCE } from "./star.ts";
import { journalFiles, startSubject } from "./subject.ts";

export const SHAPE_FORMS = ["json", "ndjson", "csv", "text"] as const;
export type ShapeForm = typeof SHAPE_FORMS[number];

export interface ShapeResult {
  readonly shape: string;
  readonly form: ShapeForm;
  /** As sent, without what parts them. */
  readonly bytesPerRecord: number;
  readonly gateway: LoadResult;
  readonly limit: LoadResult;
}

interface ShapeBodies {
  readonly shape: string;
  readonly form: ShapeForm;
  readonly bodies: readonly LoadBody[];
  /** The same records as JSON; absent where only the gateway can tell. */
  readonly asJson?: readonly LoadBody[];
}

const { records } = REFERENCE;
/** Different bodies that a client sends in turn. */
const BODIES_COUNT = 4;

const CONTENT_TYPES: Readonly<Record<ShapeForm, string>> = {
  json: "application/json",
  ndjson: "application/x-ndjson",
  csv: "text/csv",
  text: "text/plain",
};

export interface ShapeOptions extends LoadDeps {
  readonly forms: readonly ShapeForm[];
  readonly rounds: number;
  readonly progress: (text: string) => void;
}

export async function measureShapes(options: ShapeOptions): Promise<ShapeResult[]> {
  const results: ShapeResult[] = [];
  for (const each of await shapesOf(options)) {
    const asJson = each.asJson ?? await storedAsJson(each.bodies, options);
    const gateway: LoadResult[] = [];
    const limit: LoadResult[] = [];
    for (let round = 1; round <= options.rounds; round++) {
      options.progress(`round ${round} of ${options.rounds}: ${each.form}, ${each.shape}`);
      const load: LoadCase = { ...REFERENCE, name: each.shape };
      gateway.push(await measureLoad({ ...load, bodies: each.bodies }, options));
      limit.push(await measureLoad({ ...load, kind: "limit: append", bodies: asJson }, options));
    }
    results.push({
      ...{ shape: each.shape, form: each.form, bytesPerRecord: bytesOf(each.bodies) },
      ...{ gateway: mergeResults(gateway), limit: mergeResults(limit) },
    });
  }
  return results;
}

async function shapesOf({ forms, env }: ShapeOptions): Promise<ShapeBodies[]> {
  const ofJson = (["json", "ndjson", "csv"] as const).filter((form) => forms.includes(form))
    .flatMap((form) =>
      Object.entries(jsonShapes).map(([shape, write]) => ({
        ...{ shape, form },
        bodies: bodiesOf(form, (from) => jsonBody(write, form as JsonForm, records, from)),
        asJson: bodiesOf("json", (from) => jsonBody(write, "json", records, from)),
      }))
    );
  if (!forms.includes("text")) return ofJson;
  const lines = Object.entries(textShapes).map(([shape, write]) => ({
    ...{ shape, form: "text" as const },
    bodies: bodiesOf("text", (from) => textBody(write, records, from)),
  }));
  const real = (await readLoghub(env)).map(({ name, lines }) => ({
    ...{ shape: `loghub ${name}`, form: "text" as const },
    bodies: bodiesOf("text", (from) => `${lines.slice(from, from + records).join("\n")}\n`),
  }));
  return [...ofJson, ...lines, ...real];
}

function bodiesOf(form: ShapeForm, write: (from: number) => string): LoadBody[] {
  const encoder = new TextEncoder();
  return Array.from({ length: BODIES_COUNT }, (_, i) => ({
    contentType: CONTENT_TYPES[form],
    bytes: encoder.encode(write(i * records)),
  }));
}

function bytesOf(bodies: readonly LoadBody[]): number {
  return bodies.reduce((sum, { bytes }) => sum + bytes.length, 0) / (bodies.length * records);
}

/** What a gateway stores of each body, as bodies of JSON. */
async function storedAsJson(
  bodies: readonly LoadBody[],
  { env, sinkRoot }: LoadDeps,
): Promise<LoadBody[]> {
  await using subject = await startSubject({ kind: "gateway", sinkRoot }, env);
  for (const body of bodies) await mustAccept(subject.url, body);
  const [file] = await journalFiles(subject.sinkDir);
  const lines = (await Deno.readTextFile(file!)).trimEnd().split("\n");
  return bodiesOf("json", (from) => `[${lines.slice(from, from + records).join(",")}]`);
}
