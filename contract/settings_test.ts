import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import {
  bytes,
  flag,
  isSecret,
  list,
  listSettings,
  metaOf,
  readSettings,
  type SettingsSchema,
  wholeNumber,
} from "./settings.ts";

const Settings = z.object({
  APP_PORT: wholeNumber(0, 65_535).default(8080).describe("Port to listen on"),
  APP_MODE: z.enum(["fast", "safe"]).default("safe"),
  APP_DEBUG: flag().default(false),
  APP_NAME: z.string().optional(),
  APP_TOKEN: z.string().min(8).optional().meta({ secret: true }),
  APP_KEYS: list(z.string().min(4)).default([]).meta({ secret: true }),
});

/** What one variable, read by `field`, becomes: its value, or the message that refuses it. */
function read(field: z.ZodType, text: string): unknown {
  const result = readSettings(z.object({ APP_X: field }) as SettingsSchema, { APP_X: text });
  return result.ok ? result.settings.APP_X : result.problems[0]!.message;
}

Deno.test("readSettings() gives defaults where nothing is set, and empty means unset", () => {
  const defaults = {
    APP_PORT: 8080,
    APP_MODE: "safe",
    APP_DEBUG: false,
    APP_KEYS: [],
  };
  assert.deepEqual(readSettings(Settings, {}), { ok: true, settings: defaults });
  assert.deepEqual(readSettings(Settings, { APP_PORT: "", APP_NAME: "" }), {
    ok: true,
    settings: defaults,
  });
});

Deno.test("readSettings() reads what is set and looks at nothing else", () => {
  const env = { APP_PORT: "9", APP_MODE: "fast", APP_DEBUG: "on", APP_NAME: "x", OTHER: "y" };
  const result = readSettings(Settings, env);
  assert.ok(result.ok);
  assert.deepEqual(result.settings, {
    APP_PORT: 9,
    APP_MODE: "fast",
    APP_DEBUG: true,
    APP_NAME: "x",
    APP_KEYS: [],
  });
});

Deno.test("readSettings() reports every bad variable at once, with its value", () => {
  const result = readSettings(Settings, {
    APP_PORT: "70000",
    APP_MODE: "slow",
    APP_DEBUG: "perhaps",
  });
  assert.ok(!result.ok);
  assert.deepEqual(result.problems, [
    {
      name: "APP_PORT",
      message: `'APP_PORT' must be a whole number from 0 to 65535: current value is "70000"`,
    },
    {
      name: "APP_MODE",
      message: `'APP_MODE' must be one of fast, safe: current value is "slow"`,
    },
    {
      name: "APP_DEBUG",
      message: `'APP_DEBUG' must be true or false: current value is "perhaps"`,
    },
  ]);
});

Deno.test("readSettings() names a required variable that is not set", () => {
  const result = readSettings(z.object({ APP_URL: z.string() }), {});
  assert.ok(!result.ok);
  assert.equal(result.problems.length, 1);
  assert.match(result.problems[0]!.message, /^'APP_URL' /);
  assert.doesNotMatch(result.problems[0]!.message, /current value/);
});

Deno.test("readSettings() never shows a secret, whatever is wrong with it", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z]{3}$/), (secret) => {
    const result = readSettings(Settings, { APP_TOKEN: secret, APP_KEYS: `good-key,${secret}` });
    assert.ok(!result.ok);
    assert.deepEqual(result.problems.map(({ name }) => name), ["APP_TOKEN", "APP_KEYS"]);
    for (const { message } of result.problems) {
      assert.match(message, /: current value is hidden$/);
      assert.doesNotMatch(message, /good-key/);
      assert.ok(!message.includes(`"${secret}"`));
    }
  }));
});

Deno.test("listSettings() shows values, and of secrets only whether they are set", () => {
  const env = { APP_PORT: "9", APP_KEYS: "abcd,efgh", APP_TOKEN: "s3cret-token" };
  const result = readSettings(Settings, env);
  assert.ok(result.ok);
  const listed = listSettings(Settings, result.settings);
  assert.deepEqual(listed, [
    ["APP_PORT", "9"],
    ["APP_MODE", "safe"],
    ["APP_DEBUG", "false"],
    ["APP_NAME", "(unset)"],
    ["APP_TOKEN", "(set)"],
    ["APP_KEYS", "(set)"],
  ]);
  assert.deepEqual(listSettings(Settings, {}).slice(-2), [
    ["APP_TOKEN", "(unset)"],
    ["APP_KEYS", "(unset)"],
  ]);
  const names = z.object({ APP_NAMES: list(z.string()) });
  assert.deepEqual(listSettings(names, { APP_NAMES: ["a", "b"] }), [["APP_NAMES", "a,b"]]);
});

Deno.test("isSecret() sees through default, optional and pipe, in any order", () => {
  const secret = { secret: true };
  assert.ok(isSecret(z.string().meta(secret)));
  assert.ok(isSecret(z.string().meta(secret).optional()));
  assert.ok(isSecret(z.string().meta(secret).default("")));
  assert.ok(isSecret(z.string().optional().meta(secret)));
  assert.ok(isSecret(list(z.string()).default([]).meta(secret)));
  assert.ok(isSecret(z.string().meta(secret).transform((text) => text.length).default(0)));
  assert.ok(isSecret(z.string().meta(secret).default("").describe("Key")));
  assert.ok(!isSecret(z.string().optional()));
});

Deno.test("metaOf() merges what is said inside and outside of a wrapper", () => {
  const field = wholeNumber(1, 9).default(3).describe("How many");
  assert.deepEqual(metaOf(field), { shape: "1…9", description: "How many" });
});

Deno.test("flag() reads the usual words in any case, and nothing else", () => {
  for (const text of ["true", "1", "yes", "on", " TRUE ", "Yes"]) {
    assert.equal(read(flag(), text), true);
  }
  for (const text of ["false", "0", "no", "off", "False"]) assert.equal(read(flag(), text), false);
  for (const text of ["2", "y", "truee", "null"]) {
    assert.equal(read(flag(), text), `'APP_X' must be true or false: current value is "${text}"`);
  }
});

Deno.test("wholeNumber() takes its bounds and what is between, in digits alone", () => {
  const field = wholeNumber(1, 100);
  fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), (n) => {
    assert.equal(read(field, String(n)), n);
  }));
  for (const text of ["0", "101", "-1", "1.5", "1e1", "0x10", "ten", " ", "1 0", "9".repeat(16)]) {
    assert.match(String(read(field, text)), /must be a whole number from 1 to 100/, text);
  }
});

Deno.test("bytes() reads plain numbers and binary units", () => {
  const rows: [string, number][] = [
    ["8388608", 8_388_608],
    ["8MiB", 8_388_608],
    ["8 mib", 8_388_608],
    ["64KiB", 65_536],
    ["2GiB", 2_147_483_648],
    ["1TIB", 1_099_511_627_776],
    ["1", 1],
  ];
  for (const [text, expected] of rows) assert.equal(read(bytes(1), text), expected, text);
  for (const text of ["0", "8MB", "8M", "1.5MiB", "-1", "MiB", "8MiB8", "9".repeat(15) + "TiB"]) {
    assert.match(String(read(bytes(1), text)), /must be a number of bytes/, text);
  }
  assert.match(String(read(bytes(1, 1024), "2KiB")), /must be a number of bytes/);
});

Deno.test("list() drops blanks and empty items, and checks each item", () => {
  assert.deepEqual(read(list(z.string()), " a , b,,c ,"), ["a", "b", "c"]);
  assert.deepEqual(read(list(z.string()), ","), []);
  const field = list(z.enum(["a", "b"]));
  assert.deepEqual(read(field, "b,a,b"), ["b", "a", "b"]);
  assert.equal(read(field, "a,c"), `'APP_X' must be one of a, b: current value is "a,c"`);
});
