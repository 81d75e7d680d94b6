/**
 * PromQL, read with Prometheus' own grammar: which metrics and labels an expression names, and three
 * rewrites of its text: durations divided, filters taken out, Grafana's variables filled in.
 */
import { parser } from "@prometheus-io/lezer-promql";

export interface Selector {
  readonly name: string;
  /** Label names in braces. */
  readonly labels: readonly string[];
}

interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** What does not parse is said, with its place. */
export function syntaxErrors(expr: string): string[] {
  return nodes(expr).filter(({ name }) => name === "⚠")
    .map(({ from }) => `${expr}: syntax error at ${from}`);
}

/** Every vector selector, in order. */
export function selectors(expr: string): Selector[] {
  const all = nodes(expr);
  return all.filter(({ name }) => name === "VectorSelector").map((vector) => {
    const inside = all.filter(({ from, to }) => from >= vector.from && to <= vector.to);
    const text = (node: Node) => expr.slice(node.from, node.to);
    const identifier = inside.find(({ name }) => name === "Identifier");
    return {
      name: identifier === undefined ? "" : text(identifier),
      labels: inside.filter(({ name }) => name === "LabelName").map(text),
    };
  });
}

/** Labels that are grouped, matched or kept by `by (…)`, `on (…)`, `group_left (…)`. */
export function groupingLabels(expr: string): string[] {
  const all = nodes(expr);
  return all.filter(({ name }) => name === "GroupingLabels").flatMap((group) =>
    all.filter(({ name, from, to }) => name === "LabelName" && from >= group.from && to <= group.to)
      .map(({ from, to }) => expr.slice(from, to))
  );
}

/** Divides every duration by `factor`. Numbers that are no durations stay. */
export function scaleExpression(expr: string, factor: number): string {
  return rewrite(expr, (node) => {
    if (node.name !== "NumberDurationLiteralInDurationContext") return undefined;
    return { ...node, text: scaleDuration(expr.slice(node.from, node.to), factor) };
  });
}

/**
 * The expression with 0 or 1 where a comparison would have dropped a sample: it has data whenever
 * both sides of the comparison have.
 */
export function withoutFilters(expr: string): string {
  const all = nodes(expr);
  return rewrite(expr, (node) => {
    if (!["Eql", "Neq", "Gtr", "Gte", "Lss", "Lte"].includes(node.name)) return undefined;
    const isBool = all.some(({ name, from }) =>
      name === "BoolModifier" && expr.slice(node.to, from).trim() === "" && from >= node.to
    );
    return isBool ? undefined : { from: node.to, to: node.to, text: " bool" };
  });
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};

/** `1m` by 30 is `2000ms`. */
export function scaleDuration(duration: string, factor: number): string {
  return `${Math.max(1, Math.round(durationMs(duration) / factor))}ms`;
}

export function durationMs(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (parts.map(([part]) => part).join("") !== duration) {
    throw new Error(`Cannot read duration '${duration}'`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit!]!, 0);
}

function nodes(expr: string): Node[] {
  const found: Node[] = [];
  parser.parse(expr).iterate({
    enter({ name, from, to }) {
      found.push({ name, from, to });
    },
  });
  return found;
}

function rewrite(
  expr: string,
  change: (node: Node) => { from: number; to: number; text: string } | undefined,
): string {
  const changes = nodes(expr).map(change).filter((each) => each !== undefined)
    .sort((a, b) => b.from - a.from);
  return changes.reduce(
    (text, { from, to, text: by }) => text.slice(0, from) + by + text.slice(to),
    expr,
  );
}
