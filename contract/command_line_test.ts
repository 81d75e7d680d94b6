import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { faultOfArguments, faultOfCommander } from "./command_line.ts";

const OPTIONS = { check: { type: "boolean" }, write: { type: "string" } } as const;

function faultOf(args: string[], allowPositionals = false): string {
  try {
    parseArgs({ args, options: OPTIONS, allowPositionals });
    return "none";
  } catch (error) {
    return faultOfArguments(error, OPTIONS);
  }
}

Deno.test("faultOfArguments() says what parseArgs() found, and no value", () => {
  assert.equal(faultOf(["--wirte"]), "Unknown option '--wirte': did you mean '--write'?");
  assert.equal(
    faultOf(["--wirte=s3cret"], true),
    "Unknown option '--wirte': did you mean '--write'?",
  );
  assert.equal(faultOf(["--frobnicate"], true), "Unknown option '--frobnicate'");
  assert.equal(faultOf(["-x"]), "Unknown option '-x'");
  assert.equal(faultOf(["--check=1"]), "Option '--check' takes no value");
  assert.equal(faultOf(["--write"]), "Option '--write' needs a value");
  assert.equal(faultOf(["--write", "--check"]), "Option '--write' needs a value");
  assert.equal(faultOf(["two words"]), "Unexpected argument 'two words'");
});

Deno.test("faultOfArguments() throws on what is no fault of a command line", () => {
  assert.throws(() => faultOfArguments(new TypeError("a bug"), {}), /a bug/);
});

Deno.test("faultOfCommander() says the same in the same words", () => {
  const table: readonly [text: string, fault: string, commands?: string[]][] = [
    ["error: unknown option '--x'\n", "Unknown option '--x'"],
    ["error: unknown option '--secret=s3cret'\n", "Unknown option '--secret'"],
    [
      "error: unknown option '--onec'\n(Did you mean --once?)\n",
      "Unknown option '--onec': did you mean '--once'?",
    ],
    [
      "error: too many arguments. Expected 1 argument but got 2: x, y.\n",
      "Unexpected argument 'y'",
    ],
    [
      "error: too many arguments for 'verify'. Expected 1 argument but got 2: 20260501, b.\n",
      "Unexpected argument 'b'",
      ["verify"],
    ],
    [
      "error: too many arguments. Expected 0 arguments but got 1: vrify.\n",
      "Unknown command 'vrify': did you mean 'verify'?",
      ["verify", "restore"],
    ],
    ["error: unknown command 'vrify'\n", "Unknown command 'vrify': did you mean 'verify'?", [
      "verify",
    ]],
    ["error: option '--every <sec>' argument missing\n", "Option '--every' needs a value"],
    ["error: missing required argument 'day'\n", "Missing required argument 'day'"],
  ];
  for (const [text, fault, commands = []] of table) {
    assert.equal(faultOfCommander(text, commands), fault);
  }
});
