/**
 * Patterns before and after: which are new, which are gone, whose share changed. Each is a line that
 * opens to what is known of it: a masked example, its levels, its id.
 */
import { html } from "hono/html";
import { LEVELS } from "../../../contract/mod.ts";
import type { Change, Occurrence } from "../../../analytics/mod.ts";
import { whole } from "../../report/mod.ts";
import type { WebFailure } from "../failure.ts";
import { CELLS, type Choice, type PatternView } from "../pattern_comparison.ts";
import { failureView } from "./failure_view.ts";
import { type Html, page } from "./layout.ts";

export interface PatternsPage {
  readonly choices: readonly Choice[];
  /** What is chosen already. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly view?: PatternView;
  readonly failure?: WebFailure;
  readonly canSignOut: boolean;
}

const ROWS_MAX = 100;
const SPARK_WIDTH = 96, SPARK_HEIGHT = 20;

export function patternsPage(options: PatternsPage): Html {
  const { choices, failure, view, canSignOut } = options;
  return page(
    { title: "Patterns", section: "patterns", canSignOut },
    html`
      <h1>Patterns</h1>
      <p
        class="facts">Which messages are in the journal, and what changed between two runs or two days.</p>
      ${failure === undefined ? "" : failureView(failure)}
      ${choices.length === 0 ? nothingYet() : chooser(options)}
      ${view === undefined ? "" : result(view)}
    `,
  );
}

function chooser({ choices, before, after }: PatternsPage): Html {
  const select = (name: string, label: string, chosen: string | undefined) =>
    html`<label>${label}
      <select name="${name}">${
      choices.map(({ key, label }) =>
        html`<option value="${key}" ${key === chosen ? "selected" : ""}>${label}</option>`
      )
    }</select></label>`;
  return html`
    <form action="/patterns" class="patterns-form">
      ${select("before", "Before", before ?? choices[1]?.key)}
      ${select("after", "After", after ?? choices[0]?.key)}
      <button class="primary">Compare</button>
    </form>
  `;
}

function result(view: PatternView): Html {
  const { before, after, comparison, unchanged } = view;
  const { totals } = comparison;
  const side = ({ label }: Choice, { lines, patterns }: { lines: number; patterns: number }) =>
    `${label}: ${whole(lines)} records in ${whole(patterns)} patterns`;
  return html`
    <p class="facts">Before, ${side(before, totals.before)}. After, ${side(
      after,
      totals.after,
    )}.</p>
    ${section("New", "only after", comparison.new, view)}
    ${section("Vanished", "only before", comparison.vanished, view)}
    ${section("Share changed", "by half or more, and not by chance", comparison.changed, view)}
    ${section("As before", "same share of the records", unchanged, view)}
  `;
}

function section(
  title: string,
  meaning: string,
  changes: readonly Change[],
  view: PatternView,
): Html {
  const id = `patterns-${title.toLowerCase().replaceAll(" ", "-")}`;
  if (changes.length === 0) {
    return html`
      <section>
        <h2 id="${id}">${title}: none</h2>
      </section>
    `;
  }
  const left = changes.length - ROWS_MAX;
  return html`
    <section>
      <h2 id="${id}">${title}: ${whole(changes.length)} <small>${meaning}</small></h2>
      <div class="scroll" role="region" tabindex="0" aria-labelledby="${id}">
        <table class="patterns">
          <thead>
            <tr><th>Pattern</th><th class="n">Before</th><th>Over time</th>
              <th class="n">After</th><th>Over time</th></tr>
          </thead>
          <tbody>${changes.slice(0, ROWS_MAX).map((change) => row(change, view))}</tbody>
        </table>
      </div>
      ${left > 0
        ? html`<p class="facts">and ${
          whole(left)
        } more: <code>deno task patterns</code> lists them</p>`
        : ""}
    </section>
  `;
}

function row(change: Change, view: PatternView): Html {
  const { before, after } = view.rowOf(change);
  return html`
    <tr>
      <td>
        <details>
          <summary>${levelBadge(change)} <code>${change.template}</code>${change.isCertain ||
              change.before.count * change.after.count > 0
            ? ""
            : html`
              <small>may be chance</small>
            `}</summary>
          <dl>
            <dt>Example</dt>
            <dd><code>${change.example}</code></dd>
            <dt>Levels</dt>
            <dd>${levelsOf(change)}</dd>
            <dt>Id</dt>
            <dd><code>${change.id}</code></dd>
          </dl>
        </details>
      </td>
      <td class="n">${occurrence(change.before)}</td>
      <td>${spark(before, "before")}</td>
      <td class="n">${occurrence(change.after)}</td>
      <td>${spark(after, "after")}</td>
    </tr>
  `;
}

function occurrence({ count, share }: Occurrence): Html {
  if (count === 0) return html`–`;
  const PERCENT = 100;
  return html`${whole(count)}<br><small>${
    (share * PERCENT).toFixed(share < 0.1 ? 2 : 1)
  } %</small>`;
}

/** Worst first. */
function levelsOf({ levels }: Change): string {
  return LEVELS.toReversed().filter((level) => (levels[level] ?? 0) > 0)
    .map((level) => `${level} ${whole(levels[level]!)}`).join(", ");
}

function levelBadge({ levels }: Change): Html {
  const worst = LEVELS.findLast((level) => (levels[level] ?? 0) > 0) ?? "INFO";
  return html`<span class="level ${worst}">${worst}</span>`;
}

/** A bar for each part of the time of a run or day. */
function spark(cells: readonly number[], when: string): Html {
  const top = Math.max(...cells);
  if (top === 0) return html``;
  const width = SPARK_WIDTH / CELLS;
  const bars = cells.map((count, cell) => {
    if (count === 0) return "";
    const height = Math.max(1, Math.round(count / top * SPARK_HEIGHT));
    return `M${cell * width} ${SPARK_HEIGHT}v${-height}h${width - 1}v${height}z`;
  });
  return html`
    <svg class="spark" viewBox="0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}" role="img"
      aria-label="Records over time, ${when}: at most ${whole(top)} in one of ${CELLS} parts"
    >
      <path d="${bars.join("")}" />
    </svg>
  `;
}

function nothingYet(): Html {
  return html`
    <div class="empty">
      <p>There is no run yet, and no journal file that can be read.</p>
      <p>This page reads the folder of <code>LOGOPS_SINK_DIR</code>: run gateway and orchestrator on one machine.</p>
      <p><a class="button primary" href="/">Start a scenario</a></p>
    </div>
  `;
}
