import assert from "node:assert/strict";
import { LEVELS } from "../../contract/mod.ts";
import { DECOYS } from "./decoys.ts";
import type { PlantedPii } from "../emitter.ts";
import { createMessages } from "./messages.ts";
import { passesLuhn } from "../pii/mod.ts";
import { createRandom } from "../chance/mod.ts";

const PLAIN = { multiline: true, encode: (text: string) => text };

Deno.test("plain() writes nothing that looks like personal data, but for decoys", () => {
  const messages = createMessages(createRandom(1), PLAIN);
  for (let i = 0; i < 8000; i++) {
    let text = messages.next(LEVELS[i % LEVELS.length]!);
    for (const decoy of DECOYS) text = text.replaceAll(decoy.text, "");
    assert.doesNotMatch(text, /@|\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f]+:|Bearer|Basic|:\/\/[^/]*:/i);
    for (const run of text.match(/\d(?:[ -]?\d){11,}/g) ?? []) {
      assert.ok(!passesLuhn(run.replace(/\D/g, "")), text);
    }
  }
});

Deno.test("withPii() plants what it writes, at least one value", () => {
  const messages = createMessages(createRandom(2), PLAIN);
  for (let i = 0; i < 4000; i++) {
    const planted: PlantedPii[] = [];
    const text = messages.next(LEVELS[i % LEVELS.length]!, planted);
    assert.ok(planted.length > 0);
    for (const { value } of planted) assert.ok(text.includes(value));
  }
});

Deno.test("createMessages() writes values of a format, and one line where it must", () => {
  const asText = createMessages(createRandom(3), PLAIN);
  const asJson = createMessages(createRandom(3), { multiline: true, encode: JSON.stringify });
  const oneLine = createMessages(createRandom(3), { ...PLAIN, multiline: false });
  let several = 0;
  for (let i = 0; i < 4000; i++) {
    const level = LEVELS[i % LEVELS.length]!;
    const text = asText.next(level);
    assert.equal(asJson.next(level), JSON.stringify(text));
    assert.ok(!oneLine.next(level).includes("\n") && !oneLine.next(level, []).includes("\n"));
    if (text.includes("\n")) several++;
  }
  assert.ok(several > 0);
});
