import assert from "node:assert/strict";
import { z } from "zod";
import { environmentFor } from "./environment.ts";
import { readSettings, wholeNumber } from "./settings.ts";

const Settings = z.object({
  APP_PORT: wholeNumber(0, 65_535).default(8080),
  APP_NAME: z.string().optional(),
});

const processHas = (variables: Record<string, string>) => (name: string) => variables[name];

Deno.test("environmentFor() prefers the process over the file", () => {
  const get = processHas({ APP_PORT: "1" });
  assert.deepEqual(environmentFor(Settings, { get, dotenv: "APP_PORT=2\nAPP_NAME=file\n" }), {
    APP_PORT: "1",
    APP_NAME: "file",
  });
});

Deno.test("environmentFor() asks for the schema's variables and no others", () => {
  const asked: string[] = [];
  const get = (name: string) => {
    asked.push(name);
    return undefined;
  };
  const env = environmentFor(Settings, { get, dotenv: "APP_PORT=2\nOTHER=secret\n" });
  assert.deepEqual(asked, ["APP_PORT", "APP_NAME"]);
  assert.deepEqual(env, { APP_PORT: "2", APP_NAME: undefined });
});

Deno.test("environmentFor() does without a file", () => {
  assert.deepEqual(environmentFor(Settings, { get: processHas({}) }), {
    APP_PORT: undefined,
    APP_NAME: undefined,
  });
});

Deno.test("environmentFor() lets the process empty what the file sets, back to the default", () => {
  const get = processHas({ APP_PORT: "" });
  const read = readSettings(Settings, environmentFor(Settings, { get, dotenv: "APP_PORT=2\n" }));
  assert.deepEqual(read, { ok: true, settings: { APP_PORT: 8080 } });
});

Deno.test("environmentFor() reads quotes, comments and blanks as .env files have them", () => {
  const dotenv = `# a comment\n\nAPP_NAME="two words # no comment" # a comment\nAPP_PORT = 3\n`;
  assert.deepEqual(environmentFor(Settings, { get: processHas({}), dotenv }), {
    APP_PORT: "3",
    APP_NAME: "two words # no comment",
  });
});
