/**
 * Why an auditor's question found nothing, as far as the lines that were read can tell. Nothing
 * found is no failure, and a wrong name or a journal that was never sealed looks the same.
 *
 * ```
 * no line has emitter 'tll': did you mean 'till'?
 * 1 line of till has no token: sealing was off, or nothing was masked
 * ```
 *
 * Lines are searched as text, not parsed: this looks at every line until one matches.
 */
import { nearest } from "../../contract/mod.ts";
import type { RecordFilter } from "./record_filter.ts";

export interface NoMatch {
  /** One line that did not match. */
  see(line: string): void;
  /** Sentences; none where what was read does not tell. */
  why(): string[];
}

/** Names that are kept to suggest one of them. */
const NAMES_MAX = 1000;

interface Condition {
  readonly field: "emitter" | "scenario_id";
  readonly option: "emitter" | "scenario";
  readonly wanted: readonly string[];
  /** Of the wanted ones, those that a line has. */
  readonly found: Set<string>;
  readonly others: Set<string>;
}

export function createNoMatch(filter: RecordFilter): NoMatch {
  const conditions = [
    conditionOf("emitter", "emitter", filter.emitters),
    conditionOf("scenario_id", "scenario", filter.scenarios),
  ].filter(({ wanted }) => wanted.length > 0);
  const byIndex = filter.indexEntries.length > 0;
  const seen = { asked: 0, sealed: 0, indexed: 0, lines: 0 };
  return {
    see(line) {
      seen.lines++;
      const holds = conditions.map((condition) => isMet(condition, line));
      if (!holds.every(Boolean)) return;
      seen.asked++;
      if (/"pii"\s*:\s*"/.test(line)) seen.sealed++;
      if (/"pii_index"\s*:/.test(line)) seen.indexed++;
    },
    why() {
      if (seen.lines === 0) return ["there are no lines in what was named"];
      const unknown = conditions.flatMap(({ option, wanted, found, others }) =>
        wanted.filter((name) => !found.has(name)).map((name) => {
          const near = nearest(name, [...others]);
          const hint = near === undefined ? "" : `: did you mean '${near}'?`;
          return `no line has ${option} '${name}'${hint}`;
        })
      );
      if (seen.asked === 0) return unknown;
      const lines = `${seen.asked} line${seen.asked === 1 ? "" : "s"}${ofWhom(conditions)}`;
      const has = seen.asked === 1 ? "has" : "have";
      if (byIndex) return [...unknown, `${lines} ${has} ${whyNotByIndex(seen.indexed)}`];
      if (seen.sealed === 0) {
        return [...unknown, `${lines} ${has} no token: sealing was off, or nothing was masked`];
      }
      const left = leftOut(filter);
      return left === "" ? unknown : [
        ...unknown,
        `of ${lines}, ${seen.sealed} ${seen.sealed === 1 ? "has" : "have"} a token: ${left}`,
      ];
    },
  };
}

function conditionOf(
  field: Condition["field"],
  option: Condition["option"],
  wanted: readonly string[],
): Condition {
  return { field, option, wanted, found: new Set(), others: new Set() };
}

function isMet({ field, wanted, found, others }: Condition, line: string): boolean {
  let met = false;
  for (const [, name] of line.matchAll(new RegExp(`"${field}"\\s*:\\s*"([^"\\\\]{1,200})"`, "g"))) {
    if (wanted.includes(name!)) {
      met = true;
      found.add(name!);
    } else if (others.size < NAMES_MAX) others.add(name!);
  }
  return met;
}

function ofWhom(conditions: readonly Condition[]): string {
  const names = conditions.flatMap(({ found }) => [...found]);
  return names.length === 0 ? "" : ` of ${names.join(", ")}`;
}

function whyNotByIndex(indexed: number): string {
  return indexed === 0
    ? "no index: LOGOPS_PII_INDEX was off, or no address was masked"
    : "not that address in the index, under these keys";
}

function leftOut({ sinceMs, untilMs, kids }: RecordFilter): string {
  const options = [
    ...(sinceMs === undefined ? [] : ["--since"]),
    ...(untilMs === undefined ? [] : ["--until"]),
    ...(kids.length === 0 ? [] : ["--kid"]),
  ];
  return options.length === 0 ? "" : `${options.join(", ")} did not let them through`;
}
