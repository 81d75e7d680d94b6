/**
 * Reads a subject's file, strictly: every problem at once, each with its line and column.
 *
 * ```
 * Cannot read subject mine.yaml:3:1: unknown key 'comand': did you mean 'command'?
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
import { hintFor, knownKeys, printable } from "../../contract/mod.ts";
import { PLACEHOLDERS, type Subject, SubjectFields } from "./subject_schema.ts";

const FILE_LENGTH_MAX = 131_072;
const PROBLEMS_MAX = 50;

export type SubjectResult =
  | { readonly ok: true; readonly subject: Subject }
  | { readonly ok: false; readonly problems: readonly string[] };

type Path = readonly (string | number)[];
interface Problem {
  readonly path: Path;
  readonly message: string;
  readonly atKey?: boolean;
}

/** `file` is the name that problems show. */
export function parseSubject(text: string, file: string): SubjectResult {
  const lines = new LineCounter();
  const at = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    const place = `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
    return printable(`Cannot read subject ${place}: ${message}`);
  };
  const failed = (problems: readonly string[]): SubjectResult => ({ ok: false, problems });
  if (text.length > FILE_LENGTH_MAX) {
    return failed([at(0, `the file must have at most ${FILE_LENGTH_MAX} characters`)]);
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].slice(0, PROBLEMS_MAX);
  if (faults.length > 0) {
    return failed(
      faults.map(({ pos, message }) => at(pos[0], `not valid YAML: ${message.split("\n")[0]}`)),
    );
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return failed([at(0, `not valid YAML: ${error.message}`)]);
  }
  const parsed = SubjectFields.safeParse(value);
  const problems = parsed.success ? rulesOf(parsed.data) : problemsOf(parsed.error.issues);
  if (parsed.success && problems.length === 0) return { ok: true, subject: parsed.data };
  return failed(
    problems.slice(0, PROBLEMS_MAX)
      .map((problem) => ({ ...problem, offset: offsetOf(document, problem) }))
      .sort((a, b) => a.offset - b.offset)
      .map(({ offset, message }) => at(offset, message)),
  );
}

/** What must hold between fields. */
function rulesOf(subject: Subject): Problem[] {
  const problems: Problem[] = [];
  const check = (path: Path, text: string) => {
    for (const [, name = ""] of text.matchAll(/\{(\w+)\}/g)) {
      if (PLACEHOLDERS.some((known) => known === name)) continue;
      const hint = hintFor(name, PLACEHOLDERS);
      problems.push({ path, message: `unknown placeholder '{${name}}'${hint && ` (${hint})`}` });
    }
  };
  const names = new Set<string>();
  for (const [index, { name, command, env }] of subject.processes.entries()) {
    const path = ["processes", index];
    if (names.has(name)) {
      problems.push({ path: [...path, "name"], message: `the name '${name}' is taken above` });
    }
    names.add(name);
    for (const [i, part] of command.entries()) check([...path, "command", i], part);
    for (const [key, part] of Object.entries(env)) check([...path, "env", key], part);
  }
  for (const key of ["input", "output"] as const) {
    for (const [name, part] of Object.entries(subject[key])) check([key, name], part);
  }
  if (subject.disk !== undefined) check(["disk"], subject.disk);
  for (const [index, folder] of subject.folders.entries()) check(["folders", index], folder);
  const { sink_process } = subject;
  if (sink_process !== undefined && !names.has(sink_process)) {
    const hint = hintFor(sink_process, [...names]);
    const message = `'sink_process' names no process: '${sink_process}' (${hint})`;
    problems.push({ path: ["sink_process"], message });
  }
  for (const name of Object.keys(subject.files)) {
    if (!/^[\w.-]+$/.test(name) || name.startsWith("..")) {
      problems.push({
        path: ["files", name],
        message: `'${name}' must be a file's name, without folders`,
        atKey: true,
      });
    }
  }
  return problems;
}

function problemsOf(issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = issue.path.filter((part) => typeof part !== "symbol");
    if (issue.code === "unrecognized_keys") {
      const known = knownKeys(SubjectFields, path);
      return issue.keys.map((key) => {
        const hint = hintFor(key, known);
        return {
          path: [...path, key],
          message: `unknown key '${key}'${hint === undefined ? "" : ` (${hint})`}`,
          atKey: true,
        };
      });
    }
    const name = path.findLast((part) => typeof part === "string");
    if (name === undefined) return [{ path, message: "a subject must be a mapping of keys" }];
    if (issue.code === "invalid_type" && issue.input === undefined) {
      const isAbsent = /undefined/.test(issue.message);
      if (isAbsent) return [{ path, message: `'${name}' is missing` }];
    }
    if (issue.code === "invalid_union") {
      const known = /Expected (.*)$/.exec(issue.message)?.[1]?.replaceAll(" | ", ", ");
      const wanted = known === undefined
        ? "must hold one of url, tcp, log"
        : `must be one of ${known}`;
      return [{ path, message: `'${name}' ${wanted}` }];
    }
    if (issue.code === "invalid_format") return [{ path, message: `'${name}' ${issue.message}` }];
    return [{ path, message: `'${name}' is not valid: ${issue.message}` }];
  });
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
