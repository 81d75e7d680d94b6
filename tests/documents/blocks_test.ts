/** The blocks of the documents do what the documents say, and what looks at them is strict. */
import assert from "node:assert/strict";
import { type Block, blocksOf } from "./blocks.ts";
import { blockProblems } from "./blocks_check.ts";
import { describe, runDocuments } from "./blocks_run.ts";
import { outputProblem } from "./output.ts";
import { runPage } from "./page.ts";
import { toolTest } from "../observability/tools.ts";

const FENCE = "```";

/** A program that ends cleanly; `…` is its server. */
const SERVE = `deno eval -q 'const server = …; ` +
  `Deno.addSignalListener("SIGINT", () => server.shutdown())'`;
const ASK = `deno eval -q 'console.log(await (await fetch("http://127.0.0.1:8080")).text())'`;

/** A page; `~~~` stands for a fence. */
function page(...lines: string[]): Block[] {
  const { blocks, problems } = read(...lines);
  assert.deepEqual(problems, []);
  return [...blocks];
}

function read(...lines: string[]) {
  const text = lines.map((line) => line.replace("~~~", FENCE)).join("\n");
  return blocksOf({ path: "docs/page.md", text });
}

const REPOSITORY = {
  paths: new Set(["gateway", "gateway/app.ts", "tools", "tools/sweep.ts"]),
  tasks: new Map([["sweep", "deno run tools/sweep.ts"], ["test", "deno test"]]),
  readText: (path: string) =>
    Promise.resolve(path === "gateway/app.ts" ? "  one();\n  two();\n" : 'option("--once")'),
};

async function checked(...lines: string[]): Promise<string[]> {
  return (await blockProblems(page(...lines), REPOSITORY)).map(describe);
}

Deno.test("blocksOf() finds blocks with their lines, languages and marks", () => {
  const blocks = page(
    "# Page",
    "",
    "<!-- serves: 8080 8090 -->",
    "",
    "~~~sh",
    "one",
    "two",
    "~~~",
    "1. Item",
    "",
    "   <!-- exits: 3 -->",
    "   <!-- slow -->",
    "   ~~~sh",
    "   three \\",
    "     four",
    "   ~~~",
    "<!-- output, varies: 8.0 1,865 -->",
    "~~~",
    "five",
    "~~~",
  );
  assert.deepEqual(blocks.map(({ line, language, text }) => ({ line, language, text })), [
    { line: 6, language: "sh", text: "one\ntwo\n" },
    { line: 14, language: "sh", text: "three \\\n  four\n" },
    { line: 19, language: "", text: "five\n" },
  ]);
  const [served, slow, shown] = blocks.map(({ marks }) => marks);
  assert.deepEqual(served!.serves, [8080, 8090]);
  assert.deepEqual([slow!.exits, slow!.isSlow, slow!.serves], [3, true, []]);
  assert.deepEqual(shown!.output, { varies: ["8.0", "1,865"] });
});

Deno.test("blocksOf() reads a longer fence as one block, and leaves other comments alone", () => {
  const blocks = page("<!-- a remark -->", "text", "````md", "~~~sh", "exit 1", "~~~", "````");
  assert.deepEqual(blocks.map(({ language }) => language), ["md"]);
});

for (
  const [what, lines, expected] of [
    ["a mark that it does not know", ["<!-- need: docker -->", "~~~sh", "~~~"], /1: unknown mark/],
    ["a reason that it does not know", ["<!-- needs: luck -->", "~~~sh", "~~~"], /1: unknown mark/],
    ["a mark with a word too many", ["<!-- slow: 9 -->", "~~~sh", "~~~"], /1: unknown mark/],
    ["a mark that stands above text", ["", "<!-- slow -->", "text"], /2: mark 'slow' is above no/],
    ["a block without an end", ["", "~~~sh", "true"], /2: the block has no end/],
  ] as const
) {
  Deno.test(`blocksOf() reports ${what}`, () => {
    assert.match(read(...lines).problems.map(describe).join("\n"), expected);
  });
}

for (
  const [what, lines, expected] of [
    ["a shell block under another name", ["~~~bash", "true", "~~~"], /2: 'bash' would not be run/],
    ["a command that would not be run", ["~~~", "deno task test", "~~~"], /2: a command in a/],
    [
      "a server without a port",
      ["<!-- serves: 1 -->", "~~~sh", "a", "b", "~~~"],
      /a port for each/,
    ],
    ["output that nothing printed", ["<!-- output -->", "~~~", "x", "~~~"], /no block above/],
    [
      "a mark that means nothing there",
      ["<!-- slow -->", "~~~json", "1", "~~~"],
      /only sh is slow/,
    ],
    ["what is no JSON", ["~~~json", "{a: 1}", "~~~"], /2: this is no json/],
    ["what is no YAML", ["~~~yaml", "a: [", "~~~"], /2: this is no yaml/],
    [
      "a scenario that cannot be read",
      ["~~~yaml", "name: x", "duration_sec: 1", "emitters: [{ name: jsn, eps: 1 }]", "~~~"],
      /docs\/page\.md:2: Cannot read scenario .*jsn/,
    ],
    [
      "a part that stands in its file otherwise",
      ["<!-- part of: gateway/app.ts -->", "~~~ts", "two();", "one();", "~~~"],
      /gateway\/app\.ts does not have, here or below: one\(\);/,
    ],
    [
      "a syntax error in a block that is not run",
      ["<!-- needs: docker -->", "~~~sh", "docker run (", "~~~"],
      /syntax error/,
    ],
    [
      "a task that does not exist in a block that is not run",
      ["<!-- needs: minutes -->", "~~~sh", "deno task swepp", "~~~"],
      /there is no task 'swepp'/,
    ],
    [
      "an option that its task does not have",
      ["<!-- slow -->", "~~~sh", "deno task sweep --twice", "~~~"],
      /the task 'sweep' has no option '--twice'/,
    ],
    [
      "a file that does not exist in a block that is not run",
      ["<!-- needs: docker -->", "~~~sh", "docker build -f gateway/Dockerfile .", "~~~"],
      /gateway\/Dockerfile does not exist/,
    ],
  ] as const
) {
  Deno.test(`blockProblems() reports ${what}`, async () => {
    assert.match((await checked(...lines)).join("\n"), expected);
  });
}

Deno.test("blockProblems() is content with blocks that are right", async () => {
  assert.deepEqual(
    await checked(
      ...["~~~json", '{ "a": 1 }', '{ "b": "…" }', "~~~"],
      ...["<!-- part of: gateway/app.ts -->", "~~~ts", "one();", "two();", "~~~"],
      ...["<!-- needs: docker, minutes -->", "~~~sh", "deno task sweep --once", "~~~"],
      ...["~~~text", "request → gateway", "~~~"],
    ),
    [],
  );
});

Deno.test("outputProblem() takes excerpts, gaps, words that vary, and no other difference", () => {
  const printed = "first\n\na  run-x7 took 8.1 s\nmiddle\nlast: ok\n";
  const problem = (text: string, varies: string[] = []) =>
    outputProblem({ text, varies, isJson: false }, printed);
  assert.equal(problem("first\na run-x7 took 8.1 s"), undefined);
  assert.equal(problem("a run-k2   took 7.9 s", ["k2", "7.9"]), undefined);
  assert.equal(problem("first\n…\nlast: …"), undefined);
  assert.match(problem("a run-k2 took 8.1 s")!, /this line was not printed: a run-k2/);
  assert.match(problem("a run-k2 took 9 ms", ["k2", "9"])!, /was not printed/);
  assert.match(problem("first\nmiddle")!, /not in this order and unbroken/);
  assert.match(problem("middle\n…\nfirst")!, /not in this order/);
});

Deno.test("outputProblem() does not count the blanks of JSON", () => {
  const problem = (text: string) =>
    outputProblem({ text, varies: [], isJson: true }, 'HTTP/1.1 200\n\n{"a":1,"at":"10:00"}');
  assert.equal(problem('{\n  "a": 1,\n  "at": "…"\n}\n'), undefined);
  assert.match(problem('{ "a": 2, "at": "…" }')!, /this JSON was not printed/);
});

Deno.test("runPage() runs a page from top to bottom in one session, with its servers", async () => {
  const server = SERVE.replace("…", 'Deno.serve({ port: 8080 }, () => new Response("ok on 8080"))');
  const problems = await runPage(
    page(
      ...["~~~sh", "mkdir made && cd made", "name=$(pwd)", "export GREETING=hello", "~~~"],
      ...["<!-- file: made/data.txt -->", "~~~", "from a block", "~~~"],
      ...["<!-- serves: 8080 -->", "~~~sh", server, "~~~"],
      ...["~~~sh", 'test "$name" = "$(pwd)"', "cat data.txt", ASK, "~~~"],
      ...["<!-- output -->", "~~~", "from a block", "ok on 8080", "~~~"],
      ...["<!-- exits: 3 -->", "~~~sh", "exit 3", "~~~"],
      ...["<!-- needs: docker -->", "~~~sh", "exit 4", "~~~"],
      ...["<!-- slow -->", "~~~sh", "exit 5", "~~~"],
      ...["~~~sh", 'test "$GREETING" = hello', "~~~"],
      ...["~~~ts", "const one: number = 1;", "console.log(one);", "~~~"],
    ),
    { withSlow: false },
  );
  assert.deepEqual(problems, []);
});

for (
  const [what, lines, expected] of [
    [
      "a command that fails, with its line, code and output",
      ["~~~sh", "echo before", "echo lost >&2; (exit 7)", "echo after", "~~~"],
      /^docs\/page\.md:3: '\( exit 7 \)' ended with 7\n {4}before\n {4}lost$/,
    ],
    ["a pipe that fails", ["~~~sh", "false | cat", "~~~"], /^docs\/page\.md:2: .* ended with 1/],
    [
      "a block that ends otherwise than marked",
      ["<!-- exits: 3 -->", "~~~sh", "exit 2", "~~~"],
      /^docs\/page\.md:3: 'exit 2' ended with 2 instead of 3/,
    ],
    [
      "output that is another",
      ["~~~sh", "echo one", "~~~", "<!-- output -->", "~~~", "two", "~~~"],
      /^docs\/page\.md:6: this line was not printed: two\n {4}one/,
    ],
    [
      "a program that does not stay",
      ["<!-- serves: 8080 -->", "~~~sh", "echo no; exit 6", "~~~"],
      /^docs\/page\.md:3: 'echo no; exit 6' ended with 6\n {4}no/,
    ],
    [
      "a program that does not end cleanly",
      ["<!-- serves: 8080 -->", "~~~sh", "deno eval -q 'Deno.serve({ port: 8080 }, () => null)'"],
      /^docs\/page\.md:3: .* ended with 130 after SIGINT/,
    ],
    [
      "TypeScript with a type error",
      ["~~~ts", 'const one: number = "1";', "console.log(one);", "~~~"],
      /^docs\/page\.md:2: .* ended with 1\n(.*\n)*.*TS2322/,
    ],
  ] as const
) {
  Deno.test(`runPage() reports ${what}`, async () => {
    const isOpen = lines.at(-1) !== "~~~";
    const problems = await runPage(page(...lines, ...isOpen ? ["~~~"] : []), { withSlow: false });
    assert.match(problems.map(describe).join("\n"), expected);
  });
}

toolTest(
  ["curl"],
  "runPage() reports a request that is refused, where that is not marked",
  async () => {
    const refuse = 'Deno.serve({ port: 8080 }, () => new Response("no", { status: 422 }))';
    const served = ["<!-- serves: 8080 -->", "~~~sh", SERVE.replace("…", refuse), "~~~"];
    const asked = [
      "~~~sh",
      "curl -s http://127.0.0.1:8080/",
      "~~~",
      "<!-- output -->",
      "~~~",
      "no",
    ];
    const run = (...lines: string[]) => runPage(page(...lines, "~~~"), { withSlow: false });
    assert.deepEqual(await run(...served, "<!-- exits: 22 -->", ...asked), []);
    assert.match(
      (await run(...served, ...asked)).map(describe).join("\n"),
      /^docs\/page\.md:6: 'curl -s http:\/\/127\.0\.0\.1:8080\/' ended with 22 \(.*\)\n {4}no$/,
    );
  },
);

/** What a new user meets first; `deno task prove:docs` runs the blocks of all pages. */
const FIRST_PAGES = ["README.md", "CONTRIBUTING.md", "docs/quickstart.md"];

toolTest(["curl"], "every block is sound, and on the first pages does what it shows", async () => {
  const { pages, blocks, problems } = await runDocuments({ withSlow: false, run: FIRST_PAGES });
  assert.ok(pages >= 40 && blocks >= 40);
  assert.equal(problems.map(describe).join("\n\n"), "");
});
