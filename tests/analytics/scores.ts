/**
 * How well lines were grouped, as the literature on log parsing scores it.
 *
 * - **GA**, group accuracy: the share of lines whose group holds just the lines of one statement
 *   (Zhu et al., Tools and Benchmarks for Automated Log Parsing, 2019).
 * - **FGA**: F1 of groups that are right, among those found and those there are, each counting once
 *   whatever its size (Jiang et al., Loghub-2.0, 2024).
 * - **FTA**: F1 of groups that are right and whose template is the label's, word by word.
 */

export interface Scores {
  readonly ga: number;
  readonly fga: number;
  /** `undefined` where there are no templates to compare. */
  readonly fta: number | undefined;
  readonly found: number;
  readonly labelled: number;
}

export interface Templates {
  readonly found: ReadonlyMap<string, string>;
  readonly labelled: ReadonlyMap<string, string>;
}

/** Scores the group of each line against the label of each line. */
export function scoreGroups(
  groups: readonly string[],
  labels: readonly string[],
  templates?: Templates,
): Scores {
  const found = linesBy(groups), labelled = linesBy(labels);
  let lines = 0, right = 0, same = 0;
  for (const [group, members] of found) {
    const label = labels[members[0]!]!;
    if (labelled.get(label)!.length !== members.length) continue;
    if (!members.every((line) => labels[line] === label)) continue;
    lines += members.length;
    right++;
    if (templates === undefined) continue;
    if (plain(templates.found.get(group) ?? "") === plain(templates.labelled.get(label) ?? "")) {
      same++;
    }
  }
  return {
    ga: lines / groups.length,
    fga: f1(right, found.size, labelled.size),
    fta: templates === undefined ? undefined : f1(same, found.size, labelled.size),
    found: found.size,
    labelled: labelled.size,
  };
}

function f1(right: number, found: number, labelled: number): number {
  return right === 0 ? 0 : 2 * right / (found + labelled);
}

function linesBy(names: readonly string[]): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  names.forEach((name, line) => {
    const members = lines.get(name);
    if (members === undefined) lines.set(name, [line]);
    else members.push(line);
  });
  return lines;
}

/** A template with all values alike and spaces one: `<ip>:<num>` and `<*>:<*>` are one value. */
function plain(template: string): string {
  const alike = template.replace(/<(?:\*|[A-Za-z]+)>…?/g, "<*>").replace(/\s+/g, " ").trim();
  return alike.replace(/<\*>(?:[.:/,]?<\*>)+/g, "<*>").replace(/\/?<\*>/g, "<*>");
}
