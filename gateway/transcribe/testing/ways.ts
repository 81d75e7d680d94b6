/** Both ways of a body, for tests to compare. */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { BodyFormat } from "../../decode/mod.ts";
import { createPrepare } from "../../prepare.ts";
import { createMasker, createProtect, PII_KINDS, type PiiKind } from "../../protect/mod.ts";
import { createTranscribe } from "../mod.ts";

/** `deno task test` runs a few thousand, `LOGOPS_RUNS=1000000` as many as one likes. */
export const RUNS = Number(Deno.env.get("LOGOPS_RUNS") ?? 4000);

export const NOW_MS = Date.UTC(2026, 4, 1, 10);
export const bounds = { recordsMax: 50, linesCharsMax: 1e6 };
export const encoder = new TextEncoder();
export const origins = [
  { emitter: "json", receivedTs: "2026-05-01T10:00:00.000Z" },
  { emitter: "json", scenarioId: "run-1", receivedTs: "2026-05-01T10:00:00.000Z" },
  { emitter: "json", tenantId: "t1", receivedTs: "2026-05-01T10:00:00.000Z" },
] as const;

/** Both ways, which keep what they have learnt from one body to the next. */
export function createWays(kinds: readonly PiiKind[] = PII_KINDS) {
  const masking = (isInPlace: boolean) =>
    createProtect({ masker: createMasker({ kinds, keepFields: [], isInPlace }) });
  return {
    prepare: createPrepare({ protect: masking(false), ...bounds }),
    prepareInPlace: createPrepare({ protect: masking(true), ...bounds }),
    transcribe: createTranscribe(kinds, bounds),
  };
}

export type Ways = ReturnType<typeof createWays>;

/** Whether the short way was taken; fails where it gives anything but what the long way gives. */
export async function compare(
  ways: Ways,
  format: BodyFormat,
  text: string,
  origin: typeof origins[number] = origins[0],
): Promise<boolean> {
  const bytes = encoder.encode(text);
  const short = ways.transcribe(format, bytes, origin, NOW_MS);
  equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), text, "the body has changed");
  const long = await ways.prepare(format, bytes, origin, NOW_MS);
  deepEqual(await ways.prepareInPlace(format, bytes, origin, NOW_MS), long, text);
  if (short === undefined) return false;
  ok(long.ok, `the short way took what is refused: ${text}`);
  equal(short.lines, long.value.lines, text);
  deepEqual(short, long.value, text);
  return true;
}

/** Pieces of text with something to find or to trip over, as they stand in JSON. */
export const TEXTS = [
  ...["john@example.com", "83.11.23.45", "83.11.23.45:443", "4111 1111 1111 1111", "10.0.0.7"],
  ...["DE89370400440532013000", "password=hunter2", "Bearer abcdefgh", "AKIAIOSFODNN7EXAMPLE"],
  ...[
    "--password x_token",
    "Bearer abc12345.api_key",
    "https:%2F%2Fu:pw%40de89370400440532013000/x",
  ],
  ...["2001:db8::1", "%40", "a%40example.com", "é", "\u{1F600}", "😀@example.com", "ſ", "\uFFFD"],
  ...["\\n", "\\u0000", "\\\\", "\\/", '\\"', "\\ud83d\\ude00", "\\ud800", "\\u0040", "\\x", "\t"],
  ...[
    " ",
    ".",
    ":",
    "-",
    "=",
    "@",
    "1",
    "12",
    "4111111111111111",
    "word",
    "0",
    "x",
    '\\"a\\"@b.org',
  ],
];
