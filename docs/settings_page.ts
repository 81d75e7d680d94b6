/**
 * Renders settings schemas as the page that people read and as the file that they copy:
 *
 * ```
 * | Variable    | What it says      | Values  | Default |        # Port to listen on (0…65535)
 * | ----------- | ----------------- | ------- | ------- |        #LOGOPS_PORT=8080
 * | LOGOPS_PORT | Port to listen on | 0…65535 | 8080    |
 * ```
 *
 * Pure: schemas in, text out. The default of a secret is never shown.
 */
import { isSecret, metaOf, type SettingsSchema } from "../contract/mod.ts";
import { z } from "zod";

/** The settings of one program, under the heading that it gets in both files. */
export interface SettingsSection {
  readonly title: string;
  readonly schema: SettingsSchema;
}

interface Row {
  readonly name: string;
  readonly what: string;
  readonly values: string;
  /** As one would write it into the environment; empty where there is none. */
  readonly preset: string;
  readonly required: boolean;
  readonly secret: boolean;
}

const BYTE_UNITS = [["TiB", 2 ** 40], ["GiB", 2 ** 30], ["MiB", 2 ** 20], [
  "KiB",
  2 ** 10,
]] as const;

/** `docs/settings.md`: one table for each section. */
export function settingsPage(sections: readonly SettingsSection[]): string {
  const tables = sections.map(({ title, schema }) => {
    const rows = rowsOf(schema).map((row) => [
      `\`${row.name}\``,
      row.secret ? `${row.what} (secret)` : row.what,
      row.values,
      row.preset === "" ? (row.required ? "required" : "") : `\`${row.preset}\``,
    ]);
    return `## ${title}\n\n${table([["Variable", "What it says", "Values", "Default"], ...rows])}`;
  });
  return `# Settings

Environment variables, read once at start. A \`.env\` file in the working directory is read where
there is one, and the real environment wins over it. An empty variable counts as unset. A program
that finds a bad value names every bad variable, never shows a secret, and exits with 2.

A name that begins with \`LOGOPS_\` and stands on no table below is told. One that is nearly a name of
a table, as \`LOGOPS_PROT\` is, ends the program with 2, since what it was to set would stay as it is:
an open gateway, sealing that is off. So does the beginning of a name, \`LOGOPS_AUTH\`. Any other may
be another tool's, and is a warning, \`settings_warning\` in the log. A line of \`.env\` that is neither
blank nor a comment nor \`NAME=value\` ends the program with 2 as well. Programs share one \`.env\`, so
each takes the names of all. \`keys\` and \`unseal\` may not read the names in the environment; they
check \`.env\`.

This page and \`.env.example\` are written from the schemas by \`deno task dev:docs\`.

${tables.join("\n")}`.trimEnd() + "\n";
}

/** `.env.example`: every variable once, commented out, with its default. */
export function environmentExample(sections: readonly SettingsSection[]): string {
  const seen = new Map<string, Row>();
  const parts = sections.map(({ title, schema }) => {
    const lines = rowsOf(schema).flatMap((row) => {
      const first = seen.get(row.name);
      if (first !== undefined) return [describeAgain(first, row, title)];
      seen.set(row.name, row);
      const values = row.values === "" ? "" : ` [${row.values}]`;
      return [`# ${row.what}${values}`, `#${row.name}=${quote(row.preset)}`];
    });
    return `## ${title}\n${lines.join("\n")}\n`;
  });
  return `# Copy to .env and uncomment what you change. Written by \`deno task dev:docs\`; see docs/settings.md.

${parts.join("\n")}`.trimEnd() + "\n";
}

/** `contract/setting_names.ts`: every variable once, for programs that tell what is none. */
export function settingNames(
  programs: readonly SettingsSection[],
  others: readonly string[],
): string {
  const settings = new Set(programs.flatMap(({ schema }) => Object.keys(schema.shape)));
  const list = (names: Iterable<string>) =>
    [...names].sort().map((name) => `  "${name}",\n`).join("");
  return `/** Names of variables that begin with \`LOGOPS_\`. Written by \`deno task dev:docs\`. */

/** The settings of all programs. */
export const SETTING_NAMES: readonly string[] = [
${list(settings)}];

/** What compose files and tests read besides. */
export const OTHER_NAMES: readonly string[] = [
${list(others.filter((name) => !settings.has(name)))}];
`;
}

/** A variable of two programs must mean one thing: it stands in one file and one environment. */
function describeAgain(first: Row, again: Row, title: string): string {
  if (first.preset !== again.preset || first.secret !== again.secret) {
    throw new Error(
      `Cannot write the settings of ${title}: '${again.name}' has another default than above: ` +
        `current value is ${again.preset}`,
    );
  }
  return `# ${again.name}: see above`;
}

function rowsOf(schema: SettingsSchema): Row[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, shape } = metaOf(field);
    if (typeof description !== "string") throw new Error(`Setting '${name}' has no description`);
    const secret = isSecret(field);
    return {
      name,
      what: description,
      values: [shape, namesOf(field)].filter((part) => part !== undefined).join(": "),
      preset: secret ? "" : presetOf(field, shape),
      required: !field.safeParse(undefined).success,
      secret,
    };
  });
}

/** The words that the field takes, for an enumeration or a list of one. */
function namesOf(field: z.ZodType): string | undefined {
  if (field instanceof z.ZodEnum) return field.options.join(" | ");
  if (field instanceof z.ZodArray) return namesOf(field.element as z.ZodType);
  if (field instanceof z.ZodPipe) return namesOf(field.def.out as z.ZodType);
  if (field instanceof z.ZodDefault || field instanceof z.ZodOptional) {
    return namesOf(field.def.innerType as z.ZodType);
  }
  return undefined;
}

function presetOf(field: z.ZodType, shape: unknown): string {
  const value = field.safeParse(undefined).data;
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.join(",");
  if (typeof value === "number" && String(shape).startsWith("bytes")) return inBytes(value);
  return String(value);
}

function inBytes(value: number): string {
  const unit = BYTE_UNITS.find(([, size]) => value > 0 && value % size === 0);
  return unit === undefined ? String(value) : `${value / unit[1]}${unit[0]}`;
}

function quote(value: string): string {
  return /[\s#"'$\\]/.test(value) ? JSON.stringify(value) : value;
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
