/**
 * Reads a scenario: YAML text → `Scenario`, strictly. Every problem is reported at once, each with
 * its file, line and column; rules between fields are asked once the fields are right.
 *
 * ```
 * text → YAML document → schema → rules → emitter types and their args → rate curves
 * ```
 */
import {
  type Alias,
  type Document,
  isAlias,
  isNode,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";
import { checkTypes, type EmitterSource, resolveEmitter } from "./resolve_emitter.ts";
import type { ScenarioEmitter } from "../plan/mod.ts";
import { type Expect, ScenarioFields, type Sending } from "./scenario_schema.ts";
import { checkRules, checkSize } from "./scenario_rules.ts";
import {
  firstProblems,
  type PathProblem,
  placeProblems,
  problemsOfIssues,
  type ScenarioProblem,
  type Source,
} from "./scenario_problem.ts";

const SCENARIO_LENGTH_MAX = 262_144;

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly durationSec: number;
  readonly seed?: number | string | undefined;
  readonly emitters: readonly ScenarioEmitter[];
  readonly sending: Sending;
  readonly expect: Expect;
}

export type ScenarioResult =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

/** `file` is the name that problems show. */
export async function parseScenario(
  text: string,
  file: string,
  source: EmitterSource,
): Promise<ScenarioResult> {
  if (text.length > SCENARIO_LENGTH_MAX) {
    const message = `the file must have at most ${SCENARIO_LENGTH_MAX} characters`;
    return { ok: false, problems: [{ file, line: 1, column: 1, message }] };
  }
  const read = readYaml(text, file);
  if (!read.ok) return { ok: false, problems: firstProblems(read.problems) };
  const failed = (problems: readonly PathProblem[]): ScenarioResult => ({
    ok: false,
    problems: firstProblems(placeProblems(problems, read)),
  });
  const parsed = ScenarioFields.safeParse(read.value);
  if (!parsed.success) {
    const ofTypes = await checkTypes(read.value, source);
    return failed([...problemsOfIssues(parsed.error.issues, ScenarioFields), ...ofTypes]);
  }
  const tooLarge = checkSize(parsed.data);
  if (tooLarge.length > 0) return failed(tooLarge);
  const problems = checkRules(parsed.data);
  const emitters: ScenarioEmitter[] = [];
  for (const [index, fields] of parsed.data.emitters.entries()) {
    const path = ["emitters", index];
    const { duration_sec: durationSec } = parsed.data;
    const resolved = await resolveEmitter(fields, { path, source, durationSec });
    if ("problems" in resolved) problems.push(...resolved.problems);
    else emitters.push(resolved.emitter);
  }
  problems.push(...checkLabels(emitters));
  if (problems.length > 0) return failed(problems);
  const { name, description, duration_sec, seed, sending, expect } = parsed.data;
  return {
    ok: true,
    scenario: { name, description, durationSec: duration_sec, seed, emitters, sending, expect },
  };
}

/** The same from values instead of text; for callers that ask for one emitter without a file. */
export async function buildScenario(
  value: unknown,
  name: string,
  source: EmitterSource,
): Promise<ScenarioResult> {
  return await parseScenario(JSON.stringify(value, null, 1), name, source);
}

type Read =
  | ({ readonly ok: true; readonly value: object } & Source)
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

function readYaml(text: string, file: string): Read {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults.map(({ code, message, pos }) => ({
      ...at(pos[0]),
      message: `not valid YAML: ${YAML_WORDS[code] ?? message.split("\n")[0]}`,
      hint: YAML_HINTS[code],
    }));
    return { ok: false, problems };
  }
  const alias = unresolvedAlias(document);
  if (alias !== undefined) {
    const message = `not valid YAML: the alias '${alias.source}' has no anchor before it`;
    const hint = `an anchor is written &${alias.source}`;
    return { ok: false, problems: [{ ...at(alias.range?.[0] ?? 0), message, hint }] };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { ok: true, value, file, document, lines };
    }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const problem = { ...at(0), message: `not valid YAML: ${error.message}` };
    return { ok: false, problems: [problem] };
  }
  const problem = {
    ...at(document.contents?.range?.[0] ?? 0),
    message: "a scenario must be a mapping of keys to values",
    hint: "it begins with 'name: …'",
  };
  return { ok: false, problems: [problem] };
}

const YAML_HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: "indent with spaces",
  DUPLICATE_KEY: "keep one of them",
  MULTIPLE_DOCS: "one file holds one scenario",
  BAD_INDENT: "items of a list and keys of a mapping stand in one column",
};

const YAML_WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: "there is a second document",
};

function unresolvedAlias(document: Document): Alias | undefined {
  const anchors = new Set<string>();
  let found: Alias | undefined;
  visit(document, (_key, node) => {
    if (isAlias(node)) {
      if (anchors.has(node.source)) return undefined;
      found = node;
      return visit.BREAK;
    }
    if (isNode(node) && "anchor" in node && node.anchor !== undefined) anchors.add(node.anchor);
    return undefined;
  });
  return found;
}

function checkLabels(emitters: readonly ScenarioEmitter[]): PathProblem[] {
  const seen = new Set<string>();
  return emitters.flatMap(({ label }, index): PathProblem[] => {
    if (!seen.has(label)) {
      seen.add(label);
      return [];
    }
    const message = `the label '${label}' is taken by an emitter above`;
    const hint = "give one of them a 'label' of its own";
    return [{ path: ["emitters", index], message, hint, hidesValue: true }];
  });
}
