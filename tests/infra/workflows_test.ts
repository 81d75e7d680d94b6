/** The GitHub workflows: valid by their schema, pinned, with little permission, and true to the repository. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import config from "../../deno.json" with { type: "json" };
import { PROGRAMS, TARGETS } from "../../infra/mod.ts";
import { ROOT } from "../repository.ts";
import { faultsOfWorkflow } from "./workflow.ts";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly include?: readonly { target: string }[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly name: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = ".github/workflows";
const read = (name: string) => Deno.readTextFile(new URL(`${FOLDER}/${name}`, ROOT));

for (const name of [...Deno.readDirSync(new URL(FOLDER, ROOT))].map((entry) => entry.name)) {
  Deno.test(`${name} is a workflow by its schema`, async () => {
    assert.deepEqual(faultsOfWorkflow(await read(name)), []);
  });

  Deno.test(`${name} pins actions by commit, and names their version`, async () => {
    const uses = (await read(name)).split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
    assert.ok(uses.length > 0);
    const loose = uses.filter((line) =>
      !/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)
    );
    assert.deepEqual(loose, []);
  });

  Deno.test(`${name} has no more permission than a job needs`, async () => {
    const { permissions, jobs } = parse(await read(name)) as Workflow;
    assert.deepEqual(permissions, { contents: "read" });
    const writing = Object.entries(jobs).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions).filter(([, access]) => access === "write")
        .map(([scope]) => `${job}: ${scope}`)
    );
    const allowed = name === "release.yml" ? ["images: packages", "release: contents"] : [];
    assert.deepEqual(writing, allowed);
  });

  Deno.test(`${name} puts no expression into a script, and ends jobs that hang`, async () => {
    const { jobs } = parse(await read(name)) as Workflow;
    for (const [job, { steps, ...rest }] of Object.entries(jobs)) {
      assert.ok(rest["timeout-minutes"], job);
      for (const { run = "" } of steps) assert.ok(!run.includes("${{"), `${job}: ${run}`);
    }
  });

  Deno.test(`${name} names files and tasks that there are`, async () => {
    const text = await read(name);
    const paths = text.match(/\b(infra|\.ci)\/[\w./-]*\w/g) ?? [];
    assert.ok(paths.length > 0);
    // "$IMAGE.Dockerfile" and the like are left out by the pattern's end.
    for (const path of paths) await Deno.stat(new URL(path, ROOT));
    for (const [, task] of text.matchAll(/deno task (\w+)/g)) {
      assert.ok(task! in config.tasks, task);
    }
  });
}

Deno.test("a release has binaries for every target, and a smoke test of every program", async () => {
  const { jobs } = parse(await read("release.yml")) as Workflow;
  const targets = jobs.binaries?.strategy?.matrix.include?.map(({ target }) => target);
  assert.deepEqual(targets?.toSorted(), TARGETS.toSorted());
  const smoke = await Deno.readTextFile(new URL("infra/smoke.sh", ROOT));
  for (const { name } of PROGRAMS) {
    assert.match(smoke, new RegExp(`for name in [^;]*\\b${name}\\b`));
  }
});

Deno.test("faultsOfWorkflow() names what is wrong, and where", async () => {
  const good = await read("release.yml");
  const table: readonly [was: string, is: string, fault: RegExp][] = [
    ["    needs: test\n", "    needs: tests\n", /^jobs\.images\.needs: there is no job 'tests'$/],
    ["runs-on: ", "runs_on: ", /^jobs\.test\.runs-on: /],
    [
      "      - run: bash",
      "      - runs: bash",
      /^jobs\.test\.steps\.2: must have the keys of a step/,
    ],
    ["packages: write", "packages: all", /^jobs\.images\.permissions\.packages: /],
    ["${{ matrix.image }}", "${{ matrix.imag }}", /^jobs\.images: there is no 'matrix\.imag'$/],
    [
      "${{ github.ref_name }}",
      "${{ gitub.ref_name }}",
      /^jobs\.test: there is no 'gitub\.ref_name'$/,
    ],
    ["steps.deno.outputs", "steps.demo.outputs", /^jobs\.images: there is no 'steps\.demo\./],
    ["  push:\n", "  pusch:\n", /^on: Unrecognized key: "pusch"$/],
    ["timeout-minutes: 40", "timeout-minutes: long", /^jobs\.test\.timeout-minutes: /],
  ];
  for (const [was, is, fault] of table) {
    const faults = faultsOfWorkflow(good.replace(was, is));
    assert.match(faults[0] ?? "none", fault);
  }
});
