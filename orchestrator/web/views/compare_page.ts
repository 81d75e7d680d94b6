/** Two runs side by side: numbers with their difference, verdicts, and the curves in one picture. */
import { html } from "hono/html";
import { duration, rate, whole } from "../../report/mod.ts";
import type { Check } from "../../judge/mod.ts";
import type { RunRecord } from "../live_run.ts";
import { badge, time } from "./history_page.ts";
import { embedded, type Html, page } from "./layout.ts";

interface Measure {
  readonly label: string;
  readonly value: (record: RunRecord) => number | undefined;
  readonly text: (value: number | undefined) => string;
  /** Which way is better; counts of what was asked for are neither. */
  readonly better?: "less" | "more";
}

const count = (value: number | undefined) => value === undefined ? "–" : whole(value);
const perSecond = (value: number | undefined) => value === undefined ? "–" : rate(value);

const MEASURES: readonly Measure[] = [
  { label: "Planned records", value: ({ detail }) => detail.total.planned, text: count },
  { label: "Sent", value: ({ detail }) => detail.total.sent, text: count },
  { label: "Accepted", value: ({ detail }) => detail.total.accepted, text: count },
  { label: "Sent a second, on average", value: meanEps, text: perSecond },
  {
    label: "Rejected, not by design",
    value: ({ detail }) => detail.total.rejected - detail.total.refused,
    text: count,
    better: "less",
  },
  {
    label: "Unanswered",
    value: ({ detail }) => detail.total.unanswered,
    text: count,
    better: "less",
  },
  { label: "Dropped", value: ({ detail }) => detail.total.dropped, text: count, better: "less" },
  { label: "Retries", value: ({ detail }) => detail.total.retries, text: count, better: "less" },
  {
    label: "Latency p50",
    value: ({ detail }) => detail.total.p50Ms,
    text: duration,
    better: "less",
  },
  {
    label: "Latency p95",
    value: ({ detail }) => detail.total.p95Ms,
    text: duration,
    better: "less",
  },
  {
    label: "Latency p99",
    value: ({ detail }) => detail.total.p99Ms,
    text: duration,
    better: "less",
  },
  {
    label: "Latency max",
    value: ({ detail }) => detail.total.maxMs,
    text: duration,
    better: "less",
  },
];

export function comparePage(a: RunRecord, b: RunRecord, canSignOut: boolean): Html {
  const series = [a, b].map(({ series, detail }) => ({ id: detail.summary.id, series }));
  return page(
    { title: "Compare", section: "runs", canSignOut },
    html`
      ${embedded("compare-data", series)}
      <h1>Two runs compared</h1>
      <div class="scroll" role="region" tabindex="0" aria-label="Comparison">
        <table class="compare">
          <thead>
            <tr><th></th>${[a, b].map(head)}<th class="n">Difference</th></tr>
          </thead>
          <tbody>${MEASURES.map((measure) => measureRow(measure, a, b))}${checkRows(a, b)}</tbody>
        </table>
      </div>
      <div class="charts" x-data="comparePage">
        <figure class="chart">
          <figcaption><strong>Records a second</strong> <small>sent</small></figcaption>
          <div id="chart-sent" role="img" aria-label="Records sent a second, of both runs"></div>
        </figure>
        <figure class="chart">
          <figcaption><strong>Latency p99</strong> <small>of each second</small></figcaption>
          <div id="chart-p99" role="img" aria-label="Latency p99, of both runs"></div>
        </figure>
      </div>
    `,
  );
}

function head({ detail: { summary } }: RunRecord): Html {
  return html`
    <th
      class="n"><a href="/runs/${encodeURIComponent(summary.id)}">${summary.id}</a><br>${badge(
        summary,
      )}<br><small>${time(summary.startedMs)}</small></th>
  `;
}

function measureRow({ label, value, text, better }: Measure, a: RunRecord, b: RunRecord): Html {
  const [left, right] = [value(a), value(b)];
  const { tone, difference } = differenceOf(left, right, better);
  return html`
    <tr>
      <th scope="row">${label}</th>
      <td class="n">${text(left)}</td>
      <td class="n">${text(right)}</td>
      <td class="n ${tone}">${difference}</td>
    </tr>
  `;
}

function differenceOf(
  left: number | undefined,
  right: number | undefined,
  better: Measure["better"],
): { readonly tone: string; readonly difference: string } {
  if (left === undefined || right === undefined) return { tone: "", difference: "–" };
  if (left === right) return { tone: "", difference: "same" };
  const sign = right > left ? "+" : "−";
  const share = left === 0 ? undefined : Math.abs(right - left) / left * 100;
  const difference = share === undefined
    ? `${sign}${rate(Math.abs(right - left))}`
    : `${sign}${share < 10 ? share.toFixed(1) : whole(share)} %`;
  if (better === undefined) return { tone: "", difference };
  const isBetter = better === "less" ? right < left : right > left;
  return {
    tone: isBetter ? "better" : "worse",
    difference: `${difference} ${isBetter ? "better" : "worse"}`,
  };
}

/** Expectations of either run. */
function checkRows(a: RunRecord, b: RunRecord): Html[] {
  const names = [...new Set([a, b].flatMap(({ detail }) => detail.checks.map(({ name }) => name)))];
  const cell = (record: RunRecord, name: string) =>
    checkCell(record.detail.checks.find((each) => each.name === name));
  return names.map((name) =>
    html`<tr><th scope="row"><code>${name}</code></th>${cell(a, name)}${
      cell(b, name)
    }<td></td></tr>`
  );
}

const MARKS = { passed: "✔", broken: "✘", unchecked: "–" } as const;

function checkCell(check: Check | undefined): Html {
  if (check === undefined) return html`<td class="n">–</td>`;
  const { status, got, wanted } = check;
  return html`
    <td
      class="n check ${status}">${MARKS[
        status
      ]} ${got} <small>(${wanted})</small><span class="sr">${status}</span></td>
  `;
}

function meanEps({ detail: { summary } }: RunRecord): number | undefined {
  return summary.elapsedSec > 0 ? summary.sent / summary.elapsedSec : undefined;
}
