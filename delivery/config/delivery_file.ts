/**
 * Reads `config/delivery.yaml`, strictly: every problem at once, each with its line and column, and
 * never a value, since any of them may be a secret in the wrong place.
 *
 * ```yaml
 * sinks:
 *   - name: loki
 *     type: loki
 *     url: http://127.0.0.1:3100
 * ```
 */
import {
  type Document,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
} from "yaml";
import type { z } from "zod";
import { hintFor, isSecret, knownKeys } from "../../contract/mod.ts";
import { type SinkPlugin, sinkPlugins } from "../sinks/mod.ts";
import { isReference, type ReferenceSource, resolveReferences } from "./references.ts";
import { type CommonConfig, commonFields } from "./sink_fields.ts";

const FILE_LENGTH_MAX = 262_144;
export const SINKS_MAX = 32;

export interface ConfiguredSink {
  readonly plugin: SinkPlugin;
  readonly common: CommonConfig;
  /** The fields of the sink's own type, with secrets in them. */
  readonly config: Record<string, unknown>;
}

export type DeliveryFile =
  | { readonly ok: true; readonly sinks: readonly ConfiguredSink[] }
  /** `delivery.yaml:3:5: …`, in order of place. */
  | { readonly ok: false; readonly problems: readonly string[] };

type Path = readonly (string | number)[];
interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly atKey?: boolean;
}

/** `file` is the name that problems show. */
export function parseDeliveryFile(
  text: string,
  file: string,
  source: ReferenceSource,
): DeliveryFile {
  if (text.length > FILE_LENGTH_MAX) {
    return {
      ok: false,
      problems: [`${file}:1:1: must have at most ${FILE_LENGTH_MAX} characters`],
    };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}: ${message}`;
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return {
      ok: false,
      problems: faults.map(({ pos, code }) => at(pos[0], `not valid YAML: ${code}`)),
    };
  }
  const problems: Problem[] = [];
  const sinks = readSinks(document.toJS({ maxAliasCount: 100 }), source, problems);
  if (problems.length === 0) return { ok: true, sinks };
  const placed = problems.map((problem) => ({ ...problem, offset: offsetOf(document, problem) }))
    .sort((a, b) => a.offset - b.offset);
  return { ok: false, problems: placed.map(({ offset, message }) => at(offset, message)) };
}

function readSinks(value: unknown, source: ReferenceSource, problems: Problem[]): ConfiguredSink[] {
  if (!isObject(value) || !Array.isArray(value.sinks)) {
    problems.push({ path: [], message: "must hold 'sinks:', a list of sinks" });
    return [];
  }
  for (const key of Object.keys(value).filter((key) => key !== "sinks")) {
    problems.push({ path: [key], message: `unknown key '${key}'`, atKey: true });
  }
  if (value.sinks.length === 0 || value.sinks.length > SINKS_MAX) {
    problems.push({ path: ["sinks"], message: `'sinks' must have 1 to ${SINKS_MAX} items` });
  }
  const sinks = value.sinks.slice(0, SINKS_MAX).flatMap((entry: unknown, index) => {
    const sink = readSink(entry, ["sinks", index], source, problems);
    return sink === undefined ? [] : [sink];
  });
  const seen = new Set<string>();
  for (const [index, { common: { name } }] of sinks.entries()) {
    if (seen.has(name)) {
      problems.push({
        path: ["sinks", index, "name"],
        message: "the name is taken by a sink above",
      });
    }
    seen.add(name);
  }
  return sinks;
}

function readSink(
  entry: unknown,
  path: Path,
  source: ReferenceSource,
  problems: Problem[],
): ConfiguredSink | undefined {
  if (!isObject(entry)) {
    problems.push({ path, message: "a sink must be a mapping of keys to values" });
    return undefined;
  }
  const types = sinkPlugins.map(({ type }) => type);
  const plugin = sinkPlugins.find(({ type }) => type === entry.type);
  if (plugin === undefined) {
    const hint = typeof entry.type === "string" ? hintFor(entry.type, types) : undefined;
    const message = `'type' must be one of ${types.join(", ")}`;
    problems.push({ path: [...path, "type"], message: withHint(message, hint) });
    return undefined;
  }
  const before = problems.length;
  checkSecrets(entry, plugin.config.shape, path, problems);
  const resolved = resolveAll(entry, path, source, problems);
  const schema = plugin.config.extend(commonFields(plugin));
  const parsed = schema.safeParse(resolved);
  if (!parsed.success) problems.push(...problemsOf(parsed.error.issues, schema, path));
  if (problems.length > before || !parsed.success) return undefined;
  const { name, type, from, match, batch, retry, ...config } = parsed.data as
    & CommonConfig
    & Record<string, unknown>;
  return { plugin, common: { name, type, from, match, batch, retry }, config };
}

/** A secret that stands in the file itself is in every backup and every commit of it. */
function checkSecrets(
  entry: Record<string, unknown>,
  shape: Readonly<Record<string, z.core.$ZodType>>,
  path: Path,
  problems: Problem[],
): void {
  for (const [key, field] of Object.entries(shape)) {
    const value = entry[key];
    if (value === undefined || !isSecret(field as z.ZodType)) continue;
    if (typeof value === "string" && isReference(value)) continue;
    const message = `'${key}' is a secret: write \${env:NAME} or \${file:path}`;
    problems.push({ path: [...path, key], message });
  }
}

function resolveAll(
  value: unknown,
  path: Path,
  source: ReferenceSource,
  problems: Problem[],
): unknown {
  if (typeof value === "string") {
    const resolved = resolveReferences(value, source);
    if (resolved.ok) return resolved.text;
    problems.push({ path, message: `'${path.at(-1)}' ${resolved.message}` });
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveAll(item, [...path, index], source, problems));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [key, resolveAll(item, [...path, key], source, problems)]),
  );
}

function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  prefix: Path,
): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const inside = issue.path.filter((part) => typeof part !== "symbol");
    const path = [...prefix, ...inside];
    if (issue.code === "unrecognized_keys") {
      const known = knownKeys(schema, inside);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: withHint(`unknown key '${key}'`, hintFor(key, known)),
        atKey: true,
      }));
    }
    const name = path.findLast((part) => typeof part === "string");
    if (issue.code === "invalid_value") {
      return [{ path, message: `'${name}' must be one of ${issue.values.join(", ")}` }];
    }
    if (issue.code === "invalid_type" && issue.input === undefined) {
      return [{ path, message: `'${name}' is missing` }];
    }
    const text = issue.code === "invalid_format" || issue.code === "custom"
      ? issue.message
      : `is not valid (${issue.message})`;
    return [{ path, message: `'${name}' ${text}` }];
  });
}

function withHint(message: string, hint: string | undefined): string {
  return hint === undefined ? message : `${message} (${hint})`;
}

function offsetOf(document: Document, { path, atKey }: Problem): number {
  for (let depth = path.length; depth > 0; depth--) {
    const inner = path.slice(0, depth);
    const node = document.getIn(inner, true) as Node | undefined | null;
    const key = keyOffset(document, inner);
    if (atKey === true && key !== undefined) return key;
    const offset = node?.range?.[0] ?? key;
    if (offset !== undefined) return offset;
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) =>
    isPair(item) && isScalar(item.key) && String(item.key.value) === String(path.at(-1))
  );
  return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
