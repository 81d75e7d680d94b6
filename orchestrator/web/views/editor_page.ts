/** A scenario as text: checked while one types, with its curve, and run from here. */
import { html } from "hono/html";
import type { Plan } from "../../plan/mod.ts";
import type { ScenarioProblem } from "../../scenario/mod.ts";
import { problemList } from "./failure_view.ts";
import { type Html, page } from "./layout.ts";
import { planView } from "./plan_view.ts";
import { overrideFields, type StartDefaults, type StartHints } from "./start_form.ts";

export interface EditorPage {
  readonly yaml: string;
  /** Where the text comes from; absent for a new one, which may be a draft that the browser kept. */
  readonly from?: string;
  readonly defaults: StartDefaults;
  readonly hints?: StartHints;
  readonly canSignOut: boolean;
}

export const NEW_SCENARIO = `name: my-scenario
description: What it is good for, in one line
duration_sec: 20

emitters:
  - name: json
    eps: 50
    batch_size: 25
    levels: { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 }
    schedule: { ramp_up_sec: 5, ramp_down_sec: 5 }
  - name: syslog
    eps: 100
    schedule: { start_after_sec: 8, stop_after_sec: 14 }

expect:
  achieved_rate_min: 0.99
  dropped_max: 0
  p99_latency_ms_max: 250
`;

export function editorPage({ yaml, from, defaults, hints, canSignOut }: EditorPage): Html {
  return page(
    { title: "Editor", section: "editor", canSignOut },
    html`
      <div class="heading">
        <h1>Editor</h1>
        <p class="facts">${from === undefined ? "A new scenario" : html`A copy of ${from}`}</p>
      </div>
      <form hx-post="/scenario/start" hx-target="#answer" hx-disable="find button" class="editor"
        x-data="editor" data-from="${from ?? ""}">
        <div class="source">
          <label for="yaml">Scenario (YAML)</label>
          <div class="code">
            <div class="gutter" aria-hidden="true"></div>
            <textarea id="yaml" name="yaml" spellcheck="false" autocomplete="off" autocapitalize="off"
              wrap="off" rows="26" aria-describedby="check"
              hx-post="/scenario/check" hx-trigger="load, input changed delay:250ms" hx-target="#check"
              hx-sync="this:replace">${yaml}</textarea>
          </div>
          <p
            class="facts">Nothing is written to the folder: the text stays in this browser. Save it with <button type="button" class="link" @click="download">download</button>. <button type="button" class="link" x-show="isDraft" @click="discard" x-cloak>Discard the draft</button></p>
        </div>
        <div class="result">
          <div id="check" aria-live="polite"></div>
          <details ${hints === undefined ? "" : "open"}><summary>Options</summary>${overrideFields(
            "e",
            defaults,
            hints,
          )}</details>
          <div class="actions"><button class="primary" type="submit">Start</button></div>
          <div id="answer" class="answer" aria-live="polite"></div>
        </div>
      </form>
    `,
  );
}

/** What the check of a text found. */
export function checkView(
  result: { readonly plan: Plan } | { readonly problems: readonly ScenarioProblem[] },
): Html {
  if ("plan" in result) {
    return html`<p class="notice good">No problems.</p>${planView(result.plan)}`;
  }
  const count = result.problems.length;
  return html`<div class="notice bad"><p>${count === 1 ? "One problem" : `${count} problems`}</p>${
    problemList(result.problems)
  }</div>`;
}
