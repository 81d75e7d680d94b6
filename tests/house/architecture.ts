/**
 * The house rules that can be decided from file names, file texts and the import graph, as pure
 * functions: each takes facts and returns violations in words. What needs a syntax tree (clocks,
 * environment, effects at load) is in `lint_plugin.ts`, which editors and `deno lint` run as well.
 *
 * ```
 * contract ← emitters ← orchestrator        docs, bench, tests → every room's mod.ts
 *        ↖ gateway    (gateway/main.ts → housekeeping/mod.ts)
 *        ↖ housekeeping
 * ```
 */

/** Room → the rooms it may import, and through which door: always `<room>/mod.ts`. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  emitters: ["contract"],
  gateway: ["contract"],
  orchestrator: ["contract", "emitters", "analytics", "delivery"],
  housekeeping: ["contract"],
  analytics: ["contract"],
  delivery: ["contract"],
  conformance: ["contract"],
  infra: ["contract"],
  cli: ["contract"],
  docs: [
    ...["contract", "emitters", "gateway", "orchestrator", "housekeeping", "delivery"],
    ...["infra", "cli"],
  ],
  bench: ["contract", "emitters", "gateway", "orchestrator", "housekeeping"],
  tests: [
    "contract",
    "emitters",
    "gateway",
    "orchestrator",
    "housekeeping",
    "analytics",
    "delivery",
    "conformance",
    "infra",
    "docs",
    "cli",
  ],
};

/**
 * Rooms inside of rooms, in the order in which data walks through them → the neighbours that each may
 * import. What stands at the room's own root, as its programs, may import all of them; of the root
 * the inner rooms may import what is listed as a file.
 */
export const INNER_ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  emitters: {
    chance: [],
    record: ["chance", "emitter.ts"],
    pii: ["chance", "emitter.ts"],
    content: ["chance", "record", "pii", "emitter.ts"],
    formats: ["chance", "record", "pii", "content", "emitter.ts"],
    plugin: ["chance", "emitter.ts"],
    guide: ["chance", "record", "content", "emitter.ts"],
  },
  orchestrator: {
    plan: [],
    scenario: ["plan"],
    drive: ["plan", "scenario"],
    judge: ["scenario", "drive"],
    report: ["plan", "scenario", "drive", "judge"],
    web: ["plan", "scenario", "drive", "judge", "report"],
    top: ["drive", "judge", "report"],
  },
  housekeeping: {
    files: [],
    retention: ["files"],
    archive: ["files"],
    sweep: ["files", "retention", "archive", "settings.ts"],
    audit: ["files", "archive"],
  },
  delivery: {
    journal: [],
    sinks: ["journal"],
    config: ["sinks"],
    readers: ["sinks"],
    drive: ["journal", "sinks", "config"],
    commands: [
      ...["journal", "sinks", "config", "drive"],
      ...["lock.ts", "settings.ts", "start_delivery.ts", "status.ts"],
    ],
  },
  conformance: {
    subject: [],
    stage: ["subject"],
    doors: ["subject", "stage"],
    judge: [],
    cases: ["subject", "stage", "doors", "judge"],
    report: [],
  },
  analytics: {
    input: [],
    message: [],
    patterns: ["input", "message"],
    anomalies: ["patterns"],
  },
};

/** Room → the packages it may import; a room that is not listed chooses its own. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  contract: ["zod", "node:crypto", "node:util"],
  emitters: ["zod"],
};

export interface Exception {
  readonly from: string;
  readonly to: string;
  readonly why: string;
}

/** Imports that the tables above forbid and that are meant all the same. */
export const EXCEPTIONS: readonly Exception[] = [
  { from: "contract/version.ts", to: "deno.json", why: "the version is written down once" },
  { from: "gateway/workers_cli.ts", to: "deno.json", why: "the workers' set is written down once" },
  { from: "cli/logops_cli.ts", to: "deno.json", why: "tasks and sets are written down once" },
  { from: "cli/up_cli.ts", to: "deno.json", why: "tasks and sets are written down once" },
  { from: "infra/npm_cli.ts", to: "deno.json", why: "it makes the package's own of it" },
  { from: "gateway/main.ts", to: "housekeeping/mod.ts", why: "the gateway may run its sweeps" },
  { from: "analytics/anomalies_cli.ts", to: "gateway/mod.ts", why: "as patterns_cli.ts" },
  {
    from: "analytics/patterns_cli.ts",
    to: "gateway/mod.ts",
    why: "what it shows of logs that no gateway has masked is masked as a gateway masks",
  },
];

/** Files that may be longer than `LINES_MAX`, each with the reason why it is one thing. */
export const LONG_FILES: Readonly<Record<string, string>> = {
  "infra/grafana/overview.ts": "one dashboard, row by row",
  "tests/orchestrator/api_test.ts": "every route of the orchestrator, with each of its refusals",
  "tests/orchestrator/pages_test.ts": "one browser, page by page, as a person goes through them",
};

export const LINES_MAX = 350;

/** Names that say nothing about what is inside. */
const VAGUE_NAME = /^(utils?|helpers?|common|misc|shared|types?|lib)$/;

/** In parts, so that this line is none of them. */
const UNFINISHED = new RegExp(
  ["TO" + "DO", "FIX" + "ME", "XX" + "X", "not" + " implemented"].join("|"),
);

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** One import as written; `to` is a path in the repository, or `npm:zod`, `node:fs`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  /** Gone once the types are checked: nothing is loaded by it. */
  readonly isType?: boolean;
}

/** A test, a benchmark, or what only they use: may read clocks and import any package. */
export function isTrial(path: string): boolean {
  return /_(test|bench)\.ts$/.test(path) || /(^|\/)(bench|tests|testing)\//.test(path);
}

/**
 * A composition root: the only place that touches the process, its clock and its chance. A program,
 * what `new Worker` starts, or what Node starts in the npm package.
 */
export function isRoot(path: string): boolean {
  return /(^|\/)main\.ts$/.test(path) || /_(cli|worker)\.ts$/.test(path) || /\.mjs$/.test(path);
}

export function roomOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf("/")));
}

/** Imports across rooms that the table does not allow. */
export function forbiddenImports(
  edges: readonly Edge[],
  exceptions: readonly Exception[] = EXCEPTIONS,
): string[] {
  return edges.flatMap(({ from, to }) => {
    if (to.includes(":") || roomOf(from) === roomOf(to)) return [];
    if (/^(bench|tests)\//.test(from) && roomOf(to) === "") return [];
    if (exceptions.some((exception) => exception.from === from && exception.to === to)) return [];
    const allowed = MAY_IMPORT[roomOf(from)];
    if (allowed === undefined) return [`${from}: '${roomOf(from)}/' is not a room`];
    if (allowed.includes(roomOf(to))) return [];
    return [`${from} imports ${to}: ${roomOf(from)} may import ${allowed.join(", ") || "nothing"}`];
  });
}

/** Imports between rooms inside of one room that their table does not allow; trials are free. */
export function forbiddenNeighbours(
  edges: readonly Edge[],
  inner: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = INNER_ROOMS,
): string[] {
  return edges.flatMap(({ from, to }) => {
    const table = inner[roomOf(from)];
    if (table === undefined || roomOf(from) !== roomOf(to) || isTrial(from)) return [];
    const [, mine = "", isInside] = from.split("/");
    const [, theirs = ""] = to.split("/");
    if (isInside === undefined || mine === theirs) return [];
    const allowed = table[mine];
    if (allowed === undefined) return [`${from}: '${roomOf(from)}/${mine}/' is not in the table`];
    if (allowed.includes(theirs)) return [];
    return [`${from} imports ${to}: ${mine} may import ${allowed.join(", ") || "nothing"}`];
  });
}

/**
 * Imports that climb in through a window: a folder that has a `mod.ts` is entered through it from
 * outside, rooms and folders inside of rooms alike. `tests/` and `bench/` may use an inner door directly.
 */
export function sideDoors(edges: readonly Edge[], files: readonly SourceFile[]): string[] {
  const doors = new Set(files.map(({ path }) => path).filter((path) => path.endsWith("/mod.ts")));
  return edges.flatMap(({ from, to }) => {
    const closed = foldersOf(to)
      .filter((folder) => !from.startsWith(`${folder}/`))
      .map((folder) => `${folder}/mod.ts`)
      .filter((door) => doors.has(door));
    const [outermost] = closed;
    if (outermost === undefined || to === outermost) return [];
    if (/^(bench|tests)\//.test(from) && closed.includes(to)) return [];
    return [`${from} imports ${to}: enter through ${outermost}`];
  });
}

/** `a`, `a/b` for `a/b/c.ts`. */
function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** Exceptions that no import uses any more. */
export function unusedExceptions(
  edges: readonly Edge[],
  exceptions: readonly Exception[] = EXCEPTIONS,
): string[] {
  return exceptions
    .filter((each) => !edges.some(({ from, to }) => from === each.from && to === each.to))
    .map(({ from, to }) => `${from} does not import ${to} any more: delete the exception`);
}

/** Packages and built-in modules that a room with a list of its own does not list. */
export function forbiddenPackages(
  edges: readonly Edge[],
  packages: Readonly<Record<string, readonly string[]>> = PACKAGES,
): string[] {
  return edges.flatMap(({ from, to }) => {
    const allowed = packages[roomOf(from)];
    if (allowed === undefined || isTrial(from) || !to.includes(":")) return [];
    const name = to.replace(/^npm:/, "");
    return allowed.includes(name)
      ? []
      : [`${from} imports ${to}: ${roomOf(from)} may import ${allowed.join(", ")}`];
  });
}

/** Packages that `deno.json` names and no source imports. */
export function unusedPackages(names: readonly string[], edges: readonly Edge[]): string[] {
  const used = new Set(edges.map(({ to }) => to.replace(/^npm:/, "")));
  return names.filter((name) => !used.has(name.replace(/^@types\//, "")))
    .map((name) => `deno.json names ${name}, and no source imports it`);
}

/** Composition roots are run, not imported, but for what several of them share and their types. */
export function importedRoots(edges: readonly Edge[]): string[] {
  return edges
    .filter(({ from, to, isType }) =>
      isRoot(to) && !isRoot(from) && !isTrial(from) && isType !== true
    )
    .map(({ from, to }) => `${from} imports ${to}: a composition root is run, not imported`);
}

/** Rings of imports, each named once by its files in order. */
export function importCycles(edges: readonly Edge[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]) => {
    const start = trail.indexOf(file);
    if (start >= 0) cycles.push([...trail.slice(start), file].join(" → "));
    if (start >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}

/** Modules that nothing but tests would miss: not a root, a door or a trial, and never imported. */
export function unusedModules(files: readonly SourceFile[], edges: readonly Edge[]): string[] {
  const used = new Set(edges.filter(({ from }) => !isTrial(from)).map(({ to }) => to));
  return files
    .map(({ path }) => path)
    .filter((path) => !isTrial(path) && !isRoot(path) && !path.endsWith("/mod.ts"))
    .filter((path) => !used.has(path))
    .map((path) => `${path}: no module imports it`);
}

/** File names that are drawers, not nouns. */
export function vagueNames(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path }) => {
    const vague = path.split("/").map((part) => part.replace(/(_test)?\.ts$/, ""))
      .find((part) => VAGUE_NAME.test(part));
    return vague === undefined ? [] : [`${path}: '${vague}' says nothing about what is inside`];
  });
}

/** Files over `LINES_MAX` lines that give no reason in `LONG_FILES`. */
export function longFiles(
  files: readonly SourceFile[],
  reasons: Readonly<Record<string, string>> = LONG_FILES,
): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    if (lines > LINES_MAX && reasons[path] === undefined) {
      return [`${path}: ${lines} lines, more than ${LINES_MAX}: is it two things?`];
    }
    if (lines <= LINES_MAX && reasons[path] !== undefined) {
      return [`${path}: short again: delete its entry in LONG_FILES`];
    }
    return [];
  });
}

/** Modules that do not begin by saying what they are. */
export function missingModuleDocs(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path, text }) => !isTrial(path) && !/^(#!.*\n)?\/\*\*/.test(text))
    .map(({ path }) => `${path}: begins without a module doc (/** … */)`);
}

/** Promises that stand where work should. */
export function unfinishedWords(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const word = UNFINISHED.exec(line)?.[0];
      return word === undefined
        ? []
        : [`${path}:${index + 1}: '${word}': finish it, or say what is true`];
    })
  );
}
