/**
 * One run, while it goes on and afterwards. The numbers stand in the page as data; `client/run.ts`
 * shows them and keeps them fresh.
 */
import { html } from "hono/html";
import type { RunRecord } from "../live_run.ts";
import { embedded, type Html, page } from "./layout.ts";

const CHARTS = [
  ["rate", "Records a second", "asked, sent and accepted"],
  ["latency", "Latency", "of the answers of each second, from when a request was due"],
  ["heat", "Latency, all answers", "how many took how long, second by second"],
  ["levels", "Levels", "accepted records a second"],
  ["lost", "Not accepted", "records a second, by reason"],
] as const;

export function runPage(record: RunRecord, canSignOut: boolean): Html {
  const { summary } = record.detail;
  return page({ title: summary.name, section: "runs", canSignOut }, runView(record, "live"));
}

/** `alone`: in a file of its own, where there is no service behind it. */
export function runView(record: RunRecord, where: "live" | "alone"): Html {
  const { summary } = record.detail;
  const id = encodeURIComponent(summary.id);
  const { yaml, ...data } = record;
  return html`
    ${embedded("run-data", data)}
    <div x-data="runPage" class="run">
      <div class="heading">
        <h1><span x-text="title">${summary
          .name}</span> <span class="badge" :class="badge.kind" x-text="badge.text" role="status"></span></h1>
        ${where === "live" ? actions(id) : ""}
      </div>
      <p class="facts" x-text="facts"></p>
      <p class="notice warn" role="status" x-show="isLost" x-cloak>The connection to the service is lost. Trying again…</p>
      <p class="notice warn" role="status" x-show="wasRestarted" x-cloak>The service was restarted. What ran in it was cut short; this is what it had written down.</p>
      <p class="notice bad" role="alert" x-show="alert" x-text="alert" x-cloak></p>
      <p class="notice" x-show="note" x-text="note" x-cloak></p>
      <div class="progress"><progress max="1" :value="share" aria-label="Progress"></progress><span class="n" x-text="progressText"></span></div>
      <ul class="tiles"><template x-for="tile in tiles" :key="tile.label"><li :class="tile.tone">
        <span class="label" x-text="tile.label"></span><strong x-text="tile.value"></strong><small x-text="tile.note"></small>
      </li></template></ul>
      ${verdict()}
      <div class="charts">${CHARTS.map(([name, title, what]) =>
        html`
          <figure class="chart">
            <figcaption><strong>${title}</strong> <small>${what}</small></figcaption>
            <div id="chart-${name}" role="img" aria-label="${title}: ${what}"></div>
          </figure>
        `
      )}
      </div>
      ${errors()}
      ${emitters()}
      ${stored()}
      ${tail()}
      ${yaml === "" ? "" : html`
        <details class="panel">
          <summary>Scenario as it was run</summary>
          <pre tabindex="0"><code>${yaml}</code></pre>
        </details>
      `}
      <noscript><p class="notice warn">This page needs JavaScript to show numbers.${where === "live"
        ? html`
          The same as JSON: <a href="/runs/${id}.json">/runs/${id}.json</a>
        `
        : ""}</p></noscript>
    </div>
  `;
}

function actions(id: string): Html {
  return html`
    <div class="actions">
      <button type="button" x-show="canPause" @click="pause" x-cloak>Pause</button>
      <button type="button" class="primary" x-show="canResume" @click="resume" x-cloak>Resume</button>
      <button type="button" class="danger" x-show="canStop" @click="stop" x-text="stopText"
        x-cloak></button>
      <a class="button" href="/editor?run=${id}" x-show="isOver" x-cloak>Run again…</a>
      <a class="button" href="/runs?compare=${id}" x-show="isOver" x-cloak>Compare…</a>
      <a class="button quiet" href="/runs/${id}.jsonl" download>Log</a>
      <a class="button quiet" href="/runs/${id}.json">JSON</a>
    </div>
  `;
}

function verdict(): Html {
  return html`
    <section class="panel verdict" aria-labelledby="verdict-title">
      <h2 id="verdict-title" x-text="verdictTitle">Verdict</h2>
      <p class="empty-line" x-show="hasNoChecks"
        x-cloak>The scenario expects nothing: a run that is not interrupted passes.</p>
      <ul class="checks">
        <template x-for="check in checks" :key="check.name">
          <li :class="check.status">
            <span class="mark" aria-hidden="true" x-text="check.mark"></span>
            <span
              class="says"><span x-text="check.says"></span><span class="sr" x-text="check.statusText"></span></span>
            <small
              class="setting"><code x-text="check.name"></code> <span x-text="check.wanted"></span></small>
          </li>
        </template>
      </ul>
    </section>
  `;
}

function errors(): Html {
  return html`
    <section class="panel" aria-labelledby="errors-title" x-show="hasErrors" x-cloak>
      <h2 id="errors-title">What went wrong</h2>
      <ul class="errors">
        <template x-for="error in errors" :key="error.key">
          <li>
            <strong x-text="error.count"></strong>
            <span><span x-text="error.fate"></span>: <span x-text="error.reason"></span></span>
            <small x-text="error.example"></small>
          </li>
        </template>
      </ul>
    </section>
  `;
}

function emitters(): Html {
  return html`
    <section class="panel" aria-labelledby="emitters-title">
      <h2 id="emitters-title">Emitters</h2>
      <div class="scroll" role="region" tabindex="0" aria-label="Emitters">
        <table>
          <thead>
            <tr>
              <th>Emitter</th>
              <th class="n">Asked /s</th>
              <th class="n">Sent /s</th>
              <th class="n">Sent</th>
              <th class="n">Accepted</th>
              <th class="n">Rejected</th>
              <th class="n">Unanswered</th>
              <th class="n">Dropped</th>
              <th class="n">p50</th>
              <th class="n">p95</th>
              <th class="n">p99</th>
              <th x-show="canSetRate">Rate ×</th>
            </tr>
          </thead>
          <tbody>
            <template x-for="row in rows" :key="row.label">
              <tr :class="row.kind">
                <th scope="row" x-text="row.label"></th>
                <td class="n" x-text="row.asked"></td>
                <td class="n" x-text="row.rate"></td>
                <td class="n" x-text="row.sent"></td>
                <td class="n" x-text="row.accepted"></td>
                <td class="n" x-text="row.rejected"></td>
                <td class="n" x-text="row.unanswered"></td>
                <td class="n" x-text="row.dropped"></td>
                <td class="n" x-text="row.p50"></td>
                <td class="n" x-text="row.p95"></td>
                <td class="n" x-text="row.p99"></td>
                <td x-show="canSetRate">
                  <form class="rate" @submit.prevent="setRate" :data-emitter="row.emitter">
              <input name="factor" type="number" min="0" max="1000" step="any" required :value="row.factor" :aria-label="row.factorLabel"><button>Set</button>
            </form>
                </td>
              </tr>
            </template>
          </tbody>
        </table>
      </div>
    </section>
  `;
}

function stored(): Html {
  return html`
    <section class="panel" aria-labelledby="stored-title" x-show="hasDelivery" x-cloak>
      <h2 id="stored-title">What is stored</h2>
      <p class="empty-line" x-text="deliveryText"></p>
      <dl class="pairs">
        <template x-for="fact in delivery" :key="fact.label">
          <div :class="fact.tone">
            <dt x-text="fact.label"></dt>
            <dd x-text="fact.value"></dd>
          </div>
        </template>
      </dl>
    </section>
  `;
}

function tail(): Html {
  return html`
    <section class="panel" aria-labelledby="tail-title">
      <div class="heading"><h2 id="tail-title">Records, as sent and as stored</h2>
          <button type="button" class="quiet" x-show="canHold" @click="toggleHold" x-text="holdText" x-cloak></button></div>
      <p class="empty-line" x-text="tailText"></p>
      <ol class="tail" tabindex="0" aria-labelledby="tail-title">
        <template x-for="pair in tail" :key="pair.key">
          <li>
            <span
              class="who"><code x-text="pair.emitter"></code> <span class="level" :class="pair.level" x-text="pair.level"></span></span>
            <p
              class="sent"><span class="sr">sent: </span><template x-for="part in pair.sentParts" :key="part.key"><span :class="part.kind" x-text="part.text"></span></template></p>
            <p class="stored"
              x-show="pair.hasStored"><span class="sr">stored: </span><template x-for="part in pair.storedParts" :key="part.key"><span :class="part.kind" x-text="part.text"></span></template></p>
          </li>
        </template>
      </ol>
    </section>
  `;
}
