import assert from "node:assert/strict";
import { z } from "zod";
import { bytes, flag, list, readSettings, wholeNumber } from "../contract/mod.ts";
import {
  environmentExample,
  settingNames,
  settingsPage,
  type SettingsSection,
} from "./settings_page.ts";

const SERVER: SettingsSection = {
  title: "Server",
  schema: z.object({
    APP_PORT: wholeNumber(0, 65_535).default(8080).describe("Port to listen on"),
    APP_BODY_BYTES_MAX: bytes(1).default(8 * 2 ** 20).describe("Largest body"),
    APP_ODD_BYTES: bytes(1).default(1500).describe("No round number"),
    APP_VERBOSE: flag().default(false).describe("Say more"),
    APP_MODE: z.enum(["fast", "safe"]).default("safe").describe("How to work"),
    APP_KINDS: list(z.enum(["a", "b"])).default(["a", "b"]).describe("What to do"),
    APP_GREETING: z.string().default("hello # world").describe("First words"),
    APP_TOKEN: z.string().default("preset-token").meta({ secret: true }).describe("Key to send"),
    APP_NAME: z.string().optional().describe("Own name"),
    APP_URL: z.string().describe("Where to send"),
  }),
};

Deno.test("settingsPage() says of each variable what it is, what it takes and its default", () => {
  const rows = settingsPage([SERVER]).split("\n").filter((line) => line.startsWith("| `"))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(rows, [
    ["`APP_PORT`", "Port to listen on", "0…65535", "`8080`"],
    ["`APP_BODY_BYTES_MAX`", "Largest body", "bytes, or KiB, MiB, GiB", "`8MiB`"],
    ["`APP_ODD_BYTES`", "No round number", "bytes, or KiB, MiB, GiB", "`1500`"],
    ["`APP_VERBOSE`", "Say more", "true \\| false", "`false`"],
    ["`APP_MODE`", "How to work", "fast \\| safe", "`safe`"],
    ["`APP_KINDS`", "What to do", "comma-separated list: a \\| b", "`a,b`"],
    ["`APP_GREETING`", "First words", "", "`hello # world`"],
    ["`APP_TOKEN`", "Key to send (secret)", "", ""],
    ["`APP_NAME`", "Own name", "", ""],
    ["`APP_URL`", "Where to send", "", "required"],
  ]);
});

Deno.test("settingsPage() aligns its tables", () => {
  const lines = settingsPage([SERVER]).split("\n").filter((line) => line.startsWith("|"));
  assert.equal(new Set(lines.map((line) => line.length)).size, 1);
});

Deno.test("environmentExample() sets nothing until a line is uncommented", () => {
  const lines = environmentExample([SERVER]).split("\n");
  assert.deepEqual(lines.filter((line) => line !== "" && !line.startsWith("#")), []);
});

Deno.test("environmentExample() gives every default as a value that reads back as itself", () => {
  const example = environmentExample([SERVER]);
  const env = Object.fromEntries(
    [...example.matchAll(/^#(\w+)=(.*)$/gm)].map(([, name, text]) => [
      name!,
      text!.startsWith('"') ? JSON.parse(text!) as string : text!,
    ]),
  );
  assert.deepEqual(Object.keys(env), Object.keys(SERVER.schema.shape));
  const read = readSettings(SERVER.schema, { ...env, APP_URL: "http://x" });
  assert.deepEqual(read, readSettings(SERVER.schema, { APP_URL: "http://x" }));
});

Deno.test("no default of a secret is shown", () => {
  assert.doesNotMatch(settingsPage([SERVER]) + environmentExample([SERVER]), /preset-token/);
});

Deno.test("environmentExample() writes a shared variable once, and refuses two meanings", () => {
  const client = (port: number): SettingsSection => ({
    title: "Client",
    schema: z.object({ APP_PORT: wholeNumber(0, 9999).default(port).describe("Port to call") }),
  });
  const example = environmentExample([SERVER, client(8080)]);
  assert.equal(example.match(/^#APP_PORT=/gm)?.length, 1);
  assert.match(example, /^# APP_PORT: see above$/m);
  assert.throws(() => environmentExample([SERVER, client(9090)]), /'APP_PORT' has another default/);
});

Deno.test("settingNames() lists each variable of all sections once, in order", () => {
  const other = { title: "Other", schema: SERVER.schema.pick({ APP_URL: true }) };
  const written = settingNames([SERVER, other], ["APP_A", "APP_URL"]);
  const names = [...written.matchAll(/"(\w+)"/g)].map(([, name]) => name!);
  assert.deepEqual(names, [...Object.keys(SERVER.schema.shape).sort(), "APP_A"]);
});

Deno.test("a setting without a description is refused", () => {
  const schema = z.object({ APP_X: z.string().default("") });
  assert.throws(() => settingsPage([{ title: "X", schema }]), /'APP_X' has no description/);
});
