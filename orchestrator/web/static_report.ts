/**
 * A finished run as one HTML file that can be sent around: the page of the run, made by the same view
 * and the same scripts, with everything in it. Its policy lets it load nothing from anywhere.
 *
 * Scripts of the page are modules that import each other. In a single file they are data URLs, which
 * an import map gives names.
 */
import { html, raw } from "hono/html";
import { loadAssets } from "./assets.ts";
import type { RunRecord } from "./live_run.ts";
import { type Html, logo } from "./views/layout.ts";
import { runView } from "./views/run_page.ts";

const STYLES = ["uplot.css", "base.css", "controls.css", "lists.css", "run.css"] as const;
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' data:; " +
  "img-src data:; base-uri 'none'; form-action 'none'";
const CLIENT = "client/";

export async function staticReport(record: RunRecord): Promise<string> {
  const assets = await loadAssets();
  const text = (path: string) => assets.get(path)!.body;
  const { summary } = record.detail;
  const modules = [...assets.keys()].filter((path) => path.startsWith(CLIENT));
  const imports = Object.fromEntries(modules.map((path) => [
    nameOf(path.slice(CLIENT.length)),
    `data:text/javascript;base64,${base64(named(text(path)))}`,
  ]));
  const page = html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="${POLICY}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>${summary.name} · LogOps</title>
            ${STYLES.map((path) => html`<style>${raw(text(path))}</style>`)}
            ${inline("importmap", JSON.stringify({ imports }))}
            ${inline("text/javascript", text("uplot.js"))}
            ${inline("module", `import "${nameOf("main.ts")}";`)}
          </head>
      <body>
            <header class="top"><span class="brand">${logo()} LogOps</span></header>
            <main id="main">${runView(record, "alone")}</main>
            ${inline("module", text("alpine.js"))}
          </body>
    </html>
  `;
  return String(await page);
}

/** Relative names mean nothing in a data URL: each module has a bare one. */
function named(module: string): string {
  return module.replace(/from "\.\/([\w.]+)"/g, (_, file: string) => `from "${nameOf(file)}"`);
}

function nameOf(file: string): string {
  return `run/${file}`;
}

/** A script in the page; `</script` in it would end it. */
function inline(type: string, script: string): Html {
  return html`<script type="${type}">${raw(script.replaceAll("</script", "<\\/script"))}</script>`;
}

function base64(text: string): string {
  return new Uint8Array(new TextEncoder().encode(text)).toBase64();
}
