/** Every program that a task runs starts with no more than its permission set, and tells its use. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { ROOT } from "../repository.ts";

const TASKS: Readonly<Record<string, { readonly description?: string; readonly command: string }>> =
  config.tasks;

/** Tasks that run one of our programs with a set: name and the arguments of `deno`. */
const PROGRAMS = Object.entries(TASKS)
  .filter(([, { command }]) => /^deno run -P=[^&|;]*(main|_cli)\.ts$/.test(command))
  .map(([name, { command }]) => ({ name, args: command.split(" ").slice(1) }));

Deno.test("there are programs to start", () => {
  assert.ok(PROGRAMS.length >= 5, `${PROGRAMS.length} found`);
});

for (const { name, args } of PROGRAMS) {
  Deno.test(`deno task ${name} --help prints its use and exits 0, whatever is set`, async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, "--help"],
      cwd: ROOT,
      env: { NO_COLOR: "1", LOGOPS_SECRET_KEYS: "no ring", LOGOPS_PROT: "1" },
      clearEnv: true,
    }).output();
    const text = new TextDecoder();
    assert.equal(code, 0, text.decode(stderr));
    assert.match(text.decode(stdout), /usage/i);
  });
}

for (const { name, args } of PROGRAMS) {
  Deno.test(`deno task ${name} --hlep names the nearest option, where help is, and exits 2`, async () => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, "--hlep"],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      clearEnv: true,
    }).output();
    const told = new TextDecoder().decode(stderr);
    assert.equal(code, 2, told);
    assert.ok(
      told.endsWith(
        `Unknown option '--hlep': did you mean '--help'?\nSee deno task ${name} --help.\n`,
      ),
      told,
    );
  });
}

Deno.test("a program that lacks a permission says so, and does not ask on the terminal", () => {
  const asking = PROGRAMS.filter(({ args }) =>
    !args.includes("-P=test") && !args.includes("--no-prompt")
  );
  assert.deepEqual(asking.map(({ name }) => name), []);
});

Deno.test("a worker runs with the V8 flags of the gateway's task", async () => {
  const [flags] = config.tasks.gateway.command.match(/--v8-flags=\S+/)!;
  assert.ok(
    (await Deno.readTextFile(new URL("gateway/workers_cli.ts", ROOT))).includes(`"${flags}"`),
  );
});

Deno.test("every task says what it does", () => {
  const silent = Object.entries(TASKS).filter(([, { description }]) => !description);
  assert.deepEqual(silent.map(([name]) => name), []);
});

Deno.test("no task runs with all permissions, but for tests and proofs", () => {
  const wide = Object.entries(TASKS).filter(([name, { command }]) =>
    /(^| )(-A|--allow-all|-P=test)( |$)/.test(command) &&
    !/^(test|test:servers|ok|bench|bench:doors|prove:.*)$/.test(name)
  );
  assert.deepEqual(wide.map(([name]) => name), []);
});
