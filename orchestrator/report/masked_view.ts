/**
 * Records as they were sent, above what the gateway stored of them: what a person looks at to see
 * that masking works. Pure.
 *
 * ```
 * json    sent    login of john.smith@example.com from 83.11.23.45
 *         stored  login of j***@example.com from 83.11.x.x
 * ```
 */
import { sequenceOf } from "../../contract/mod.ts";
import type { PlantedPii } from "../../emitters/mod.ts";
import type { SentSample } from "../drive/mod.ts";
import { painter, type Style, table } from "./terminal.ts";

/** Characters that are shown before the hidden value. */
const LEAD_CHARS = 24;
/** Characters behind it that are looked for in the stored line, to find the end of the mask. */
const ANCHOR_CHARS = 3;
const COLUMNS_BEFORE_EXCERPT = 18;

/** The key under which a stored record is found: emitter and sequence number. */
export function sampleKey(emitter: string, seq: number): string {
  return `${emitter}/${seq}`;
}

/** Stored lines by `sampleKey`, out of NDJSON lines of one run. */
export function indexStored(lines: Iterable<string>): Map<string, string> {
  const byKey = new Map<string, string>();
  for (const line of lines) {
    const record = JSON.parse(line) as Record<string, unknown>;
    const seq = sequenceOf(record);
    if (seq !== undefined) byKey.set(sampleKey(String(record.emitter), seq), line);
  }
  return byKey;
}

/** Two lines for each sample whose stored form is there. */
export function renderMasked(
  samples: readonly SentSample[],
  stored: ReadonlyMap<string, string>,
  style: Style,
): string[] {
  const paint = painter(style);
  const width = style.width - COLUMNS_BEFORE_EXCERPT;
  const rows = samples.flatMap(({ emitter, record }) => {
    const line = stored.get(sampleKey(emitter, record.seq));
    const [planted] = record.planted;
    if (line === undefined || planted === undefined) return [];
    const sent = around(record.text, planted);
    const masked = maskedPart(line, sent);
    if (sent === undefined || masked === undefined) return [];
    const show = (color: "red" | "green", { lead, value, rest }: Excerpt) => {
      const room = Math.max(0, width - lead.length - value.length);
      return oneLine(lead) + paint(color, oneLine(value)) + oneLine(rest.slice(0, room));
    };
    return [
      [emitter, paint("dim", "sent"), show("red", sent)],
      ["", paint("dim", "stored"), show("green", masked)],
    ];
  });
  return table(rows, 3);
}

interface Excerpt {
  readonly lead: string;
  readonly value: string;
  readonly rest: string;
}

function around(text: string, { value }: PlantedPii): Excerpt | undefined {
  const at = text.indexOf(value);
  if (at < 0) return undefined;
  const end = at + value.length;
  const from = Math.max(0, at - LEAD_CHARS);
  return { lead: wordsOf(text.slice(from, at)), value, rest: toItsEnd(text.slice(end)) };
}

/** To the end of the message: behind that come other fields, in as many forms as there are formats. */
function toItsEnd(rest: string): string {
  // deno-lint-ignore no-control-regex
  return /^(?:[^",\\\x00-\x1f\x7f]|, )*/.exec(rest)![0];
}

/** Drops the half word that an excerpt begins with. */
function wordsOf(lead: string): string {
  const blank = lead.indexOf(" ");
  return lead.length < LEAD_CHARS || blank < 0 ? lead : lead.slice(blank + 1);
}

/** What stands in the stored line between the words around the value. */
function maskedPart(line: string, sent: Excerpt | undefined): Excerpt | undefined {
  if (sent === undefined || sent.lead === "") return undefined;
  const at = line.indexOf(sent.lead);
  if (at < 0) return undefined;
  const from = at + sent.lead.length;
  const anchor = sent.rest.slice(0, ANCHOR_CHARS);
  const found = anchor === "" ? -1 : line.indexOf(anchor, from);
  const end = found < 0 ? line.indexOf('"', from) : found;
  return { lead: sent.lead, value: line.slice(from, end), rest: toItsEnd(line.slice(end)) };
}

function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\x00-\x1f\x7f]/g, " ");
}
