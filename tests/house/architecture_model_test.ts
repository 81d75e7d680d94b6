/** The model of the architecture: each rule on a small model that breaks it, then on this one. */
import assert from "node:assert/strict";
import { ARCHITECTURE, parseWorkspace, type Workspace } from "../../docs/mod.ts";
import { type Edge, isTrial, MAY_IMPORT, type SourceFile } from "./architecture.ts";
import {
  arrowsNotLifted,
  elementsNotShown,
  forbiddenArrows,
  importsNotDrawn,
  importTable,
  lostSteps,
  missingPaths,
  pathsOf,
  roomsNotDrawn,
  unbackedArrows,
  unownedModules,
} from "./architecture_model.ts";
import { importGraph } from "./import_graph.ts";
import { pathsBelow, ROOT } from "../repository.ts";

const edge = (from: string, to: string): Edge => ({ from, to });

/** Two rooms with a container each, and whatever arrows a test adds. */
function workspaceWith(arrows: string): Workspace {
  const read = parseWorkspace(
    `workspace "W" {
      !impliedRelationships false
      model {
        user = person "User"
        system = softwareSystem "System" {
          front = container "Front" {
            properties {
              "path" "gateway/main.ts"
            }
            app = component "app" {
              properties {
                "path" "gateway/app.ts"
                "with" "routes.ts"
              }
            }
            store = component "store" {
              properties {
                "path" "gateway/store"
              }
            }
          }
          back = container "Back" {
            properties {
              "path" "orchestrator"
            }
          }
        }
        ${arrows}
      }
      views {
        systemContext system "context" {
          title "T"
          include user system
          properties {
            "row 1" "user system"
          }
        }
      }
    }`,
    "w.dsl",
  );
  assert.ok(read.ok, read.ok ? "" : read.problems.join("\n"));
  return read.workspace;
}

Deno.test("pathsOf() reads further files from the folder of the first", () => {
  const paths = (path: string, others: string) =>
    pathsOf({
      ...[...workspaceWith("").elements.values()][0]!,
      properties: new Map([["path", path], ["with", others]]),
    });
  assert.deepEqual(paths("gateway/app.ts", "routes.ts ../docs"), [
    "gateway/app.ts",
    "gateway/routes.ts",
    "docs",
  ]);
  assert.deepEqual(paths("gateway/web", "../main.ts"), ["gateway/web", "gateway/main.ts"]);
});

Deno.test("missingPaths() and roomsNotDrawn() name what is on one side only", () => {
  const workspace = workspaceWith("");
  const there = new Set(["gateway/main.ts", "gateway/app.ts", "gateway/store", "orchestrator"]);
  assert.deepEqual(missingPaths(workspace, there), ["app: gateway/routes.ts does not exist"]);
  assert.deepEqual(roomsNotDrawn(workspace, ["orchestrator", "cellar"]), [
    "no element is the room cellar/",
  ]);
});

Deno.test("unownedModules() names a module of no component, and leaves tests alone", () => {
  const files = ["main.ts", "app.ts", "routes.ts", "store/file.ts", "lost.ts", "lost_test.ts"];
  const sources = files.map((name): SourceFile => ({ path: `gateway/${name}`, text: "" }));
  assert.deepEqual(unownedModules(workspaceWith(""), sources), [
    "gateway/lost.ts: name it in the 'with' of the component that it is part of",
  ]);
});

Deno.test("unbackedArrows() names an arrow that no import of its direction stands behind", () => {
  const imports = [edge("gateway/routes.ts", "gateway/store/file.ts")];
  assert.deepEqual(unbackedArrows(workspaceWith(`app -> store "Keeps"`), imports), []);
  assert.deepEqual(unbackedArrows(workspaceWith(`front -> back "Asks" "HTTP"`), imports), []);
  assert.deepEqual(unbackedArrows(workspaceWith(`store -> app "Calls"`), imports), [
    "store -> app: no import stands behind it: add a technology",
  ]);
  assert.deepEqual(unbackedArrows(workspaceWith(`user -> front "Uses"`), imports), [
    "user -> front: user has no path, so say how: add a technology",
  ]);
  const throughDoor = [
    edge("gateway/routes.ts", "gateway/store/mod.ts"),
    edge("gateway/store/mod.ts", "gateway/store/file.ts"),
  ];
  assert.deepEqual(unbackedArrows(workspaceWith(`app -> store "Keeps"`), throughDoor), []);
});

Deno.test("forbiddenArrows() names an arrow between rooms that may not meet", () => {
  assert.deepEqual(forbiddenArrows(workspaceWith(`back -> front "Calls"`)), [
    "back -> front: these rooms may not import each other",
  ]);
  assert.deepEqual(forbiddenArrows(workspaceWith(`back -> front "Calls" "HTTP"`)), []);
  assert.deepEqual(forbiddenArrows(workspaceWith(`app -> store "Keeps"`)), []);
});

Deno.test("importsNotDrawn() names an import across rooms that no arrow shows", () => {
  const imports = [
    edge("orchestrator/drive/run.ts", "gateway/app.ts"),
    edge("orchestrator/plan/plan.ts", "gateway/app.ts"),
    edge("gateway/app.ts", "gateway/store/file.ts"),
    edge("gateway/app.ts", "npm:hono"),
  ];
  assert.deepEqual(importsNotDrawn(workspaceWith(`back -> front "Asks" "HTTP"`), imports), [
    "orchestrator/drive/run.ts imports gateway/app.ts, and no arrow shows orchestrator → gateway",
  ]);
  assert.deepEqual(importsNotDrawn(workspaceWith(`back -> front "Calls"`), imports), []);
});

Deno.test("arrowsNotLifted() names an arrow that the level above does not show", () => {
  assert.deepEqual(arrowsNotLifted(workspaceWith(`app -> store "Keeps"`)), []);
  assert.deepEqual(arrowsNotLifted(workspaceWith(`back -> app "Asks" "HTTP"`)), [
    "back -> app: one level up there is no back -> front",
  ]);
  assert.deepEqual(
    arrowsNotLifted(workspaceWith(`back -> app "Asks" "HTTP"\nback -> front "Asks" "HTTP"`)),
    [],
  );
  assert.deepEqual(arrowsNotLifted(workspaceWith(`user -> front "Uses" "HTTP"`)), [
    "user -> front: one level up there is no user -> system",
  ]);
});

Deno.test("elementsNotShown() names what no picture shows", () => {
  assert.deepEqual(elementsNotShown(workspaceWith("")), [
    "no view shows front",
    "no view shows app",
    "no view shows store",
    "no view shows back",
  ]);
});

Deno.test("lostSteps() names a step without a source, and a function that is not there", () => {
  const sources = new Map([["gateway/app.ts", "function answer(): void {}"]]);
  const page = `1. [app](../gateway/app.ts): \`answer()\` and
   \`gone()\`.
2. Nothing.
`;
  assert.deepEqual(lostSteps(page, sources), [
    "'1. [app](../gateway/app.ts): `answer()` and' names gone(), which is not in what it links to",
    "'2. Nothing.' links to no source",
  ]);
});

Deno.test("importTable() reads the rooms of a page, and what each may import", () => {
  const page = `
| room | may import      |
| ---- | --------------- |
| \`a\`  | nothing of ours |
| \`b\`  | \`a\`, \`c\`        |
`;
  assert.deepEqual(importTable(page), { a: [], b: ["a", "c"] });
});

/** This repository's model, files and imports, read once for the tests below. */
let house: ReturnType<typeof readHouse> | undefined;
const houseOnce = () => house ??= readHouse();

async function readHouse() {
  const paths = await pathsBelow(ROOT);
  const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
  const files = await Promise.all(
    paths.filter((path) => path.endsWith(".ts"))
      .map(async (path): Promise<SourceFile> => ({ path, text: await read(path) })),
  );
  const edges = await importGraph(files.map(({ path }) => path));
  return { paths: new Set(paths), files, edges, dsl: await read(ARCHITECTURE), read };
}

/** Everything that a model says and that is not so. */
async function violations(dsl: string): Promise<string[]> {
  const { paths, files, edges } = await houseOnce();
  const parsed = parseWorkspace(dsl, ARCHITECTURE);
  if (!parsed.ok) return [...parsed.problems];
  const { workspace } = parsed;
  return [
    ...missingPaths(workspace, paths),
    ...roomsNotDrawn(workspace, [...Object.keys(MAY_IMPORT), "scenarios"]),
    ...unownedModules(workspace, files),
    // What tests import says nothing of the parts that they stand beside.
    ...unbackedArrows(
      workspace,
      edges.filter(({ from }) => /^tests\//.test(from) || !isTrial(from)),
    ),
    ...forbiddenArrows(workspace),
    ...importsNotDrawn(workspace, edges),
    ...arrowsNotLifted(workspace),
    ...elementsNotShown(workspace),
  ];
}

Deno.test("house: the model of the architecture is what the code is", async () => {
  assert.deepEqual(await violations((await houseOnce()).dsl), []);
});

Deno.test("house: a model of the architecture that is not so is found out", async () => {
  const { dsl } = await houseOnce();
  const lies: readonly (readonly [string, string, RegExp])[] = [
    ['"gateway/admit"', '"gateway/gate"', /^admit: gateway\/gate does not exist$/],
    ['"path" "contract"', '"path" "gateway"', /^no element is the room contract\/$/],
    [" lane.ts", "", /^orchestrator\/drive\/lane\.ts: name it in the 'with' /],
    ['ingest -> admit "1"', 'admit -> ingest "1"', /^admit -> ingest: no import stands behind it/],
    [
      'orchestrator -> gateway "Sends batches" "HTTP"',
      'orchestrator -> gateway "Sends batches"',
      /^orchestrator -> gateway: these rooms may not import each other$/,
    ],
    ["roomOrchestrator -> roomEmitters\n", "\n", /no arrow shows orchestrator → emitters$/],
    ['gateway -> state "', 'supervisor -> state "', /one level up there is no gateway -> state$/],
  ];
  for (const [truth, lie, expected] of lies) {
    assert.ok(dsl.includes(truth), truth);
    const found = await violations(dsl.replace(truth, lie));
    assert.ok(found.some((each) => expected.test(each)), `${lie}\n${found.join("\n")}`);
  }
});

Deno.test("house: the page on the architecture walks through what is there", async () => {
  const { files, read } = await houseOnce();
  const page = await read("docs/architecture.md");
  assert.deepEqual(lostSteps(page, new Map(files.map(({ path, text }) => [path, text]))), []);
  assert.deepEqual(importTable(page), MAY_IMPORT);
});
