/** Terms are used one way: `docs/glossary.md` holds, in documents, messages and alerts. */
import assert from "node:assert/strict";
import { isTrial } from "./architecture.ts";
import {
  type GlossaryEntry,
  parseGlossary,
  proseOfDocument,
  proseOfModel,
  proseOfSource,
  wrongTerms,
} from "./glossary.ts";
import { pathsBelow, ROOT } from "../repository.ts";

const GLOSSARY = "docs/glossary.md";

/** Sources whose texts are log traffic, not messages. */
const TRAFFIC = /^emitters\//;

/** What stands in pictures. */
const MODEL = /^docs\/.*\.dsl$/;

/** Configuration with texts for people: alerts, routes, scenarios. */
const CONFIGURATION = /^(infra\/(prometheus\/rules|alertmanager)|scenarios)\/.*\.(ya?ml|tmpl)$/;

const SAMPLE: readonly GlossaryEntry[] = [
  { term: "journal", meaning: "", not: ["WAL", "write-ahead log"], but: [] },
  { term: "limit", meaning: "", not: ["quota", "throttle"], but: ["over quota"] },
];

function found(prose: string): string[] {
  return wrongTerms(prose, SAMPLE).map(({ line, found, term }) => `${line} ${found}: ${term}`);
}

Deno.test("parseGlossary() reads the rows of the table", () => {
  const text = `# Glossary

| term  | what it is | not             | but        |
| ----- | ---------- | --------------- | ---------- |
| limit | how much   | quota, throttle | over quota |
| seed  | chance     |                 |            |
`;
  assert.deepEqual(parseGlossary(text), [
    { term: "limit", meaning: "how much", not: ["quota", "throttle"], but: ["over quota"] },
    { term: "seed", meaning: "chance", not: [], but: [] },
  ]);
});

Deno.test("wrongTerms() finds words in any case, with endings, and phrases over a line's end", () => {
  assert.deepEqual(found("The wal.\nA Write-Ahead\nlog; Throttles, throttled, throttling."), [
    "1 wal: journal",
    "2 Write-Ahead log: journal",
    "3 Throttles: limit",
    "3 throttled: limit",
    "3 throttling: limit",
  ]);
});

Deno.test("wrongTerms() leaves other words alone, and phrases that are listed", () => {
  assert.deepEqual(found("A wall, walled; no space, or over quota; quotation, wal-mart."), []);
  assert.deepEqual(found("over quota, and a quota"), ["1 quota: limit"]);
});

Deno.test("proseOfDocument() leaves out code, comments and where links lead, and keeps lines", () => {
  const text = `a quota
\`\`\`sh
quota
\`\`\`
<!-- quota --> \`quota\` \`\`quota \` quota\`\` [text](quota.md#quota) https://a.example/quota
[a quota](x.md)
`;
  assert.deepEqual(found(proseOfDocument(text)), ["1 quota: limit", "6 quota: limit"]);
});

Deno.test("proseOfSource() keeps the texts of a source, and nothing else", () => {
  const source = `// a quota in a comment
const quota = "quota"; /* "the quota is spent" */
const P = /"the quota is spent/;
throw new Error("the quota is spent");
print(\`your
quota of \${quota.of("the quota is")} is spent\`, 'a "quota" of it');
`;
  assert.deepEqual(found(proseOfSource(source)), [
    "4 quota: limit",
    "6 quota: limit",
    "6 quota: limit",
  ]);
});

Deno.test("proseOfModel() keeps names and arrows of a model, and no comment", () => {
  const model = `// a quota
quota = softwareSystem "Quota" "What is left"
a -> quota "Asks the WAL"
`;
  assert.deepEqual(found(proseOfModel(model)), ["2 Quota: limit", "3 WAL: journal"]);
});

Deno.test("the glossary is sorted, defines each term once, and forbids no term of its own", async () => {
  const glossary = parseGlossary(await Deno.readTextFile(new URL(GLOSSARY, ROOT)));
  const terms = glossary.map(({ term }) => term);
  assert.ok(terms.length >= 40, `${terms.length} terms`);
  assert.deepEqual(terms, terms.toSorted((a, b) => a.localeCompare(b, "en")));
  assert.deepEqual(terms, [...new Set(terms)]);
  assert.deepEqual(glossary.filter(({ meaning, not }) => meaning === "" || not.length === 0), []);
  assert.deepEqual(wrongTerms(terms.join("\n"), glossary), []);
});

Deno.test("documents, messages and alerts use the words of the glossary", async () => {
  const glossary = parseGlossary(await Deno.readTextFile(new URL(GLOSSARY, ROOT)));
  const paths = (await pathsBelow(ROOT)).filter((path) => path !== GLOSSARY);
  const isSource = (path: string) => path.endsWith(".ts") && !isTrial(path) && !TRAFFIC.test(path);
  const read = paths.filter((path) =>
    path.endsWith(".md") || isSource(path) || CONFIGURATION.test(path) || MODEL.test(path)
  );
  assert.ok(read.length > 200, `${read.length} files`);
  const wrong = await Promise.all(read.map(async (path) => {
    const text = await Deno.readTextFile(new URL(path, ROOT));
    const proseOf = MODEL.test(path)
      ? proseOfModel
      : path.endsWith(".ts")
      ? proseOfSource
      : proseOfDocument;
    const prose = proseOf(text);
    return wrongTerms(prose, glossary)
      .map(({ line, found, term }) => `${path}:${line}: '${found}': say '${term}'`);
  }));
  assert.equal(wrong.flat().join("\n"), "");
});
