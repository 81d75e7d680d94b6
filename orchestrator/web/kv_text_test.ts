import assert from "node:assert/strict";
import fc from "fast-check";
import { deleteText, readText, writePart } from "./kv_text.ts";

async function withKv(work: (kv: Deno.Kv) => Promise<void>) {
  const kv = await Deno.openKv(":memory:");
  try {
    await work(kv);
  } finally {
    kv.close();
  }
}

Deno.test("writePart() and readText() bring any text back, part by part", async () => {
  await withKv(async (kv) => {
    let id = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme" }), { maxLength: 5 }),
        async (parts) => {
          const key = ["text", id++];
          for (const [part, text] of parts.entries()) await writePart(kv, key, part, text);
          const read = await readText(kv, key);
          assert.equal(read, parts.length === 0 ? undefined : parts.join(""));
        },
      ),
      { numRuns: 30 },
    );
  });
});

Deno.test("writePart() holds text that is larger than a value of KV, and replaces it whole", async () => {
  await withKv(async (kv) => {
    const large = Array.from(crypto.getRandomValues(new Uint8Array(65_536)), (n) => n.toString(36))
      .join(",");
    const largest = large + [...large].reverse().join("");
    await writePart(kv, ["t"], 0, largest);
    await writePart(kv, ["t"], 1, "end");
    assert.equal(await readText(kv, ["t"]), `${largest}end`);
    await writePart(kv, ["t"], 0, "small ");
    assert.equal(await readText(kv, ["t"]), "small end");
    await deleteText(kv, ["t"]);
    assert.equal(await readText(kv, ["t"]), undefined);
  });
});

Deno.test("readText() keeps the order of parts past the tenth", async () => {
  await withKv(async (kv) => {
    for (let part = 0; part < 12; part++) await writePart(kv, ["log"], part, `${part}\n`);
    assert.equal(await readText(kv, ["log"]), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n");
  });
});
