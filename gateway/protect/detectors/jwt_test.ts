import { checkMasks, checkSurroundings } from "./testing/check_masks.ts";

const encode = (value: unknown) =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const HEADER = encode({ alg: "HS256", typ: "JWT" });
const CLAIMS = encode({ sub: "1234567890", name: "Jan" });
const TOKEN = `${HEADER}.${CLAIMS}.c2lnbmF0dXJl-_`;

Deno.test("jwt masks signed and encrypted tokens", () => {
  checkMasks("jwt", {
    [TOKEN]: "***",
    [`token ${TOKEN} refused`]: "token *** refused",
    [`x${TOKEN}`]: "x***",
    [`/callback?t=${TOKEN}#top`]: "/callback?t=***#top",
    [`${encode({ alg: "RSA-OAEP", enc: "A256GCM" })}.a2V5.aXY.Y2lwaGVy.dGFn`]: "***",
    [`${encode({ alg: "dir", enc: "A256GCM" })}..aXY.Y2lwaGVy.dGFn`]: "***",
    [`${encode({ alg: "none" })}.${CLAIMS}.`]: "***",
    [`${HEADER}.${CLAIMS}`]: "***",
    [`${HEADER}.${CLAIMS.slice(0, 9)}…`]: "***…",
    [`${TOKEN},${TOKEN}`]: "***,***",
  });
});

Deno.test("jwt leaves what has no JOSE header", () => {
  const texts = [
    HEADER,
    `${HEADER}.`,
    `${encode({ typ: "JWT", kid: "no algorithm" })}.${CLAIMS}.c2ln`,
    `${encode({ alg: 256, kid: "no text" })}.${CLAIMS}.c2ln`,
    "eyJub3QgSlNPTg.eyJ.eyJ",
    "keyJar.open.now",
    "eyJ.eyJ.eyJ",
  ];
  checkMasks("jwt", Object.fromEntries(texts.map((text) => [text, text])));
});

Deno.test("jwt finds tokens in any surroundings", () => {
  // A closing full stop would be a part of the token: it may have an empty signature.
  checkSurroundings("jwt", `${encode({ alg: "dir", enc: "A256GCM" })}..aXY.Y2lwaGVy.dGFn`, "***");
});
