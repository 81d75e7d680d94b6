/** A workspace is read as it is meant, and what is not understood is named with its place. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { parseWorkspace } from "./parse_workspace.ts";

/** The first line of the model's content is line 4, the first of the views' follows it. */
function workspace(model: readonly string[], views: readonly string[] = []): string {
  return [
    'workspace "W" {',
    "!impliedRelationships false",
    "model {",
    ...model,
    "}",
    "views {",
    ...views,
    "}",
    "}",
  ].join("\n");
}

function problems(text: string): readonly string[] {
  const read = parseWorkspace(text, "w.dsl");
  return read.ok ? [] : read.problems.map((each) => each.replace("Cannot read ", ""));
}

const SYSTEM = ['user = person "User"', 'shop = softwareSystem "Shop"'];

Deno.test("parseWorkspace() reads elements, arrows, views and styles", () => {
  const read = parseWorkspace(
    workspace([
      'user = person "User" "Buys \\"things\\""',
      "# a comment",
      'shop = softwareSystem "Shop" "Sells" "External" {',
      'group "Front" {',
      'page = container "Page" "Shows" "HTML" "Store, Browser" {',
      "properties {",
      '"path" "a.ts \\',
      '   b.ts"',
      "}",
      "}",
      "}",
      "}",
      'user -> shop "Buys" "HTTP"',
    ], [
      'container shop "inside" {',
      'title "Inside"',
      "include user page",
      "autoLayout tb",
      "properties {",
      '"row 1" "user . page"',
      "}",
      "}",
      "styles {",
      'element "Store" {',
      "shape Cylinder",
      "background #112233",
      "}",
      "}",
    ]),
    "w.dsl",
  );
  assert.ok(read.ok);
  const { elements, relationships, views, styles } = read.workspace;
  const page = elements.get("page")!;
  assert.equal(elements.get("user")!.description, 'Buys "things"');
  assert.deepEqual(page.tags, ["Element", "Container", "Store", "Browser"]);
  assert.deepEqual([page.parent, page.group, page.technology], ["shop", "Front", "HTML"]);
  assert.equal(page.properties.get("path"), "a.ts b.ts");
  assert.deepEqual(relationships, [
    { from: "user", to: "shop", description: "Buys", technology: "HTTP", line: 16 },
  ]);
  assert.deepEqual(views, [{
    kind: "container",
    key: "inside",
    scope: "shop",
    title: "Inside",
    rows: [["user", undefined, "page"]],
  }]);
  assert.deepEqual(styles, [{ tag: "Store", shape: "Cylinder", background: "#112233" }]);
});

Deno.test("parseWorkspace() names what is wrong in a model, with line, column and mend", () => {
  const faults: readonly (readonly [string, string])[] = [
    ['  box = container "B"', "4:9: 'container' cannot stand here: here may be person, "],
    ['a-b = person "B"', "4:1: 'a-b' is no identifier: use letters, digits and _"],
    ["a = person", '4:5: a person needs a name: person "Name"'],
    ['a = person "A" "d" "tags" "more"', "4:27: a person has name, description, tags only"],
    ['user = person "B"', "4:1: 'user' is taken since line 5: choose another name"],
    ["user -> nobody", "4:9: no element is called 'nobody': declare it in the model, or mend"],
    ["user -> user", "4:9: an arrow must lead to another element"],
    ["user ->", "4:6: an arrow needs an end"],
    ["!include other.dsl", "4:1: '!include' is not known in the model: write <id> = person"],
    ['a = person "A', '4:12: the text has no closing "'],
  ];
  for (const [line, expected] of faults) {
    const before = line.startsWith("user = ") ? [] : [line];
    const model = before.length > 0 ? [line, ...SYSTEM] : [...SYSTEM.slice(0, 1), line];
    const [first] = problems(workspace(model));
    const wanted = before.length > 0
      ? expected
      : expected.replace("4:1", "5:1").replace("line 5", "line 4");
    assert.ok(first?.startsWith(`w.dsl:${wanted}`), `${line}\n  got ${first}`);
  }
});

Deno.test("parseWorkspace() names what is wrong in views", () => {
  const view = (...lines: string[]) => ['systemContext shop "c" {', 'title "T"', ...lines, "}"];
  const row = (cells: string) => ["properties {", `"row 1" "${cells}"`, "}"];
  const faults: readonly (readonly [readonly string[], string])[] = [
    [view("include *"), "10:9: '*' is not understood: name what is shown"],
    [view("include user"), "8:1: 'user' must be included, and stand in one row once"],
    [view("include user", ...row("user user")), "8:1: 'user' must be included, and stand in"],
    [view("include user", ...row("user shop")), "8:1: 'shop' must be included, and stand in"],
    [view("include user user", ...row("user")), "10:14: 'user' is included twice"],
    [view("exclude user"), "10:1: 'exclude' is not known in a view"],
    [['systemContext user "c" {', 'title "T"', "}"], "8:15: a systemContext view is of a soft"],
    [['systemContext shop "c" {', "}"], "8:1: a view needs a title"],
    [["styles {", 'element "X" {', "shape Star", "}", "}"], "10:1: write shape Box|RoundedBox"],
    [["styles {", 'element "X" {', "color red", "}", "}"], "10:1: write shape Box|RoundedBox"],
    [['deployment shop "d" {', "}"], "8:1: 'deployment' is not known among views"],
  ];
  for (const [lines, expected] of faults) {
    const [first] = problems(workspace(SYSTEM, lines));
    assert.ok(first?.startsWith(`w.dsl:${expected}`), `${lines.join("\n")}\n  got ${first}`);
  }
});

Deno.test("parseWorkspace() demands braces in pairs, and that nothing is implied", () => {
  assert.deepEqual(problems('workspace "W" {\nmodel {\n'), [
    "w.dsl:1:15: '{' is never closed: add '}'",
    "w.dsl:2:7: '{' is never closed: add '}'",
  ]);
  assert.deepEqual(problems("}"), ["w.dsl:1:1: '}' closes nothing: remove it"]);
  assert.deepEqual(problems('workspace "W" {\nmodel {\n}\n}'), [
    "w.dsl:1:1: the workspace needs '!impliedRelationships false': every arrow is written down",
  ]);
});

Deno.test("parseWorkspace() gives a workspace or problems for any text, and never throws", () => {
  const word = fc.constantFrom(
    ...["workspace", "model", "views", "a", "=", "->", "person", "{", "}", '"T"', '"', "\\", "\n"],
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const read = parseWorkspace(words.join(" "), "w.dsl");
      assert.ok(read.ok || read.problems.length > 0);
    }),
    { numRuns: 500 },
  );
});
