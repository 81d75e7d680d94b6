/**
 * What a document may be held to without running it: the links in it lead somewhere, and the files
 * and tasks that it names exist. Pure functions over texts; `docs_test.ts` runs them.
 *
 * A word in backticks counts as a path when it begins with a folder of this repository
 * (`gateway/app.ts`) and holds no placeholder (`emitters/<type>.ts`, `data/*.ndjson`).
 */

export interface Document {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

export interface DocumentProblem {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

/** What exists: files and folders from the root, task names, and headings by document. */
export interface Surroundings {
  readonly paths: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
  readonly documents: readonly Document[];
}

const LINK = /\]\(([^)\s]+)\)/g;
const CODE = /`([^`\n]+)`/g;
const TASK = /\bdeno task (?:--?[\w-]+ )*([a-z][\w:-]*)/g;

export function documentProblems(document: Document, around: Surroundings): DocumentProblem[] {
  return problemsByLine(document, (text) => [
    ...brokenLinks(document.path, text, around),
    ...missingPaths(text, around),
    ...missingTasks(text, around),
  ]);
}

/** As `documentProblems`, for the comments of a source: code may look like a link. */
export function sourceProblems(source: Document, around: Surroundings): DocumentProblem[] {
  return problemsByLine(source, (text) => [
    ...missingPaths(text, around),
    ...missingTasks(text, around),
  ]);
}

function problemsByLine(
  { path, text }: Document,
  problemsOf: (line: string) => readonly string[],
): DocumentProblem[] {
  return text.split("\n").flatMap((line, index) =>
    problemsOf(line).map((problem) => ({ path, line: index + 1, problem }))
  );
}

/** Documents below `docs/` that no links lead to from its index: nobody would find them. */
export function unlistedDocuments(documents: readonly Document[], index: string): string[] {
  const reached = new Set([index]);
  for (const path of reached) {
    const text = documents.find((document) => document.path === path)?.text ?? "";
    for (const [, target] of text.matchAll(LINK)) {
      const linked = resolve(path, target!.split("#")[0]!);
      if (documents.some((document) => document.path === linked)) reached.add(linked);
    }
  }
  return documents.map(({ path }) => path)
    .filter((path) => path.startsWith("docs/") && !reached.has(path));
}

/** Headings as a forge anchors them: lower case, punctuation dropped, blanks to hyphens. */
export function anchorsOf(text: string): Set<string> {
  const headings = text.matchAll(/^#{1,6} +(.+?) *$/gm);
  return new Set(
    [...headings].map(([, heading]) =>
      heading!.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-")
    ),
  );
}

function brokenLinks(from: string, text: string, { paths, documents }: Surroundings): string[] {
  return [...text.matchAll(LINK)].map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => {
      const [path = "", anchor] = target.split("#");
      const full = path === "" ? from : resolve(from, path);
      if (!paths.has(full)) return true;
      const document = documents.find((each) => each.path === full);
      return anchor !== undefined && document !== undefined &&
        !anchorsOf(document.text).has(anchor);
    })
    .map((target) => `link to ${target} leads nowhere`);
}

function missingPaths(text: string, { paths }: Surroundings): string[] {
  return [...text.matchAll(CODE)].map(([, code]) => code!)
    .filter((code) => /^[\w.][\w./-]*$/.test(code) && code.includes("/"))
    .map((code) => code.replace(/^\.\//, "").replace(/\/$/, ""))
    .filter((path) => paths.has(path.split("/")[0]!) && !path.startsWith("data"))
    .filter((path) => !paths.has(path))
    .map((path) => `${path} does not exist`);
}

function missingTasks(text: string, { tasks }: Surroundings): string[] {
  return [...text.matchAll(TASK)].map(([, name]) => name!)
    .filter((name) => !tasks.has(name))
    .map((name) => `there is no task '${name}'`);
}

function resolve(from: string, path: string): string {
  const parts = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
