/**
 * Sealing, a batch of 100 records with something to seal in each: what the sealer does, against
 * Web Crypto with all of a batch in flight. `deno bench -A gateway/protect/seal_bench.ts`; compare
 * on one core (`taskset -c 0 …`), where threads of Web Crypto cannot hide what they cost.
 */
import { createKeyRing, createSecretKey } from "../../contract/mod.ts";
import { createBlindIndex } from "./blind_index.ts";
import { createIvs, createSealer, protectedHeader } from "./seal.ts";

const RECORDS = 100;
const BASE64URL = { alphabet: "base64url", omitPadding: true } as const;

const batch = Array.from({ length: RECORDS }, (_, i) => ({
  msg: `login by user${i}@example.com from 83.11.23.${i}, session 7f3c, attempt ${i} of 100`,
  user_email: `user${i}@example.com`,
  client_ip: `83.11.23.${i}`,
}));
const secret = crypto.getRandomValues(new Uint8Array(32));
const keys = createKeyRing([createSecretKey("k1", secret)]);
const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);

const sealer = createSealer({ keys });
Deno.bench({
  name: "sealer: node:crypto, one after another",
  group: "seal 100 records",
  baseline: true,
  fn: async () => void await sealer.sealBatch(batch.map((originals) => JSON.stringify(originals))),
});

const webKey = await crypto.subtle.importKey("raw", secret, "AES-GCM", false, ["encrypt"]);
const header = protectedHeader("k1");
const additionalData = new TextEncoder().encode(header);
const ivs = createIvs(secret, fillRandom);
Deno.bench({
  name: "Web Crypto, 100 in flight",
  group: "seal 100 records",
  fn: async () => {
    const encoder = new TextEncoder();
    const nextIv = ivs(RECORDS, batch.map((originals) => JSON.stringify(originals)));
    await Promise.all(batch.map(async (originals) => {
      const iv = nextIv().slice();
      const plaintext = encoder.encode(JSON.stringify(originals));
      const sealed = new Uint8Array(
        await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, webKey, plaintext),
      );
      const tagAt = sealed.length - 16;
      return `${header}..${iv.toBase64(BASE64URL)}.${
        sealed.subarray(0, tagAt).toBase64(BASE64URL)
      }.${sealed.subarray(tagAt).toBase64(BASE64URL)}`;
    }));
  },
});

const index = createBlindIndex(keys);
let fresh = 0;
for (const repeated of [true, false]) {
  Deno.bench({
    name: `200 addresses, ${repeated ? "seen before" : "each new"}`,
    group: "blind index of 100 records",
    fn: () => {
      for (const { user_email, client_ip } of batch) {
        const email = repeated ? user_email : `${fresh++}${user_email}`;
        const ip = repeated
          ? client_ip
          : `10.${fresh >> 16 & 255}.${fresh >> 8 & 255}.${fresh & 255}`;
        index.onFound("email", email, 0, email.indexOf("@"));
        index.onFound("ipv4", ip, 0, ip.length);
        index.take();
      }
    },
  });
}
