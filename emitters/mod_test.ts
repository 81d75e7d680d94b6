import assert from "node:assert/strict";
import { emitterByType, emitters, loadEmitterPlugin } from "./mod.ts";

Deno.test("emitterByType() finds each of the list, and suggests the nearest", () => {
  for (const plugin of emitters) {
    assert.deepEqual(emitterByType(plugin.type), { ok: true, plugin });
  }
  const messageOf = (type: string) => {
    const found = emitterByType(type);
    return found.ok ? "found" : found.message;
  };
  assert.equal(messageOf("jsno"), "Unknown emitter 'jsno': did you mean 'json'?");
  assert.equal(messageOf("Syslog"), "Unknown emitter 'Syslog': did you mean 'syslog'?");
  assert.match(messageOf("protobuf"), /^Unknown emitter 'protobuf': known are access-log, csv, /);
  assert.match(messageOf(""), /known are/);
  assert.match(messageOf("toString"), /known are/);
});

Deno.test("emitters have types of their own", () => {
  const types = emitters.map(({ type }) => type);
  assert.deepEqual(types, [...new Set(types)].sort());
});

Deno.test("loadEmitterPlugin() loads a file's default export", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(
      file,
      `import { defineEmitter } from ${JSON.stringify(new URL("./mod.ts", import.meta.url).href)};
       const config = { parse: (value) => value, safeParse: (data) => ({ success: true, data }) };
       export default defineEmitter({ type: "own", summary: "Ours", config, create: () => ({}) });`,
    );
    const found = await loadEmitterPlugin(new URL(`file://${file}`).href);
    assert.ok(!("reason" in found), JSON.stringify(found));
    assert.equal(found.type, "own");
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("loadEmitterPlugin() says what is wrong with a module", async () => {
  const good = {
    type: "own",
    summary: "Ours",
    config: { parse() {}, safeParse() {} },
    create() {},
  };
  const table: readonly [module: unknown, message: RegExp][] = [
    [{}, /^its default export must be an emitter, as defineEmitter\(\) makes it$/],
    [{ default: 5 }, /^its default export must be an emitter/],
    [{ default: null }, /^its default export must be an emitter/],
    [{ default: { ...good, type: undefined } }, /^'type' must be a text$/],
    [{ default: { ...good, type: "Own Type" } }, /^'type' must be lower-case letters/],
    [{ default: { ...good, summary: "" } }, /^'summary' must not be empty$/],
    [{ default: { ...good, config: {} } }, /^'config' must be a zod schema$/],
    [{ default: { ...good, create: "x" } }, /^'create' must be a function$/],
  ];
  for (const [module, message] of table) {
    const found = await loadEmitterPlugin("file:///x/own.ts", () => Promise.resolve(module));
    assert.ok("reason" in found);
    assert.match(found.reason, message);
  }
  const thrown = await loadEmitterPlugin(
    "file:///x/own.ts",
    () => Promise.reject(new SyntaxError("Unexpected token\nat line 5")),
  );
  assert.deepEqual(thrown, { reason: "Unexpected token" });
  const missing = await loadEmitterPlugin("file:///no/such/emitter.ts");
  assert.ok("reason" in missing && missing.reason.includes("/no/such/emitter.ts"));
});
