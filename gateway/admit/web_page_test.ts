import { refusalOfPage } from "./web_page.ts";
import assert from "node:assert/strict";

const reasonFor = (headers: Record<string, string>) => refusalOfPage(new Headers(headers))?.kind;

Deno.test("refusalOfPage() refuses what a browser sends for a page, its own origin or not", () => {
  for (const origin of ["http://evil.example", "null", "http://127.0.0.1:8080", ""]) {
    assert.equal(reasonFor({ origin }), "cross_site", origin);
  }
  for (const site of ["cross-site", "same-site", "same-origin"]) {
    assert.equal(reasonFor({ "sec-fetch-site": site }), "cross_site", site);
  }
});

Deno.test("refusalOfPage() lets programs pass", () => {
  assert.equal(reasonFor({ "user-agent": "curl/8.0", accept: "*/*" }), undefined);
  assert.equal(reasonFor({ "sec-fetch-mode": "cors" }), undefined, "as Node's fetch sends it");
  assert.equal(reasonFor({ "sec-fetch-site": "none" }), undefined);
});
