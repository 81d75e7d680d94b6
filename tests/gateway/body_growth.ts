/**
 * How the time of a whole body grows with its length, in every format: decoders and readers of lines
 * have no counter, so the clock is asked, and asked again before it is believed.
 */
import { repeated } from "../../gateway/protect/testing/mod.ts";
import { type GatewayApp, openGatewayApp } from "./app.ts";

/** Four times the text may take less than this times as long: a square takes sixteen. */
const GROWTH_MAX = 6;
const TIMES = 4;
/** Below this a body is no suspect: half of them take less than 30 on a machine of 2026. */
const SUSPECT_NS_PER_CHAR = 500;
const MEASUREMENTS = 5;

interface Shape {
  readonly name: string;
  readonly type: string;
  body(text: string): string;
}

const JSON_TYPE = "application/json";
const csvCell = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Each way in which a sender's text reaches a decoder, a reader or a detector. */
export const SHAPES: readonly Shape[] = [
  { name: "a message in JSON", type: JSON_TYPE, body: (text) => JSON.stringify([{ msg: text }]) },
  {
    name: "a time in JSON",
    type: JSON_TYPE,
    body: (text) => JSON.stringify({ ts: text, msg: "" }),
  },
  { name: "a name in JSON", type: JSON_TYPE, body: (text) => JSON.stringify({ [text]: 1 }) },
  { name: "JSON itself", type: JSON_TYPE, body: (text) => `[${text}` },
  { name: "NDJSON itself", type: "application/x-ndjson", body: (text) => text },
  { name: "a cell of CSV", type: "text/csv", body: (text) => `ts,msg\n,${csvCell(text)}\n` },
  { name: "CSV itself", type: "text/csv", body: (text) => `msg\n${text}` },
  { name: "a line", type: "text/plain", body: (text) => text },
  {
    name: "structured data",
    type: "text/plain",
    body: (text) => `<34>1 2026-05-01T10:00:00Z host app 1 - [x@1 a="${text}`,
  },
  {
    name: "a tag of syslog",
    type: "text/plain",
    body: (text) => `<34>May  1 10:00:00 host ${text}`,
  },
];

export interface BodyGrowth extends AsyncDisposable {
  /** What takes more than its share of time, in words; empty where nothing does. */
  faultsOf(motif: string, chars: number): Promise<string[]>;
  /** The same for bodies of so many characters that are made in another way. */
  faultOf(made: MadeBody, chars: number): Promise<string | undefined>;
}

/** Bodies of any length. */
export interface MadeBody {
  readonly name: string;
  readonly type: string;
  body(chars: number): string;
  /** Below this one is no suspect. */
  readonly suspectNsPerChar: number;
}

export async function openBodyGrowth(): Promise<BodyGrowth> {
  const app = await openGatewayApp({
    env: { LOGOPS_SINK_FILE: "false", LOGOPS_SINK_FSYNC: "never", LOGOPS_LABEL_VALUES_MAX: "1" },
  });
  return {
    async faultsOf(motif, chars) {
      const faults: string[] = [];
      for (const shape of SHAPES) {
        const fault = await faultOf(app, madeOf(shape, motif), chars);
        if (fault !== undefined) faults.push(fault);
      }
      return faults;
    },
    faultOf: (made, chars) => faultOf(app, made, chars),
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

function madeOf({ name, type, body }: Shape, motif: string): MadeBody {
  return {
    name: `${name}: ${JSON.stringify(motif)}`,
    type,
    body: (chars) => body(repeated(motif, chars)),
    suspectNsPerChar: SUSPECT_NS_PER_CHAR,
  };
}

async function faultOf(
  app: GatewayApp,
  made: MadeBody,
  chars: number,
): Promise<string | undefined> {
  const long = TIMES * chars;
  const nsPerChar = await timeMs(app, made, long) * 1e6 / long;
  if (nsPerChar < made.suspectNsPerChar) return undefined;
  // A neighbour's work or a collection of garbage comes once; a square comes at every length.
  let ratio = Infinity;
  for (const from of [chars, long]) {
    ratio = await ratioAt(app, made, from);
    if (ratio < GROWTH_MAX) return undefined;
  }
  return `${made.name}: ${ratio.toFixed(1)} × the time for 4 × the text`;
}

/** How the time grows from a text of so many characters to four times as many: the best of some. */
async function ratioAt(app: GatewayApp, made: MadeBody, chars: number): Promise<number> {
  let ratio = Infinity;
  for (let i = 0; i < MEASUREMENTS && ratio >= GROWTH_MAX; i++) {
    const once = await timeMs(app, made, chars);
    ratio = Math.min(ratio, await timeMs(app, made, TIMES * chars) / once);
  }
  return ratio;
}

async function timeMs(app: GatewayApp, { type, body }: MadeBody, chars: number): Promise<number> {
  const text = body(chars);
  const startMs = performance.now();
  await (await app.post(text, { "content-type": type })).body?.cancel();
  return performance.now() - startMs;
}
