/**
 * The pages on emitters in `docs/emitters/`: one for each type, and one on what all have in common.
 *
 * ```
 * guide, by hand (guides.ts) + arguments (zod schema) + the first records of seed 1
 *   → docs/emitters/<type>.md
 * ```
 */
import { z } from "zod";
import { DECOYS } from "../content/mod.ts";
import { DEFECT_CLASSES } from "../record/mod.ts";
import type { EmittedRecord, EmitterPlugin, PiiKind } from "../emitter.ts";
import { GUIDES } from "./guides.ts";
import { OWN_EMITTER } from "./own_emitter.ts";
import { createRandom } from "../chance/mod.ts";

/** A file of the repository; `path` counts from its root. */
export interface Page {
  readonly path: string;
  readonly content: string;
}

const FOLDER = "docs/emitters";

export function emitterPages(emitters: readonly EmitterPlugin[]): Page[] {
  return [
    { path: `${FOLDER}/README.md`, content: overview(emitters) },
    ...emitters.map((plugin) => ({
      path: `${FOLDER}/${plugin.type}.md`,
      content: pageOf(plugin),
    })),
  ];
}

/** One shape for all types: what is written by hand has a heading of its own. */
function pageOf(plugin: EmitterPlugin): string {
  const { type, summary, config } = plugin;
  const guide = GUIDES[type];
  if (guide === undefined) throw new Error(`Emitter '${type}' has no guide in guides.ts`);
  const { texts, contentType } = samples(plugin);
  return `# ${type}

${summary}.

## What it is like
${guide}
## Arguments

${argumentTable(config)}
## Try it

\`\`\`sh
${tryOut(plugin)}
\`\`\`

## First records

Bodies are sent as \`${contentType}\`.

Of seed 1 on 1 May 2026, with the defaults, leaving out those with secrets:

\`\`\`text
${texts.join("\n")}
\`\`\`

## How this page is made

"What it is like" is written by hand, in \`emitters/guide/guides.ts\`. All else comes out of the code,
by \`deno task dev:docs\`. What all types have in common is on [their page](README.md).
`;
}

/** Commands that show records, and send nothing. */
function tryOut({ type, files }: EmitterPlugin): string {
  const emit = `deno task emit ${type} --seed 1 --print 3`;
  if (files === undefined) return emit;
  return `printf '%s\\n' 'one line' 'and another' > app.log\n${emit} --args file=app.log`;
}

function overview(emitters: readonly EmitterPlugin[]): string {
  const types = emitters.map(({ type, summary }) => [`[\`${type}\`](${type}.md)`, summary]);
  const defects = DEFECT_CLASSES.map(([name, { what, partial, formats, counts }]) => [
    `\`${name}\``,
    what,
    partial === true ? "`partial_ratio`" : "`chaos`",
    Object.keys(formats).join(", "),
    outcomeOf(Object.values(formats), counts ?? []),
  ]);
  const decoys = DECOYS.map(({ text, looksLike, why }) => [`\`${text}\``, looksLike, why]);
  return `# Emitters

An emitter makes log traffic in one format. The same seed, arguments and times give the same bytes
on every machine: \`emitters/testdata/fingerprints.json\` holds it to that.

${table([["Type", "What it makes"], ...types])}
\`deno task emit <type>\` runs one of them, a scenario runs several. A scenario may also name a file
that exports an emitter: \`plugin: ./mine.ts\`; see [Write your own](#write-your-own).

Each record carries a number that counts from 1, by emitter and run, and comes back with what the
gateway stored: as a field \`seq\`, in structured data, or at the end of a line.

${OWN_EMITTER}
## Broken records

\`partial_ratio\` and \`chaos\` say which share of a stream is broken on purpose. Each broken record is
labelled with its class in the sender's ledger, so that the gateway's counters can be held against
it. A record that is to be refused goes alone, in a request of its own.

${table([["Class", "What is wrong", "Drawn by", "In", "What the gateway makes of it"], ...defects])}
A \`line\` is text in which the gateway finds neither time nor level, as in an access log: it is
always \`missing_ts_and_level\`. In \`rfc5424\` and \`rfc3164\` that class is free text.

## Personal data

\`pii_ratio\` says which share of a stream carries personal or secret data in clear: mail addresses
(with tags, international), IPv4, IPv6 in all its spellings, payment cards (as text and as numbers),
IBANs, JSON Web Tokens, credentials (bearer, basic, in URLs) and cloud keys. All are valid by the
rules of their kind, belonged to nobody, and are listed by the emitter: what is found of them behind
the gateway is a leak.

These look like personal data and are none. What is missing of them behind the gateway was masked
wrongly:

${table([["Text", "Looks like", "Why it is none"], ...decoys])}
## How this page is made

Sentences are written by hand, in \`emitters/guide/pages.ts\` and \`emitters/guide/own_emitter.ts\`.
Tables come out of the code, by \`deno task dev:docs\`.
`;
}

function outcomeOf(outcomes: readonly string[], counts: readonly string[]): string {
  const reasons = [...new Set(outcomes)];
  if (!reasons.includes("repaired")) {
    return `refused: ${reasons.map((each) => `\`${each}\``).join(", ")}`;
  }
  return counts.length === 0
    ? "stored, as its JSON text"
    : `stored; counts ${counts.map((each) => `\`${each}\``).join(" and ")}`;
}

/** What JSON Schema says of one argument, as far as ours use it. */
const Property = z.object({
  description: z.string(),
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  default: z.unknown().optional(),
});

function argumentTable(config: z.ZodType): string {
  const schema = z.toJSONSchema(config, { io: "input" });
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const shape = Property.parse(property);
    const preset = shape.default === undefined ? "required" : `\`${shape.default}\``;
    return [`\`${name}\``, shape.description, valuesOf(shape), preset];
  });
  return table([["Argument", "What it says", "Values", "Default"], ...rows]);
}

function valuesOf(shape: z.infer<typeof Property>): string {
  if (shape.enum !== undefined) return shape.enum.join(" | ");
  if (shape.minimum === undefined) return shape.type === "boolean" ? "true | false" : "text";
  const unit = shape.type === "integer" ? ", whole" : "";
  return `${shape.minimum} to ${shape.maximum}${unit}`;
}

const SAMPLES = 3;
const SAMPLE_MS = Date.UTC(2026, 4, 1, 10);
const SAMPLE_LEVELS = { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 };
/** What `replay` plays on its page. */
const SAMPLE_FILE = "app.log";
const SAMPLE_TEXT = `<38>May  1 10:00:00 web-1 sshd[811]: session opened for user deploy
2026-05-01 10:00:01,250 WARN web-1 checkout[77]: slow answer from stock
starting worker 3
`;

/** Kinds that would make secret scanners of a repository cry out. */
const SECRET_KINDS: readonly PiiKind[] = ["cloud_key", "credential", "jwt"];

/** Records as they are sent; those that are refused by design are passed over, too. */
function samples(plugin: EmitterPlugin): { texts: string[]; contentType: string } {
  const args = plugin.files === undefined ? {} : { file: SAMPLE_FILE };
  const emitter = plugin.create(plugin.config.parse(args), {
    random: createRandom(1),
    scenarioId: "demo-1",
    levels: SAMPLE_LEVELS,
    files: new Map([[SAMPLE_FILE, SAMPLE_TEXT]]),
  });
  const shown: EmittedRecord[] = [];
  for (let i = 0; shown.length < SAMPLES; i++) {
    const record = emitter.next(SAMPLE_MS + 250 * i);
    const isShown = record.request === undefined &&
      !record.planted.some(({ kind }) => SECRET_KINDS.includes(kind));
    if (isShown) shown.push(record);
  }
  return {
    texts: shown.map(({ text }) => text),
    contentType: emitter.batch(shown).contentType,
  };
}

/** A Markdown table with its columns aligned, as `deno fmt` would write it. */
function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map((row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].map((line) => `${line}\n`).join("");
}
