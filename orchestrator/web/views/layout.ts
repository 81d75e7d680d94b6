/** The frame of every page: head, navigation, and the place where the connection shows. */
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export type Section = "scenarios" | "runs" | "patterns" | "editor";

export interface PageOptions {
  readonly title: string;
  readonly section?: Section;
  /** Whether there is a session that can be ended. */
  readonly canSignOut?: boolean;
}

const SECTIONS: readonly (readonly [Section, string, string])[] = [
  ["scenarios", "/", "Scenarios"],
  ["runs", "/runs", "Runs"],
  ["patterns", "/patterns", "Patterns"],
  ["editor", "/editor", "Editor"],
];

const STYLES = ["uplot", "base", "controls", "lists", "run", "patterns", "editor"] as const;

export function page({ title, section, canSignOut }: PageOptions, body: Html): Html {
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="htmx-config" content='{"includeIndicatorCSS": false, "history": false}'>
        <title>${title} · LogOps</title>
        <link rel="icon" href="/static/icon.svg" type="image/svg+xml">
        ${STYLES.map((name) => html`<link rel="stylesheet" href="/static/${name}.css">`)}
        <script src="/static/htmx.js" defer></script>
        <script src="/static/uplot.js" defer></script>
        <script src="/static/client/main.ts" type="module"></script>
        <script src="/static/alpine.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
              <a class="brand" href="/">${logo()} LogOps</a>
              <nav aria-label="Main">${SECTIONS.map(([key, href, text]) =>
                navLink(href, text, key === section)
              )}</nav>
              ${canSignOut === true ? signOut() : ""}
            </header>
        <main id="main" tabindex="-1">${body}</main>
      </body>
    </html>
  `;
}

function navLink(href: string, text: string, isCurrent: boolean): Html {
  return isCurrent
    ? html`<a href="${href}" aria-current="page">${text}</a>`
    : html`<a href="${href}">${text}</a>`;
}

function signOut(): Html {
  return html`<form hx-post="/sign-out" class="sign-out"><button class="quiet">Sign out</button></form>`;
}

export function logo(): Html {
  return html`
    <svg class="logo" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M3 17h3l3-9 4 12 3-8 2 5h3" />
    </svg>
  `;
}

/** Data for the scripts of a page; `<` is written so that nothing in it can end the element. */
export function embedded(id: string, value: unknown): Html {
  const text = JSON.stringify(value).replaceAll("<", "\\u003c");
  return html`<script type="application/json" id="${id}">${raw(text)}</script>`;
}
