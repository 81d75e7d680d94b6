/**
 * What is wrong with a scenario, and where: a place in the file, a sentence, the value that is
 * there, and a hint. Issues of the schema carry a path; the YAML document turns it into a place.
 *
 * ```
 * Cannot read scenario burst.yaml:12:5: 'eps' must be at least 0.1: current value is -3
 * Cannot read scenario burst.yaml:4:1: unknown key 'duration': did you mean 'duration_sec'?
 * ```
 */
import { z } from "zod";
import { type Document, isCollection, isMap, isPair, isScalar, LineCounter, type Node } from "yaml";
import { hintFor, knownKeys, printable } from "../../contract/mod.ts";

export type Path = readonly (string | number)[];

export interface ScenarioProblem {
  readonly file: string;
  /** Counts from 1, as does `column`. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** A problem that is known by its path, before it is given a place. */
export interface PathProblem {
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The problem is the key at `path`, not its value. */
  readonly atKey?: boolean;
  /** Leave out the `current value is …` part. */
  readonly hidesValue?: boolean;
}

export interface Source {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

const VALUE_TEXT_LENGTH_MAX = 60;
/** A text of brackets can have a problem at each character. */
export const PROBLEMS_MAX = 100;

/** The first of them, and how many more there are. */
export function firstProblems(problems: readonly ScenarioProblem[]): readonly ScenarioProblem[] {
  if (problems.length <= PROBLEMS_MAX) return problems;
  const last = problems[PROBLEMS_MAX - 1]!;
  const more = problems.length - PROBLEMS_MAX;
  return [...problems.slice(0, PROBLEMS_MAX), {
    ...last,
    message: `and ${more} more problems`,
    hint: undefined,
  }];
}

/** For a terminal: keys and paths in it are whatever the file says. */
export function describeProblem(problem: ScenarioProblem): string {
  const { file, line, column, message, hint } = problem;
  const text = `Cannot read scenario ${file}:${line}:${column}: ${message}`;
  return printable(hint === undefined ? text : `${text} (${hint})`);
}

/** Gives each problem its place in the file, in order of place. */
export function placeProblems(
  problems: readonly PathProblem[],
  source: Source,
): ScenarioProblem[] {
  return problems
    .map(({ path, message, hint, atKey, hidesValue }) => {
      const value = source.document.getIn(path, true) as Node | undefined | null;
      const isThere = value !== undefined && value !== null;
      const text = hidesValue || atKey || !isThere
        ? message
        : `${message}: current value is ${valueText(value)}`;
      return { file: source.file, ...placeOf(path, source, atKey ?? false), message: text, hint };
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The schema's issues in this project's words. `schema` is asked which keys it knows. */
export function problemsOfIssues(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  prefix: Path = [],
): PathProblem[] {
  return issues.flatMap((issue): PathProblem[] => {
    const inside = issue.path.filter((part) => typeof part !== "symbol");
    const path = [...prefix, ...inside];
    if (issue.code === "unrecognized_keys") {
      const known = knownKeys(schema, inside);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown key '${key}'`,
        hint: hintFor(key, known),
        atKey: true,
      }));
    }
    return [problemOfIssue(issue, path)];
  });
}

function problemOfIssue(issue: z.core.$ZodIssue, path: Path): PathProblem {
  const last = path.at(-1);
  const name = typeof last === "number" ? `item ${last + 1} of '${path.at(-2)}'` : `'${last}'`;
  const base = { path };
  switch (issue.code) {
    case "invalid_type": {
      if (issue.input === undefined && /undefined/.test(issue.message)) {
        return { ...base, message: `${name} is missing`, hint: `it must be ${noun(issue)}` };
      }
      return { ...base, message: `${name} must be ${noun(issue)}` };
    }
    case "too_small": {
      const least = issue.inclusive ? "at least" : "greater than";
      return { ...base, message: `${name} must ${sized(issue, least, issue.minimum)}` };
    }
    case "too_big": {
      const most = issue.inclusive ? "at most" : "less than";
      const hint = last === "jitter_pct" ? "a share: 0.1 is ±10 %" : undefined;
      return { ...base, message: `${name} must ${sized(issue, most, issue.maximum)}`, hint };
    }
    case "invalid_value":
      return { ...base, message: `${name} must be one of ${issue.values.join(", ")}` };
    case "invalid_union": {
      const wanted = issue.errors.flatMap((branch) => branch[0] === undefined ? [] : [branch[0]])
        .map((first) => first.code === "invalid_type" ? noun(first) : first.message);
      return { ...base, message: `${name} must be ${[...new Set(wanted)].join(" or ")}` };
    }
    default:
      return { ...base, message: `${name} ${issue.message}` };
  }
}

function noun(issue: z.core.$ZodIssueInvalidType): string {
  switch (issue.expected) {
    case "number":
      return "a number";
    case "int":
      return "a whole number";
    case "string":
      return "a text";
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object":
    case "record":
      return "a mapping of keys to values";
    default:
      return `of type ${issue.expected}`;
  }
}

function sized(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  compared: string,
  bound: number | bigint,
): string {
  if (issue.origin === "array") return `have ${compared} ${bound} item${bound === 1 ? "" : "s"}`;
  if (issue.origin === "string") return `have ${compared} ${bound} characters`;
  return `be ${compared} ${bound}`;
}

function valueText(node: Node): string {
  if (isMap(node)) return "a mapping";
  if (isCollection(node)) return "a list";
  const text = JSON.stringify(isScalar(node) ? node.value : node.toString()) ?? "nothing";
  if (text.length <= VALUE_TEXT_LENGTH_MAX) return text;
  return `${text.slice(0, VALUE_TEXT_LENGTH_MAX)}…`;
}

/** The place of the node at `path`, or of the nearest node around it that exists. */
function placeOf(path: Path, { document, lines }: Source, atKey: boolean) {
  for (let depth = path.length; depth >= 0; depth--) {
    const around = document.getIn(path.slice(0, depth), true) as Node | undefined | null;
    const isKey = depth < path.length ? depth > 0 : atKey;
    const key = isKey ? keyNode(document, path.slice(0, depth)) : undefined;
    const offset = key?.range?.[0] ?? around?.range?.[0];
    if (offset === undefined) continue;
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
  return { line: 1, column: 1 };
}

function keyNode(document: Document, path: Path): Node | undefined {
  const parent = path.length === 1
    ? document.contents
    : document.getIn(path.slice(0, -1), true) as Node | undefined;
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) =>
    isPair(item) && isScalar(item.key) && String(item.key.value) === String(path.at(-1))
  );
  return pair?.key as Node | undefined;
}
