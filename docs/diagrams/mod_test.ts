/** Pictures: the same from the same text, whole as SVG, and nothing drawn over anything. */
import assert from "node:assert/strict";
import { drawWorkspace } from "./mod.ts";

/** Two boxes of one system, and a person beside them, in the rows that are given. */
function workspace(rows: readonly string[]): string {
  return `workspace "W" {
    !impliedRelationships false
    model {
      user = person "Us & <them>" "A description that is longer than one line of a box can be"
      shop = softwareSystem "Shop" {
        page = container "Page" "Shows" "HTML"
        till = container "Till" "Counts" "Steel"
      }
      user -> page "Looks at" "Browser"
      page -> till "Asks" "HTTP"
    }
    views {
      container shop "inside" {
        title "Inside"
        include user page till
        properties {
          ${rows.map((row, index) => `"row ${index + 1}" "${row}"`).join("\n")}
        }
      }
      styles {
        element "Person" {
          shape Person
        }
      }
    }
  }`;
}

async function draw(...rows: string[]): Promise<string> {
  const drawn = await drawWorkspace(workspace(rows), "w.dsl");
  assert.ok(drawn.ok, drawn.ok ? "" : drawn.problems.join("\n"));
  assert.deepEqual(drawn.pictures.map(({ key }) => key), ["inside"]);
  return drawn.pictures[0]!.svg;
}

/** Where a text stands. */
function placeOf(svg: string, text: string): { readonly x: number; readonly y: number } {
  const found = new RegExp(`<text x="([\\d.]+)" y="([\\d.]+)"[^>]*>${text}</text>`).exec(svg);
  assert.ok(found !== null, `${text} is not in the picture`);
  return { x: Number(found[1]), y: Number(found[2]) };
}

Deno.test("drawWorkspace() places boxes in the rows and columns of the view", async () => {
  const svg = await draw("user . .", ". page till");
  const [user, page, till] = ["Us &amp; &lt;them&gt;", "Page", "Till"].map((name) =>
    placeOf(svg, name)
  );
  assert.ok(user!.x < page!.x && page!.x < till!.x, "columns");
  assert.ok(user!.y < page!.y && page!.y === till!.y, "rows");
  const asks = placeOf(svg, "Asks");
  assert.ok(page!.x < asks.x && asks.x < till!.x, "an arrow's text is on its way");
});

Deno.test("drawWorkspace() draws an arrow, a key and a ground, as well-formed SVG", async () => {
  const svg = await draw("user", "page", "till");
  assert.equal(svg.match(/<polygon /g)?.length, 2);
  assert.match(svg, /<rect width="\d+" height="\d+" rx="8" fill="#ffffff"/);
  assert.match(svg, />Key<\/text>/);
  assert.match(svg, />\[Container: HTML\]<\/text>/);
  assert.ok(!svg.includes("NaN") && !svg.includes("undefined"));
  const open: string[] = [];
  for (const [tag, end, name, closed] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (end === "/") assert.equal(open.pop(), name, tag);
    else if (closed === "") open.push(name!);
  }
  assert.deepEqual(open, []);
});

Deno.test("drawWorkspace() gives the same bytes for the same text", async () => {
  assert.equal(await draw("user page till"), await draw("user page till"));
  assert.notEqual(
    await draw("user page till"),
    await draw("page user till".replace("page user", "user . page")),
  );
});

Deno.test("drawWorkspace() refuses a box in a frame that is not its own", async () => {
  const drawn = await drawWorkspace(workspace(["page user till"]), "w.dsl");
  assert.deepEqual(drawn, {
    ok: false,
    problems: [
      "Cannot draw view 'inside' of w.dsl: 'user' stands inside of 'Shop [Software system]': " +
      "give it another cell",
    ],
  });
});
