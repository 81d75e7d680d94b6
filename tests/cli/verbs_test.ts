import { taskCommand, VERBS } from "../../cli/mod.ts";
import config from "../../deno.json" with { type: "json" };
import assert from "node:assert/strict";

Deno.test("every verb is a task that is there, with a permission set that is there", () => {
  const tasks: Readonly<Record<string, { readonly command: string }>> = config.tasks;
  for (const { name, task = name } of VERBS) {
    const read = taskCommand(tasks[task]?.command ?? "");
    assert.ok(read !== undefined, `${name}: deno.json has no such task: ${task}`);
    assert.ok(read.set in config.permissions, `${name}: ${read.set}`);
  }
});

Deno.test("every setting that names a path or host of a program is granted by its verb", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/settings.md", import.meta.url));
  const named = new Set(VERBS.flatMap(({ settings = {} }) => Object.keys(settings)));
  // Of compose files, which no program reads.
  const elsewhere = /^LOGOPS_(SECRETS_DIR|ENV_FILE|JOURNAL_DIR|METRICS_DIR|SINK_FILE)$/;
  const paths = [...page.matchAll(/`(LOGOPS_\w+_(?:DIR|PATH|FILE|HOST))`/g)].map(([, name]) =>
    name!
  );
  assert.deepEqual(
    [...new Set(paths)].filter((name) => !named.has(name) && !elsewhere.test(name)),
    [],
  );
});
