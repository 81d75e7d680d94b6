import assert from "node:assert/strict";
import { fingerprintsOf, writeFingerprints } from "./fingerprint.ts";
import { emitters } from "./mod.ts";

Deno.test("fingerprintsOf() gives the bytes of testdata/fingerprints.json", async () => {
  const expected = await Deno.readTextFile(
    new URL("./testdata/fingerprints.json", import.meta.url),
  );
  assert.equal(
    writeFingerprints(await fingerprintsOf(emitters)),
    expected,
    "emitters write something else than before; if that is meant, run `deno task dev:fingerprints`",
  );
});
