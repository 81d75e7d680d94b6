/**
 * PromQL, read with Prometheus' own grammar and rewritten in place: what is not changed keeps its
 * text to the letter.
 *
 * ```
 * rate(a[5m]) > 60 and b offset 1h      by 30 is      rate(a[10000ms]) > 60 and b offset 120000ms
 * ```
 */
import { parser } from "@prometheus-io/lezer-promql";

/** A node of the grammar, with its place in the text. */
export interface PromqlNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Every node, from the outside in. */
export function promqlNodes(expr: string): PromqlNode[] {
  const found: PromqlNode[] = [];
  parser.parse(expr).iterate({
    enter({ name, from, to }) {
      found.push({ name, from, to });
    },
  });
  return found;
}

/** Puts other text where `change` gives some. */
export function rewritePromql(
  expr: string,
  change: (node: PromqlNode) => Replacement | undefined,
): string {
  const changes = promqlNodes(expr).map(change).filter((each) => each !== undefined)
    .sort((a, b) => b.from - a.from);
  return changes.reduce(
    (text, { from, to, text: by }) => text.slice(0, from) + by + text.slice(to),
    expr,
  );
}

/** Divides every duration by `factor`. Numbers that are no durations stay. */
export function scaleExpression(expr: string, factor: number): string {
  return rewritePromql(expr, (node) => {
    if (node.name !== "NumberDurationLiteralInDurationContext") return undefined;
    return { ...node, text: scaleDuration(expr.slice(node.from, node.to), factor) };
  });
}

/** `1m` by 30 is `2000ms`. */
export function scaleDuration(duration: string, factor: number): string {
  return `${Math.max(1, Math.round(durationMs(duration) / factor))}ms`;
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

/** Reads what Prometheus writes (`1h30m`); throws on anything else, as rules are ours. */
export function durationMs(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)(ms|[smhdwy])/g)];
  if (duration === "" || parts.map(([part]) => part).join("") !== duration) {
    throw new Error(`Cannot read duration '${duration}'`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit!]!, 0);
}
