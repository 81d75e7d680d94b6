/**
 * What "same seed, same bytes" is checked by: SHA-256 over everything that an emitter makes of a
 * seed and its settings. `testdata/fingerprints.json` keeps the expected ones:
 *
 * ```json
 * [{ "type": "json", "args": {}, "sha256": "…" }]
 * ```
 *
 * A change there means that emitters write something else than before: meant or not. If meant,
 * `deno task dev:fingerprints` writes the file anew.
 */
import type { EmitterPlugin } from "./emitter.ts";
import { createRandom } from "./chance/mod.ts";

export interface Fingerprint {
  readonly type: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly sha256: string;
}

const SEED = 1;
const RECORDS = 400;
const START_MS = Date.UTC(2026, 4, 1, 10);
/** Not a divisor of a second, so that every digit of the time moves. */
const STEP_MS = 37;
const LEVELS = { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 };

/** Settings that are fingerprinted, by type; `replay` has no others. */
const ARGS_BY_TYPE: Readonly<Record<string, readonly Fingerprint["args"][]>> = {
  replay: [{ file: "sample.log" }, { file: "sample.log", sequence: false }],
  "access-log": [{ format: "common" }, { format: "json" }],
  syslog: [{ format: "rfc3164" }, { format: "mixed" }],
};
const FILES = new Map([["sample.log", "one\n\n<11>two\r\nJun 14 15:16:01 combo su[7]: three"]]);
const BROKEN = { partial_ratio: 0.3, chaos: 0.3, pii_ratio: 1 };

export async function fingerprintsOf(emitters: readonly EmitterPlugin[]): Promise<Fingerprint[]> {
  const cases = emitters.flatMap((plugin) => {
    const own = ARGS_BY_TYPE[plugin.type] ?? [];
    const all = plugin.files === undefined ? [{}, ...own, BROKEN] : own;
    return all.map((args) => ({ plugin, args }));
  });
  return await Promise.all(cases.map(async ({ plugin, args }) => ({
    type: plugin.type,
    args,
    sha256: await digest(plugin, args),
  })));
}

/** How the file is written. */
export function writeFingerprints(fingerprints: readonly Fingerprint[]): string {
  return `${JSON.stringify(fingerprints, null, 2)}\n`;
}

async function digest(plugin: EmitterPlugin, args: Fingerprint["args"]): Promise<string> {
  const emitter = plugin.create(plugin.config.parse(args), {
    random: createRandom(SEED),
    scenarioId: "fingerprint",
    levels: LEVELS,
    files: FILES,
  });
  const encoder = new TextEncoder();
  const parts: BlobPart[] = [];
  for (let i = 0; i < RECORDS; i++) {
    const record = emitter.next(START_MS + i * STEP_MS);
    const { contentType, body } = record.request ?? emitter.batch([record]);
    parts.push(
      encoder.encode(`${contentType}\n${JSON.stringify({ ...record, request: undefined })}\n`),
    );
    parts.push(typeof body === "string" ? encoder.encode(body) : body);
  }
  const bytes = await new Blob(parts).arrayBuffer();
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return sum.toHex();
}
