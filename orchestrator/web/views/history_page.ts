/** Runs that go on and runs that are over, two of which can be compared. */
import { html } from "hono/html";
import { duration, whole } from "../../report/mod.ts";
import type { WebFailure } from "../failure.ts";
import type { RunSummary } from "../messages.ts";
import { failureView } from "./failure_view.ts";
import { type Html, page } from "./layout.ts";

export interface HistoryPage {
  readonly runs: readonly RunSummary[];
  readonly failure?: WebFailure;
  /** A run that is ticked already. */
  readonly chosen?: string;
  readonly canSignOut: boolean;
}

export function historyPage({ runs, failure, chosen, canSignOut }: HistoryPage): Html {
  return page(
    { title: "Runs", section: "runs", canSignOut },
    html`
      <h1>Runs</h1>
      ${failure === undefined ? "" : failureView(failure)}
      ${runs.length === 0 && failure === undefined ? noRuns() : ""}
      ${runs.length === 0 ? "" : html`
        <form action="/compare" x-data="runList">
          <div class="heading"><p class="facts" x-text="hint">Tick two runs to compare them.</p>
                <button class="primary" :disabled="cannotCompare">Compare</button></div>
          <div class="scroll" role="region" tabindex="0" aria-label="Runs">
            <table class="history">
              <thead>
                <tr>
                  <th><span class="sr">Choose</span></th>
                  <th>Run</th>
                  <th>Verdict</th>
                  <th>Started</th>
                  <th class="n">Sent</th>
                  <th class="n">Accepted</th>
                  <th class="n">Rejected</th>
                  <th class="n">Lost</th>
                  <th class="n">p99</th>
                  <th><span class="sr">Delete</span></th>
                </tr>
              </thead>
              <tbody>${runs.map((run) => row(run, run.id === chosen))}</tbody>
            </table>
          </div>
        </form>
      `}
    `,
  );
}

function row(run: RunSummary, isChosen: boolean): Html {
  const id = encodeURIComponent(run.id);
  return html`
    <tr>
      <td><input type="checkbox" name="run" value="${run.id}" ${isChosen
        ? "checked"
        : ""} aria-label="Compare ${run.id}" @change="count"></td>
      <th scope="row"><a href="/runs/${id}">${run.id}</a>${run.note === undefined
        ? ""
        : html`<br><small>${run.note}</small>`}</th>
      <td>${badge(run)}</td>
      <td>${time(run.startedMs)}</td>
      <td class="n">${whole(run.sent)}</td>
      <td class="n">${whole(run.accepted)}</td>
      <td class="n">${whole(run.rejected)}</td>
      <td class="n">${whole(run.unanswered + run.dropped)}</td>
      <td class="n">${duration(run.p99Ms)}</td>
      <td>${run.phase === "ended"
        ? html`
          <button type="button" class="quiet" hx-delete="/runs/${id}" hx-target="closest tr"
            hx-swap="delete" hx-confirm="Delete ${run.id} and its log?"
            aria-label="Delete ${run.id}">Delete</button>
        `
        : ""}</td>
    </tr>
  `;
}

export function badge({ phase, outcome, checks, checksBroken }: RunSummary): Html {
  const kind = phase === "ended" ? outcome ?? "interrupted" : phase;
  const text = outcome === "broken" ? `broken: ${checksBroken} of ${checks}` : kind;
  return html`<span class="badge ${kind}">${text}</span>`;
}

/** In UTC; the script puts it into the visitor's own time. */
export function time(ms: number): Html {
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")} UTC</time>`;
}

function noRuns(): Html {
  return html`
    <div class="empty">
      <p>No run has been made yet.</p>
      <p><a class="button primary" href="/">Start a scenario</a></p>
    </div>
  `;
}
