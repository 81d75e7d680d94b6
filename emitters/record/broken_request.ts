/**
 * Turns the request of one good record into one that the gateway must refuse, by the classes of
 * `defects.ts` whose outcome is `refused`. The good record stays inside as far as the defect lets
 * it: a gateway that stores half of a refused batch, or quotes it in its answer, is found out.
 */
import { BODY_BYTES_MAX_DEFAULT } from "../../contract/mod.ts";
import type { DefectClass } from "./defects.ts";
import type { EmittedRequest } from "../emitter.ts";
import type { Random } from "../chance/mod.ts";

export const OVERSIZED_BYTES = BODY_BYTES_MAX_DEFAULT + 1;

/** Sequences that no UTF-8 text has (RFC 3629 section 3): a stray, an overlong and a surrogate. */
const BAD_UTF8: readonly (readonly number[])[] = [[0xff], [0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80]];

export function brokenRequest(
  name: DefectClass,
  { contentType, body }: EmittedRequest,
  random: Random,
): EmittedRequest {
  if (typeof body !== "string") throw new TypeError("Only requests in text can be broken");
  switch (name) {
    case "truncated_json":
      return { contentType, body: cutShort(body, random) };
    case "truncated_csv":
      return { contentType, body: `${body}"cut` };
    case "bad_syntax":
      return { contentType, body: body.replace("{", "{,") };
    case "bad_utf8":
      return { contentType, body: withBadUtf8(body, random) };
    case "not_an_object":
      return {
        contentType,
        body: body.endsWith("]") ? `${body.slice(0, -1)},42]` : `${body}42\n`,
      };
    case "empty":
      return { contentType, body: "" };
    case "wrong_content_type":
      return { contentType: "application/xml", body };
    case "oversized":
      return { contentType, body: body + " ".repeat(OVERSIZED_BYTES) };
    default:
      throw new Error(`A record of class ${name} is repaired, not refused`);
  }
}

/** Cuts before the last bracket, so that what is left is never whole; most of the text stays. */
function cutShort(body: string, random: Random): string {
  const end = Math.max(body.lastIndexOf("}"), 1);
  return body.slice(0, Math.max(1, end - random.int(Math.min(end, 24))));
}

function withBadUtf8(body: string, random: Random): Uint8Array<ArrayBuffer> {
  const good = new TextEncoder().encode(body);
  const bad = random.pick(BAD_UTF8);
  const at = random.int(good.length + 1);
  const bytes = new Uint8Array(good.length + bad.length);
  bytes.set(good.subarray(0, at));
  bytes.set(bad, at);
  bytes.set(good.subarray(at), at + bad.length);
  return bytes;
}
