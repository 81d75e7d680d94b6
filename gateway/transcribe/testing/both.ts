/** A body on the one way, and what the oracle says of it, for tests to compare. */
import { deepEqual, equal } from "node:assert/strict";
import { createKeyRing, createSecretKey, ok } from "../../../contract/mod.ts";
import type { BodyFormat } from "../../decode/mod.ts";
import type { Origin } from "../../normalise.ts";
import { createBlindIndex, PII_KINDS, type PiiKind, type Sealer } from "../../protect/mod.ts";
import { createTranscribe, type Transcribe } from "../mod.ts";
import { type OracleOptions, storeObviously } from "./oracle.ts";

/** The tests run a few thousand, `deno task prove:one-way` a million. */
export const RUNS = Number(Deno.env.get("LOGOPS_RUNS") ?? 2000);

export const NOW_MS = Date.UTC(2026, 4, 1, 10);
export const bounds = {
  recordsMax: 50,
  linesCharsMax: 1e6,
  joinsLines: true,
  replacesBytes: false,
};
export const encoder = new TextEncoder();
const receivedTs = "2026-05-01T10:00:00.000Z";
export const origins: readonly Origin[] = [
  { emitter: "json", receivedTs },
  { emitter: "json", scenarioId: "run-1", receivedTs },
  { emitter: "json", tenantId: "t1", receivedTs },
];

export interface Policy {
  readonly kinds?: readonly PiiKind[];
  readonly keepFields?: readonly string[];
  readonly sealedFields?: readonly string[];
  readonly isIndexed?: boolean;
}

export const policies: readonly Policy[] = [
  {},
  {},
  {},
  { keepFields: ["host", "user.a", "msg"] },
  { sealedFields: ["host", "user", "a.b", "seq.0", "b.1.a", "client.ip", "text"] },
  { isIndexed: true, keepFields: ["a"], sealedFields: ["c", "user.name"] },
  { kinds: ["email", "credential"] },
];

/** Shows what it is to seal. */
const transparent: Sealer = {
  kid: "none",
  sealBatch: (originals) =>
    Promise.resolve(ok(originals.map((json) => json && encoder.encode(json).toBase64()))),
};

/** Both, which keep what they have learnt from one body to the next. */
export function createBoth(policy: Policy = {}): Both {
  const { kinds = PII_KINDS, keepFields = [], sealedFields, isIndexed = false } = policy;
  const newIndex = () =>
    isIndexed ? createBlindIndex(createKeyRing([createSecretKey("i1", INDEX_KEY)])) : undefined;
  const seal = sealedFields && { sealer: transparent, fields: sealedFields };
  const options = { kinds, keepFields, ...bounds };
  return {
    policy,
    transcribe: createTranscribe({ ...options, seal, index: newIndex() }),
    oracle: { ...options, sealedFields, index: newIndex() },
  };
}

const INDEX_KEY = new Uint8Array(32).fill(7);

export interface Both {
  readonly policy: Policy;
  readonly transcribe: Transcribe;
  readonly oracle: OracleOptions;
}

/** Whether the body is stored; fails where the one way gives anything but what the oracle gives. */
export async function compare(
  { transcribe, oracle }: Both,
  format: BodyFormat,
  text: string,
  origin: Origin = origins[0]!,
): Promise<boolean> {
  const bytes = encoder.encode(text);
  const found = await transcribe(format, bytes, origin, NOW_MS);
  equal(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), text, "the body has changed");
  const expected = storeObviously(format, bytes, origin, NOW_MS, oracle);
  if (!found.ok || !expected.ok) {
    deepEqual(found, expected, JSON.stringify(text));
    return false;
  }
  const { lines, records, counts, masked } = found.value;
  deepEqual(lines.split("\n").map(readEnd), [...expected.value.lines.map(endOf), EMPTY], text);
  equal(records, expected.value.lines.length, text);
  deepEqual(counts, expected.value.counts, text);
  deepEqual(masked, expected.value.masked, text);
  return true;

  function endOf(line: string, i: number) {
    const originals = expected.ok ? expected.value.originals[i] : undefined;
    return { line: respelled(line), originals };
  }
}

const EMPTY = { line: "", originals: undefined };
const END = /^(.*?)(,"pii_index":\[[^\]]*\])?(?:,"pii":"([^"]*)")?\}$/s;

/** A line in the form of the oracle: entries of the index in their order, originals as they were. */
function readEnd(line: string) {
  const [, fields = "", index = "", token] = END.exec(line) ?? [];
  const sorted = index === ""
    ? ""
    : `,"pii_index":${JSON.stringify(JSON.parse(index.slice(13)).toSorted())}`;
  const decoder = new TextDecoder();
  return {
    line: respelled(fields) + sorted,
    originals: token === undefined ? undefined : decoder.decode(Uint8Array.fromBase64(token)),
  };
}

/** With texts as `JSON.stringify` spells them: masking writes some anew, and others where they stand. */
function respelled(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"/g, (text) => JSON.stringify(JSON.parse(text)));
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
