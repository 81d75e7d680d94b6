/** The commands of `docs/sealing.md`, run in the order in which they stand there. */
import assert from "node:assert/strict";
import { ROOT } from "../repository.ts";
import { sealedLines, withSealingScene } from "../privacy/sealing_scene.ts";

function commandsOf(guide: string): string[][] {
  return [...guide.matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, block]) => block!.split("\n"))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) =>
      [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!)
    );
}

Deno.test("docs/sealing.md: every command does what it says", () =>
  withSealingScene(async ({ dir, run, rings }) => {
    const commands = commandsOf(await Deno.readTextFile(new URL("docs/sealing.md", ROOT)));
    assert.ok(commands.length >= 5);
    await Deno.mkdir(`${dir}/data/archive`);
    assert.equal((await run("keys", ["new", "--for", "index", "--write", `.env`])).code, 0);
    for (const [deno, task, name, ...args] of commands) {
      assert.deepEqual([deno, task], ["deno", "task"]);
      assert.ok(name === "keys" || name === "unseal", name);
      const isSecondIndex = args.join(" ").startsWith("new --for index");
      if (isSecondIndex) continue; // there is one: the folder needed it from the beginning
      const { code, err } = await run(name, args);
      assert.equal(code, 0, `${name} ${args.join(" ")}: ${err}`);
      if (args[0] === "new") {
        const { seal: keys, index } = await rings();
        const emails = ["john@example.com"];
        const lines = await sealedLines({ keys, index, day: "2026-05-01", emails });
        await Deno.writeTextFile(`${dir}/data/ingest/20260501.ndjson`, `${lines[0]}\n`);
      }
      if (args.includes("--emitter")) assert.match(err, /^opened 1, failed 0, unknown key 0/m);
      if (args.includes("--find")) assert.match(err, /^found 1;/m);
    }
  }));
