/** The front page: what goes on, and a card for each scenario with its curve and a way to start it. */
import { html } from "hono/html";
import type { Plan } from "../../plan/mod.ts";
import type { ScenarioProblem } from "../../scenario/mod.ts";
import { rate, whole } from "../../report/mod.ts";
import { curveSvg } from "./curve_svg.ts";
import { problemList } from "./failure_view.ts";
import { type Html, page } from "./layout.ts";
import { overrideFields, type StartDefaults } from "./start_form.ts";

export type Card =
  | {
    readonly name: string;
    readonly description: string;
    readonly plan: Plan;
    readonly seed?: number | string | undefined;
  }
  | { readonly name: string; readonly problems: readonly ScenarioProblem[] };

export interface ScenariosPage {
  readonly cards: readonly Card[];
  readonly folder: string;
  readonly defaults: StartDefaults;
  readonly canSignOut: boolean;
}

const CURVE_HEIGHT = 64;

export function scenariosPage({ cards, folder, defaults, canSignOut }: ScenariosPage): Html {
  return page(
    { title: "Scenarios", section: "scenarios", canSignOut },
    html`
      ${liveStrip()}
      <div class="heading">
        <h1>Scenarios</h1>
        <p class="target" hx-get="/target" hx-trigger="load, every 5s" hx-swap="innerHTML"
          aria-live="polite"></p>
      </div>
      ${cards.length === 0
        ? noScenarios(folder)
        : html`<div class="cards">${
          cards.map((card) => "plan" in card ? goodCard(card, defaults) : badCard(card))
        }</div>`}
    `,
  );
}

/** Filled over the WebSocket; nothing shows while nothing runs. */
export function liveStrip(): Html {
  return html`
    <div x-data="liveRuns">
      <p class="notice warn" role="status" x-show="isLost"
        x-cloak>The service does not answer. Trying again…</p>
      <section class="live-strip" aria-label="Running now" x-show="hasRuns" x-cloak>
        <h2>Running now</h2>
        <ul>
          <template x-for="run in runs" :key="run.id">
            <li>
              <a
                :href="run.href"><strong x-text="run.name"></strong> <span class="badge" :class="run.phase" x-text="run.phaseText"></span></a>
              <progress max="1" :value="run.share" :aria-label="run.progressText"></progress>
              <span class="n" x-text="run.rateText"></span>
            </li>
          </template>
        </ul>
      </section>
    </div>
  `;
}

function goodCard(
  { name, description, plan, seed }: Extract<Card, { plan: Plan }>,
  defaults: StartDefaults,
): Html {
  const id = `s-${name}`;
  const hints = { durationSec: plan.durationSec, ...(seed === undefined ? {} : { seed }) };
  const peak = plan.emitters.reduce((sum, { peakEps }) => sum + peakEps, 0);
  return html`<article class="card" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${name}</h2>
    <p class="description">${description}</p>
    ${curveSvg(plan, { height: CURVE_HEIGHT, axes: false })}
    <p class="facts">${plan.durationSec} s · ${whole(plan.records)} records · up to ${
    rate(peak)
  }/s · ${plan.emitters.length === 1 ? "1 emitter" : `${plan.emitters.length} emitters`}</p>
    <form hx-post="/scenario/start" hx-target="next .answer" hx-disable="find button">
      <input type="hidden" name="name" value="${name}">
      <details><summary>Options</summary>${overrideFields(id, defaults, hints)}</details>
      <div class="actions">
        <button class="primary" type="submit">Start</button>
        <button type="submit" name="dry_run" value="true">Preview</button>
        <a class="button quiet" href="/editor?from=${encodeURIComponent(name)}">Edit a copy</a>
      </div>
    </form>
    <div class="answer" aria-live="polite"></div>
  </article>`;
}

function badCard({ name, problems }: Extract<Card, { problems: unknown }>): Html {
  return html`<article class="card broken" aria-labelledby="s-${name}-title">
    <h2 id="s-${name}-title">${name}</h2>
    <p class="description">This file cannot be run yet:</p>
    ${problemList(problems)}
    <div class="actions"><a class="button" href="/editor?from=${
    encodeURIComponent(name)
  }">Open in the editor</a></div>
  </article>`;
}

function noScenarios(folder: string): Html {
  return html`
    <div class="empty">
      <p>There are no scenarios in <code>${folder}</code>.</p>
      <p>Write one in the <a href="/editor">editor</a> and run it from there, or put a YAML file into the folder.</p>
    </div>
  `;
}

/** Whether the gateway that runs go to by default answers. */
export function targetView(target: string, reason: string | undefined): Html {
  return reason === undefined
    ? html`<span class="dot good" aria-hidden="true"></span> Gateway answers at <code>${target}</code>`
    : html`
      <span class="dot bad"
        aria-hidden="true"></span> Gateway at <code>${target}</code>: ${reason}. Start one with <code>deno task gateway</code>.
    `;
}
