/**
 * The files that pages load, all of them from this installation: nothing is fetched from elsewhere.
 *
 * Libraries come out of their npm packages. The code in `client/` is TypeScript; its types are cut
 * out when it is read, so that there is no build step and a browser runs what stands in the file.
 */
import alpine from "@alpinejs/csp/dist/cdn.min.js" with { type: "text" };
import htmx from "htmx.org/dist/htmx.min.js" with { type: "text" };
import uplotStyle from "uplot/dist/uPlot.min.css" with { type: "text" };
import uplot from "uplot/dist/uPlot.iife.min.js" with { type: "text" };
import { createHash } from "node:crypto";
import { stripTypeScriptTypes } from "node:module";

export interface Asset {
  readonly body: string;
  readonly type: string;
  readonly etag: string;
}

const FOLDERS = ["client", "static"] as const;
const SCRIPT = "text/javascript; charset=utf-8";
const TYPES: Readonly<Record<string, string>> = {
  ts: SCRIPT,
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};

/** Every asset by its path below `/static/`. */
export async function loadAssets(): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>([
    ["htmx.js", asset(htmx, SCRIPT)],
    ["alpine.js", asset(alpine, SCRIPT)],
    ["uplot.js", asset(uplot, SCRIPT)],
    ["uplot.css", asset(uplotStyle, TYPES.css!)],
  ]);
  for (const folder of FOLDERS) {
    const url = new URL(`./${folder}/`, import.meta.url);
    for await (const { name } of Deno.readDir(url)) {
      const extension = name.slice(name.lastIndexOf(".") + 1);
      const type = TYPES[extension];
      if (type === undefined || name.endsWith("_test.ts")) continue;
      const text = await Deno.readTextFile(new URL(name, url));
      const body = extension === "ts" ? stripTypeScriptTypes(text) : text;
      assets.set(folder === "client" ? `client/${name}` : name, asset(body, type));
    }
  }
  return assets;
}

export function assetResponse(asset: Asset | undefined, request: Request): Response {
  if (asset === undefined) return new Response("Not found\n", { status: 404 });
  const { body, type, etag } = asset;
  const headers = { "content-type": type, etag, "cache-control": "no-cache" };
  if (request.headers.get("if-none-match") === etag) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers });
}

function asset(body: string, type: string): Asset {
  const hash = createHash("sha256").update(body).digest("base64url").slice(0, 22);
  return { body, type, etag: `"${hash}"` };
}
