/** The labelled sets of the loghub collection, wherever they are on this machine. */

/** Where they are looked for unless a folder is named. */
export const LOGHUB_FOLDER = Deno.env.get("LOGOPS_TEST_LOGHUB") ??
  new URL("../../../shared/data/loghub", import.meta.url).pathname;

export interface LoghubSet {
  readonly name: string;
  readonly path: string;
  /** The statement of each line, and the message without its header. */
  readonly labels: readonly string[];
  readonly messages: readonly string[];
  /** What a statement looks like. */
  readonly templates: ReadonlyMap<string, string>;
}

const STRUCTURED = /^(.+)_2k\.log_structured(?:_corrected)?\.csv$/;

/** The sets in `folder` or one level below it, by name; none if there is no such folder. */
export async function loghubSets(folder: string = LOGHUB_FOLDER): Promise<LoghubSet[]> {
  const sets = new Map<string, LoghubSet>();
  for (const path of await csvFiles(folder)) {
    const name = STRUCTURED.exec(path.slice(path.lastIndexOf("/") + 1))![1]!;
    if (!sets.has(name)) sets.set(name, await readSet(name, path));
  }
  return [...sets.values()].sort((a, b) => a.name < b.name ? -1 : 1);
}

async function csvFiles(folder: string, depth = 0): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder}/${name}`;
      if (isDirectory && depth === 0) files.push(...await csvFiles(path, depth + 1));
      else if (STRUCTURED.test(name)) files.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files.sort();
}

async function readSet(name: string, path: string): Promise<LoghubSet> {
  const [head = [], ...rows] = parseCsv(await Deno.readTextFile(path));
  const column = (label: string) => head.indexOf(label);
  const id = column("EventId"), content = column("Content"), template = column("EventTemplate");
  return {
    name,
    path: path.replace(/_structured(?:_corrected)?\.csv$/, ""),
    labels: rows.map((row) => row[id]!),
    messages: rows.map((row) => row[content]!),
    templates: new Map(rows.map((row) => [row[id]!, row[template]!])),
  };
}

/** RFC 4180. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (
    const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)
  ) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}
