/** `deno task dev:fingerprints`: writes what emitters make of a seed to `testdata/fingerprints.json`. */
import { fingerprintsOf, writeFingerprints } from "./fingerprint.ts";
import { emitters } from "./mod.ts";

const file = new URL("./testdata/fingerprints.json", import.meta.url);
const fingerprints = await fingerprintsOf(emitters);
await Deno.writeTextFile(file, writeFingerprints(fingerprints));
console.log(`${fingerprints.length} fingerprints written to ${file.pathname}`);
