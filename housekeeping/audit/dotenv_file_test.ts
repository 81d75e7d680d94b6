import assert from "node:assert/strict";
import { parseEnv } from "node:util";
import fc from "fast-check";
import { withVariable, writeDotenv } from "./dotenv_file.ts";

const NAME = "APP_KEYS";

async function withDir(test: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await test(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("withVariable() sets a variable where it stands, and leaves the rest as it is", () => {
  const rows: [before: string, after: string | undefined][] = [
    ["", "APP_KEYS=new\n"],
    ["A=1\n", "A=1\nAPP_KEYS=new\n"],
    ["A=1", "A=1\nAPP_KEYS=new\n"],
    ["A=1\nAPP_KEYS=old\nB=2\n", "A=1\nAPP_KEYS=new\nB=2\n"],
    ["APP_KEYS=\n# APP_KEYS=comment\n", "APP_KEYS=new\n# APP_KEYS=comment\n"],
    ["export APP_KEYS = 'old'\n", "APP_KEYS=new\n"],
    ["APP_KEYS_OLD=1\nMY_APP_KEYS=2\n", "APP_KEYS_OLD=1\nMY_APP_KEYS=2\nAPP_KEYS=new\n"],
    ["APP_KEYS=$& old # comment\n", "APP_KEYS=new\n"],
    ["APP_KEYS=a\nAPP_KEYS=b\n", undefined],
    ['A="\nAPP_KEYS=inside\n"\n', undefined],
    ['APP_KEYS="two\nlines"\n', undefined],
  ];
  for (const [before, after] of rows) {
    assert.equal(withVariable(before, NAME, "new"), after, JSON.stringify(before));
  }
});

Deno.test("withVariable() gives what reads back, or nothing", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("APP_KEYS=1", "A=1", 'B="', "'", "C=`x", "export APP_KEYS=2", "\r", "#"),
  );
  fc.assert(fc.property(fc.array(line), fc.stringMatching(/^[\w:,+/=.-]+$/), (lines, value) => {
    const before = lines.join("\n");
    const after = withVariable(before, NAME, value);
    if (after === undefined) return;
    const expected = { ...parseEnv(before), [NAME]: value };
    assert.deepEqual({ ...parseEnv(after) }, expected);
  }));
});

Deno.test("writeDotenv() makes a file that only its owner reads, and keeps one that is there", async () => {
  await withDir(async (dir) => {
    const path = `${dir}/.env`;
    assert.equal(await writeDotenv(path, NAME, "k1:abc="), undefined);
    assert.equal(await Deno.readTextFile(path), "APP_KEYS=k1:abc=\n");
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);

    await Deno.writeTextFile(path, "# mine\nAPP_KEYS=old\nB=2\n");
    await Deno.chmod(path, 0o644);
    assert.equal(await writeDotenv(path, NAME, "k2:def="), undefined);
    assert.equal(await Deno.readTextFile(path), "# mine\nAPP_KEYS=k2:def=\nB=2\n");
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(dir)].map(({ name }) => name), [".env"]);
  });
});

Deno.test("writeDotenv() changes nothing when it refuses, and shows no value", async () => {
  await withDir(async (dir) => {
    const path = `${dir}/.env`;
    const refused = async (expected: RegExp) => {
      const problem = await writeDotenv(path, NAME, "k1:secret=");
      assert.match(problem!, expected);
      assert.doesNotMatch(problem!, /secret/);
    };
    await Deno.writeTextFile(path, "APP_KEYS=secret1\nAPP_KEYS=secret2\n");
    await refused(/more than once/);
    assert.equal(await Deno.readTextFile(path), "APP_KEYS=secret1\nAPP_KEYS=secret2\n");

    await Deno.writeTextFile(path, "A=1\n");
    await Deno.writeTextFile(`${path}.tmp`, "someone's");
    await refused(/\.env\.tmp is there/);
    assert.equal(await Deno.readTextFile(`${path}.tmp`), "someone's");
    await Deno.remove(`${path}.tmp`);

    await Deno.remove(path);
    await Deno.symlink(`${dir}/elsewhere`, path);
    await refused(/not a regular file/);
  });
});
