/** `deno task mask` as people and scripts use it. */
import assert from "node:assert/strict";

const ROOT = new URL("../..", import.meta.url).pathname;
const SECRETS = ["john@example.com", "83.11.23.45", "hunter2x"];
const INPUT = 'by john@example.com\nplain\n{"a": 1}\n{"password":"hunter2x","ip":"83.11.23.45"}\n';
const MASKED = 'by j***@example.com\nplain\n{"a": 1}\n{"password":"***","ip":"83.11.x.x"}\n';

async function mask(
  args: readonly string[],
  input = "",
  read = "",
): Promise<[number, string, string]> {
  const grants = read === "" ? [] : [`--allow-read=${read}`];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=mask", "--no-prompt", ...grants, "gateway/mask_cli.ts", ...args],
    cwd: ROOT,
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input)).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  return [code, new TextDecoder().decode(stdout), new TextDecoder().decode(stderr)];
}

Deno.test("mask is a filter, and explains without showing what it hid", async () => {
  assert.deepEqual(await mask([], INPUT), [0, MASKED, ""]);
  for (const json of [[], ["--json"]]) {
    const [code, out, told] = await mask(["--explain", "--summary", ...json], INPUT);
    assert.deepEqual([code, out], [0, MASKED]);
    assert.match(
      told,
      json.length === 0 ? /^standard input:1:4: email, 4 char/ : /"line":1,"column":4/,
    );
    assert.match(
      told,
      json.length === 0 ? /^4 lines, 2 masked$/m : /^\{"lines":4,"masked_lines":2/m,
    );
    for (const secret of SECRETS) assert.ok(!told.includes(secret));
  }
});

Deno.test("mask reads files, one after the other, and says which it cannot", async () => {
  const folder = await Deno.makeTempDir({ prefix: "logops-" });
  try {
    await Deno.writeTextFile(`${folder}/a.log`, INPUT);
    await Deno.writeTextFile(`${folder}/b.log`, "last a@b.cc");
    const files = [`${folder}/a.log`, `${folder}/b.log`];
    const [code, out, told] = await mask(["--explain", ...files], "", folder);
    assert.deepEqual([code, out], [0, `${MASKED}last a***@b.cc`]);
    assert.match(told, /b\.log:1:6: email/);
    assert.match((await mask([`${folder}/none`]))[2], /none: no such file/);
    assert.match((await mask([folder], "", folder))[2], /it is a folder/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("mask leaves alone what is to be kept, and other kinds", async () => {
  const [, kept] = await mask(["--keep", "ip"], '{"ip":"83.11.23.45","to":"a@b.cc"}\n');
  assert.equal(kept, '{"ip":"83.11.23.45","to":"a***@b.cc"}\n');
  const [, kinds] = await mask(["--kinds", "email"], "a@b.cc 83.11.23.45\n");
  assert.equal(kinds, "a***@b.cc 83.11.23.45\n");
});

Deno.test("mask says what is wrong, writes nothing of what it cannot mask, and ends when nobody reads", async () => {
  for (
    const [args, why] of [
      [["--format", "xml"], /--format must be one of auto, text, json/],
      [["--kinds", "email,phones"], /'phones' is none of/],
      [["--scor", "x"], /--score/],
      [["--score", "/nowhere.jsonl"], /no such file/],
    ] as const
  ) {
    const [code, out, told] = await mask(args);
    assert.deepEqual([code, out], [2, ""]);
    assert.match(told, why);
  }
  const [code, out, told] = await mask(["--format", "json"], INPUT);
  assert.deepEqual([code, out], [1, ""]);
  assert.match(told, /^Cannot mask standard input: line 1 is no object/);
  const { code: shell } = await new Deno.Command("sh", {
    args: [
      "-c",
      `yes a@b.cc | "$DENO" run --quiet -P=mask --no-prompt gateway/mask_cli.ts | head -n 1`,
    ],
    cwd: ROOT,
    env: { DENO: Deno.execPath() },
    ...{ stdout: "null", stderr: "null" },
  }).output();
  assert.equal(shell, 0);
});

Deno.test("mask --score tells recall by kind, and fails below --min", async () => {
  const path = await Deno.makeTempFile({ prefix: "logops-", suffix: ".jsonl" });
  try {
    const cases = [
      { text: "by a@b.cc", hide: [{ kind: "email", value: "a@b.cc" }] },
      { text: "by Ada", hide: [{ kind: "name", value: "Ada" }] },
      { text: "order 7" },
    ];
    await Deno.writeTextFile(path, cases.map((one) => JSON.stringify(one)).join("\n"));
    const [code, out] = await mask(["--score", path, "--min", "50"]);
    assert.equal(code, 0);
    assert.match(out, /email +1 of 1 +100\.0 %/);
    assert.match(out, /wrong, by line: 2/);
    assert.equal((await mask(["--score", path, "--min", "60", "--json"]))[0], 1);
  } finally {
    await Deno.remove(path);
  }
});
