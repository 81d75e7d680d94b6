/** Findings against labels: a finding is right if it has the kind and the sender of a label of its time. */
import type { Finding } from "../../../analytics/mod.ts";
import { endOf, type Label, startOf } from "./labels.ts";

export interface Score {
  readonly precision: number;
  readonly recall: number;
  /** Windows from the beginning of a label to the end of the window that gave it away. */
  readonly windowsToDetect: number;
  readonly missed: readonly Label[];
  readonly wrong: readonly Finding[];
  readonly found: number;
}

/** A finding may begin a window early and end as late as calm takes to be believed. */
const SLACK_WINDOWS = 3;

export function scoreFindings(
  findings: readonly Finding[],
  labels: readonly Label[],
  windowMs: number,
): Score {
  const isOf = (finding: Finding, label: Label) =>
    (label.kinds as readonly string[]).includes(finding.kind) &&
    finding.emitter === label.emitter &&
    Date.parse(finding.start) < endOf(label) + SLACK_WINDOWS * windowMs &&
    (finding.end === undefined || Date.parse(finding.end) > startOf(label) - windowMs);
  const delays: number[] = [], missed: Label[] = [];
  for (const label of labels) {
    const hits = findings.filter((each) => each.kind === label.kinds[0] && isOf(each, label))
      .map(({ detected }) => (Date.parse(detected) - startOf(label)) / windowMs);
    if (hits.length === 0) missed.push(label);
    else delays.push(Math.min(...hits));
  }
  const wrong = findings.filter((finding) => !labels.some((label) => isOf(finding, label)));
  delays.sort((a, b) => a - b);
  return {
    precision: findings.length === 0 ? 1 : 1 - wrong.length / findings.length,
    recall: labels.length === 0 ? 1 : 1 - missed.length / labels.length,
    windowsToDetect: delays[delays.length >> 1] ?? NaN,
    missed,
    wrong,
    found: findings.length,
  };
}

export function describeScore(score: Score): string {
  return `precision ${score.precision.toFixed(3)}, recall ${score.recall.toFixed(3)}, median ${
    score.windowsToDetect.toFixed(1)
  } windows to detect`;
}
