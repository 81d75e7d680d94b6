/** What went wrong, for a person: the sentence, and each problem of a scenario with its place. */
import { html } from "hono/html";
import type { ScenarioProblem } from "../../scenario/mod.ts";
import type { WebFailure } from "../failure.ts";
import { type Html, page, type PageOptions } from "./layout.ts";

export function failureView({ detail, problems }: WebFailure): Html {
  return html`<div class="notice bad" role="alert"><p>${detail}</p>${
    problemList(problems ?? [])
  }</div>`;
}

/** `data-line` lets the editor jump there. */
export function problemList(problems: readonly ScenarioProblem[]): Html {
  if (problems.length === 0) return html``;
  return html`<ol class="problems">${
    problems.map(({ line, column, message, hint }) =>
      html`<li><button type="button" class="place" data-line="${line}" data-column="${column}">${line}:${column}</button>
      <span>${message}${
        hint === undefined ? "" : html`
          <small>${hint}</small>
        `
      }</span></li>`
    )
  }</ol>`;
}

export function failurePage(failure: WebFailure, options: Omit<PageOptions, "title">): Html {
  const title = failure.kind.startsWith("unknown_") ? "Not found" : "That did not work";
  return page(
    { ...options, title },
    html`
      <h1>${title}</h1>
      ${failureView(failure)}
      <p><a href="/">Scenarios</a> · <a href="/runs">Runs</a></p>
    `,
  );
}
