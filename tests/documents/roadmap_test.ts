/** `docs/roadmap.md` has every item once, each with a state, and shows where it is what it says. */
import assert from "node:assert/strict";
import { pathsBelow, ROOT } from "../repository.ts";

const ITEMS = 52;
const STATES = ["done", "partly", "not done"];

interface Row {
  readonly item: string;
  readonly what: string;
  readonly state: string;
  readonly where: string;
}

async function readRows(): Promise<Row[]> {
  const text = await Deno.readTextFile(new URL("docs/roadmap.md", ROOT));
  return text.split("\n").filter((line) => /^\| R\d/.test(line)).map((line) => {
    const [item = "", what = "", state = "", where = "", ...rest] = line.split("|").slice(1, -1)
      .map((cell) => cell.trim());
    assert.deepEqual(rest, [], line);
    return { item, what, state, where };
  });
}

/** Files and folders that a cell links to, from the repository's root. */
function linked(where: string): string[] {
  return [...where.matchAll(/\]\(([^)#\s]+)/g)]
    .map(([, target]) => new URL(target!, "file:///docs/").pathname.slice(1));
}

Deno.test("the roadmap has every item once, in order, with a state", async () => {
  const rows = await readRows();
  const items = Array.from({ length: ITEMS }, (_, index) => `R${index + 1}`);
  assert.deepEqual(rows.map(({ item }) => item), items);
  for (const { item, what, state } of rows) {
    assert.ok(what.length > 5, item);
    assert.ok(STATES.includes(state), `${item}: '${state}'`);
  }
});

Deno.test("what is done, or in part, is somewhere; what is missing of a part is said", async () => {
  const paths = new Set(await pathsBelow(ROOT));
  for (const { item, state, where } of await readRows()) {
    const targets = linked(where);
    if (state !== "not done") assert.ok(targets.length > 0, `${item} links to nothing`);
    for (const target of targets) assert.ok(paths.has(target), `${item}: no ${target}`);
    const words = where.replaceAll(/\[[^\]]*\]\([^)]*\)/g, "");
    if (state === "partly") assert.ok(/[a-z]{3}/.test(words), `${item}: which part?`);
  }
});
