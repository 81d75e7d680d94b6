/**
 * What tests ask of PromQL: which metrics and labels an expression names, whether it is whole, and
 * what it would say without its filters.
 */
import { type PromqlNode, promqlNodes, rewritePromql } from "../../infra/watch/mod.ts";

export interface Selector {
  readonly name: string;
  /** Label names in braces. */
  readonly labels: readonly string[];
}

/** What does not parse is said, with its place. */
export function syntaxErrors(expr: string): string[] {
  return promqlNodes(expr).filter(({ name }) => name === "⚠")
    .map(({ from }) => `${expr}: syntax error at ${from}`);
}

/** Every vector selector, in order. */
export function selectors(expr: string): Selector[] {
  const all = promqlNodes(expr);
  return all.filter(({ name }) => name === "VectorSelector").map((vector) => {
    const inside = all.filter(({ from, to }) => from >= vector.from && to <= vector.to);
    const text = (node: PromqlNode) => expr.slice(node.from, node.to);
    const identifier = inside.find(({ name }) => name === "Identifier");
    return {
      name: identifier === undefined ? "" : text(identifier),
      labels: inside.filter(({ name }) => name === "LabelName").map(text),
    };
  });
}

/** Labels that are grouped, matched or kept by `by (…)`, `on (…)`, `group_left (…)`. */
export function groupingLabels(expr: string): string[] {
  const all = promqlNodes(expr);
  return all.filter(({ name }) => name === "GroupingLabels").flatMap((group) =>
    all.filter(({ name, from, to }) => name === "LabelName" && from >= group.from && to <= group.to)
      .map(({ from, to }) => expr.slice(from, to))
  );
}

/**
 * The expression with 0 or 1 where a comparison would have dropped a sample: it has data whenever
 * both sides of the comparison have.
 */
export function withoutFilters(expr: string): string {
  const all = promqlNodes(expr);
  return rewritePromql(expr, (node) => {
    if (!["Eql", "Neq", "Gtr", "Gte", "Lss", "Lte"].includes(node.name)) return undefined;
    const isBool = all.some(({ name, from }) =>
      name === "BoolModifier" && expr.slice(node.to, from).trim() === "" && from >= node.to
    );
    return isBool ? undefined : { from: node.to, to: node.to, text: " bool" };
  });
}
