import assert from "node:assert/strict";
import { DEFECT_CLASSES } from "../record/mod.ts";
import { emitterDocs, emitters } from "../mod.ts";

Deno.test("emitterDocs() has a page for each type, which names every argument", () => {
  const pages = new Map(emitterDocs().map(({ path, content }) => [path, content]));
  assert.equal(pages.size, emitters.length + 1);
  for (const { type, config, summary } of emitters) {
    const page = pages.get(`docs/emitters/${type}.md`);
    assert.ok(page !== undefined && page.includes(summary));
    const refused = config.safeParse({ unknown: 1, file: "x" }).error?.issues[0];
    assert.equal(refused?.code, "unrecognized_keys", type);
    for (const name of type === "replay" ? ["file", "spacing"] : ["partial_ratio", "pii_ratio"]) {
      assert.match(page, new RegExp(`^\\| \`${name}\` +\\| \\S`, "m"));
    }
  }
});

Deno.test("emitterDocs() shows no secrets, and every class of the taxonomy", () => {
  const all = emitterDocs().map(({ content }) => content).join("\n");
  assert.doesNotMatch(all, /AKIA[A-Z2-7]{16}|ghp_|AIza|xoxb-|sk_live_|eyJ|Bearer|:\/\/\w+:\w+@/);
  for (const [name] of DEFECT_CLASSES) assert.ok(all.includes(`| \`${name}\``), name);
});

Deno.test("emitterDocs() gives all types pages of one shape, on which prose is told from the rest", () => {
  const pages = emitterDocs().filter(({ path }) => !path.endsWith("/README.md"));
  for (const { path, content } of pages) {
    const headings = [...content.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(
      headings,
      ["What it is like", "Arguments", "Try it", "First records", "How this page is made"],
      path,
    );
    const [prose, rest] = content.split("## Arguments");
    assert.ok(prose!.trim().split("\n").length > 5, `${path} says nothing of its type`);
    assert.match(rest!, /^Bodies are sent as `(application|text)\/[\w-]+[^`]*`\.$/m, path);
  }
});
