import assert from "node:assert/strict";
import { z } from "zod";
import { defineEmitter, type Emitter, type EmitterDeps } from "../emitter.ts";
import { emitters } from "../mod.ts";
import { faultOfPlugin } from "./plugin_trial.ts";
import { createRandom } from "../chance/mod.ts";

const deps = (): EmitterDeps => ({
  random: createRandom("trial"),
  scenarioId: "trial-1",
  levels: { DEBUG: 1, INFO: 1, WARN: 1, ERROR: 1 },
  files: new Map([["a.log", "one\ntwo"]]),
});

const SOUND = { seq: 1, level: "INFO", text: "hello", planted: [] };

/** What is wrong with an emitter whose records are all `record`, but for their number. */
function faultOf(record: unknown, emitter: object = {}): string | undefined {
  let seq = 0;
  const own = {
    next: () => (typeof record === "object" ? { ...record, seq: ++seq } : record),
    batch: () => ({ contentType: "text/plain", body: "x" }),
    ...emitter,
  } as unknown as Emitter;
  const plugin = defineEmitter({
    type: "own",
    summary: "Ours",
    config: z.strictObject({}),
    create: () => own,
  });
  return faultOfPlugin(plugin, {}, deps());
}

Deno.test("faultOfPlugin() finds no fault with any emitter of the list", () => {
  for (const plugin of emitters) {
    const config = plugin.type === "replay" ? { file: "a.log", loop: false } : { chaos: 0.5 };
    const taken = plugin.config.safeParse(config).success ? config : {};
    assert.equal(faultOfPlugin(plugin, taken, deps()), undefined, plugin.type);
  }
});

Deno.test("faultOfPlugin() takes what a plugin's own batch() needs on its records", () => {
  assert.equal(faultOf({ ...SOUND, payload: { size: 3 } }), undefined);
});

Deno.test("faultOfPlugin() names the field of a record and what it must be", () => {
  const { planted: _, ...unplanted } = SOUND;
  const planted = (value: unknown) => ({ ...SOUND, planted: [value] });
  const table: readonly [record: unknown, fault: string][] = [
    [
      { ...unplanted, pii: [] },
      "record 1 has no 'planted': it must be a list of { kind, value }, " +
      "empty if nothing is planted (it has 'pii')",
    ],
    [undefined, "record 1 must be an object"],
    [{ ...SOUND, level: "WARNING" }, "record 1: 'level' must be one of DEBUG, INFO, WARN, ERROR"],
    [{ ...SOUND, text: { msg: "hello" } }, "record 1: 'text' must be a text"],
    [{ ...SOUND, text: "hello\n" }, "record 1: 'text' must have no line end"],
    [planted("a@example.com"), "record 1: 'planted.0' must be { kind, value }"],
    [
      planted({ kind: "mail", value: "a@example.com" }),
      "record 1: 'planted.0.kind' must be one of email, ipv4, ipv6, card, iban, jwt, " +
      "credential, cloud_key",
    ],
    [
      { ...SOUND, defect: { class: "odd", outcome: "rejected" } },
      "record 1: 'defect.outcome' must be 'repaired' or 'refused'",
    ],
    [
      { ...SOUND, request: { contentType: "text/plain", body: {} } },
      "record 1: 'request.body' must be a text or a Uint8Array",
    ],
  ];
  for (const [record, fault] of table) assert.equal(faultOf(record), fault);
});

Deno.test("faultOfPlugin() holds records to counting from 1", () => {
  assert.equal(
    faultOf(undefined, { next: () => ({ ...SOUND, seq: 0 }) }),
    "record 1: 'seq' must count from 1: current value is 0",
  );
});

Deno.test("faultOfPlugin() tries what is rare, and asks for no more than there is", () => {
  let made = 0;
  const third = { next: () => ({ ...SOUND, seq: ++made, level: made === 3 ? "info" : "INFO" }) };
  assert.match(faultOf(undefined, third) ?? "", /^record 3: 'level' must be one of/);
  made = 0;
  assert.equal(faultOf(undefined, { ...third, recordsMax: 2 }), undefined);
  assert.equal(made, 2);
});

Deno.test("faultOfPlugin() says which method is missing, throws or returns no request", () => {
  const table: readonly [emitter: object, fault: string][] = [
    [{ batch: undefined }, "what 'create' returns has no 'batch': it must be a function"],
    [{ batch: () => "text" }, "what 'batch' returns must be { contentType, body }"],
    [
      { batch: () => ({ type: "text/plain", body: "x" }) },
      "what 'batch' returns has no 'contentType': it must be a text (it has 'type')",
    ],
    [
      {
        next: () => {
          throw new RangeError("out of doors\nat line 5");
        },
      },
      "'next', for record 1, throws RangeError: out of doors",
    ],
  ];
  for (const [emitter, fault] of table) assert.equal(faultOf(SOUND, emitter), fault);
});
