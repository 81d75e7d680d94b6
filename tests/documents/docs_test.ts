/** The documents hold: generated files are fresh, links and names in them lead somewhere. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { generatedFiles, staleFiles } from "../../docs/mod.ts";
import { isTrial } from "../house/architecture.ts";
import {
  anchorsOf,
  type Document,
  documentProblems,
  sourceProblems,
  type Surroundings,
  unlistedDocuments,
} from "./documents.ts";
import { pathsBelow, ROOT } from "../repository.ts";

Deno.test("staleFiles() names what is missing or different", async () => {
  const files = ["same", "changed", "missing"].map((path) => ({ path, content: `of ${path}` }));
  const onDisk: Record<string, string> = { same: "of same", changed: "of old" };
  assert.deepEqual(await staleFiles(files, (path) => Promise.resolve(onDisk[path])), [
    "changed",
    "missing",
  ]);
});

Deno.test("generated files are fresh (deno task dev:docs writes them)", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
  const generated = await generatedFiles(read);
  assert.ok(generated.ok, generated.ok ? "" : generated.problems.join("\n"));
  assert.ok(generated.files.some(({ path }) => path === "docs/architecture/context.svg"));
  assert.deepEqual(await staleFiles(generated.files, read), []);
  const written = generated.files.map(({ path }) => path);
  const pictures = (await pathsBelow(ROOT)).filter((path) =>
    /^docs\/architecture\/[^/]*\.svg$/.test(path)
  );
  assert.deepEqual(pictures.filter((path) => !written.includes(path)), [], "of no view");
});

Deno.test("documentProblems() names links, paths and tasks that lead nowhere", () => {
  const guide: Document = {
    path: "docs/guide.md",
    text: `# Guide
[gone](gone.md) [up](../gateway/gone.ts) [anchor](#nowhere) [other](other.md#nowhere)
Edit \`gateway/gone.ts\`, run \`deno task gone\`.
`,
  };
  const other: Document = { path: "docs/other.md", text: "# Other page\n" };
  const around: Surroundings = {
    paths: new Set(["docs", "docs/guide.md", "docs/other.md", "gateway", "gateway/app.ts"]),
    tasks: new Set(["test"]),
    documents: [guide, other],
  };
  assert.deepEqual(
    documentProblems(guide, around).map(({ line, problem }) => `${line}: ${problem}`),
    [
      "2: link to gone.md leads nowhere",
      "2: link to ../gateway/gone.ts leads nowhere",
      "2: link to #nowhere leads nowhere",
      "2: link to other.md#nowhere leads nowhere",
      "3: gateway/gone.ts does not exist",
      "3: there is no task 'gone'",
    ],
  );
  const text = `# Guide
[other](other.md#other-page) [self](#guide) [code](../gateway/app.ts) [web](https://example.com/x)
Edit \`gateway/app.ts\` or \`gateway/<name>.ts\`, see \`text/csv\`, run \`deno task test\`, \`deno task\`.
`;
  assert.deepEqual(
    documentProblems({ path: "docs/guide.md", text }, {
      ...around,
      documents: [{ path: "docs/guide.md", text }, other],
    }),
    [],
  );
});

Deno.test("anchorsOf() makes anchors as a forge does", () => {
  assert.deepEqual(
    [...anchorsOf("# Who may import whom?\ntext\n## `mod.ts`, the door\n#no heading")],
    ["who-may-import-whom", "modts-the-door"],
  );
});

Deno.test("sourceProblems() names paths and tasks, and takes no code for a link", () => {
  const around = { paths: new Set(["gateway"]), tasks: new Set<string>(), documents: [] };
  const text = "/** See `gateway/gone.ts`, `deno task gone`. */\nconst P = /[a](b)/;\n";
  assert.deepEqual(
    sourceProblems({ path: "gateway/a.ts", text }, around).map(({ problem }) => problem),
    ["gateway/gone.ts does not exist", "there is no task 'gone'"],
  );
});

Deno.test("unlistedDocuments() names pages that no links lead to from the index", () => {
  const documents = [
    { path: "README.md", text: "" },
    { path: "docs/README.md", text: "[a](a.md) [b](adr/b.md#top)" },
    { path: "docs/a.md", text: "[d](deep/d.md) [up](README.md)" },
    { path: "docs/deep/d.md", text: "" },
    { path: "docs/adr/b.md", text: "" },
    { path: "docs/adr/c.md", text: "" },
  ];
  assert.deepEqual(unlistedDocuments(documents, "docs/README.md"), ["docs/adr/c.md"]);
});

Deno.test("links, paths and tasks named in documents and sources exist", async () => {
  const paths = await pathsBelow(ROOT);
  const read = (names: readonly string[]) =>
    Promise.all(names.map(async (path) => ({
      path,
      text: await Deno.readTextFile(new URL(path, ROOT)),
    })));
  const documents = await read(paths.filter((path) => path.endsWith(".md")));
  const sources = await read(paths.filter((path) => path.endsWith(".ts") && !isTrial(path)));
  const around = { paths: new Set(paths), tasks: new Set(Object.keys(config.tasks)), documents };
  assert.deepEqual(unlistedDocuments(documents, "docs/README.md"), []);
  assert.ok(documents.length >= 5 && sources.length >= 10);
  assert.deepEqual([
    ...documents.flatMap((document) => documentProblems(document, around)),
    ...sources.flatMap((source) => sourceProblems(source, around)),
  ], []);
});
