/**
 * Finds the fenced blocks of a document, with the marks above them. What each mark means, and what
 * is done with a block, is in CONTRIBUTING.md, "Blocks in documents".
 *
 * ```
 * <!-- serves: 8080 -->     a mark
 *                           blank lines may stand between
 * (fence) sh                a block, in a language
 * ```
 */
import type { Document, DocumentProblem } from "./documents.ts";

/**
 * What a block may need, each with the programs that meet the need: without any, no test does.
 * `machine` is what changes the machine, `minutes` a task that is run elsewhere.
 */
export const PROGRAMS_BY_NEED = {
  ...{ docker: [], kubernetes: [], cloud: [], network: [], root: [], machine: [], minutes: [] },
  jq: ["jq"],
  openssl: ["openssl"],
  python3: ["python3"],
  prometheus: ["prometheus", "promtool", "prometheus-alertmanager", "amtool"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Need = keyof typeof PROGRAMS_BY_NEED;

export interface Block {
  readonly path: string;
  /** Of the first line between the fences, from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
  readonly marks: Marks;
}

export interface Marks {
  readonly needs: readonly Need[];
  /** One port for each line of the block. */
  readonly serves: readonly number[];
  /** The exit code that the block ends with. */
  readonly exits: number;
  readonly isSlow: boolean;
  /** The block shows what the one above it printed; these words in it differ from run to run. */
  readonly output: { readonly varies: readonly string[] } | undefined;
  /** Where the block is written, from the repository's root. */
  readonly file: string | undefined;
  /** A file in which the block's lines stand. */
  readonly partOf: string | undefined;
  /** A test that runs the block in a scene of its own. */
  readonly testedBy: string | undefined;
}

export interface Blocks {
  readonly blocks: readonly Block[];
  readonly problems: readonly DocumentProblem[];
}

interface Mark {
  readonly line: number;
  readonly text: string;
}

const COMMENT = /^\s*<!--\s*(.*?)\s*-->\s*$/;
const FENCE = /^(\s*)(`{3,}|~{3,})\s*(\S*)/;
const KNOWN_MARK = /^(needs|serves|exits|slow|output|file|part of|tested by)\b/;

export function blocksOf({ path, text }: Document): Blocks {
  const blocks: Block[] = [];
  const problems: DocumentProblem[] = [];
  const lines = text.split("\n");
  let marks: Mark[] = [];
  for (let index = 0; index < lines.length; index++) {
    const comment = COMMENT.exec(lines[index]!);
    const fence = FENCE.exec(lines[index]!);
    if (comment !== null) marks.push({ line: index + 1, text: comment[1]! });
    if (comment !== null || lines[index]!.trim() === "") continue;
    if (fence === null) {
      problems.push(
        ...marks.filter((mark) => KNOWN_MARK.test(mark.text))
          .map(({ line, text }) => ({ path, line, problem: `mark '${text}' is above no block` })),
      );
      marks = [];
      continue;
    }
    const [, indent, ticks, language] = fence;
    const end = lines.findIndex((line, at) => at > index && isClosing(line, ticks!));
    if (end === -1) {
      problems.push({ path, line: index + 1, problem: "the block has no end" });
      break;
    }
    const content = lines.slice(index + 1, end).map((line) => dedent(line, indent!.length));
    const read = readMarks(marks.filter((mark) => !mark.text.startsWith("deno-")));
    problems.push(...read.problems.map((problem) => ({ path, ...problem })));
    blocks.push({
      path,
      line: index + 2,
      language: language!,
      text: content.map((line) => `${line}\n`).join(""),
      marks: read.marks,
    });
    marks = [];
    index = end;
  }
  return { blocks, problems };
}

function isClosing(line: string, ticks: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= ticks.length && trimmed === ticks[0]!.repeat(trimmed.length);
}

function dedent(line: string, columns: number): string {
  return line.slice(0, columns).trim() === "" ? line.slice(columns) : line;
}

function readMarks(
  marks: readonly Mark[],
): { marks: Marks; problems: Omit<DocumentProblem, "path">[] } {
  const problems: Omit<DocumentProblem, "path">[] = [];
  const read: { -readonly [Key in keyof Marks]: Marks[Key] } = {
    needs: [],
    serves: [],
    exits: 0,
    isSlow: false,
    output: undefined,
    file: undefined,
    partOf: undefined,
    testedBy: undefined,
  };
  for (const { line, text } of marks) {
    const [, name = "", value = ""] = /^([a-z ]+?)(?:: *(.+)|, *varies: *(.+))?$/.exec(text) ?? [];
    const words = value.split(/[ ,]+/).filter((word) => word !== "");
    const varies = /^output, *varies: *(.+)$/.exec(text)?.[1]?.split(" ");
    if (name === "needs" && words.length > 0 && words.every(isNeed)) read.needs = words;
    else if (name === "serves" && words.length > 0 && words.every(isNumber)) {
      read.serves = words.map(Number);
    } else if (name === "exits" && isNumber(value)) read.exits = Number(value);
    else if (text === "slow") read.isSlow = true;
    else if (text === "output") read.output = { varies: [] };
    else if (varies !== undefined) read.output = { varies };
    else if (name === "file" && value !== "") read.file = value;
    else if (name === "part of" && value !== "") read.partOf = value;
    else if (name === "tested by" && value !== "") read.testedBy = value;
    else problems.push({ line, problem: `unknown mark '${text}'` });
  }
  return { marks: read, problems };
}

function isNeed(word: string): word is Need {
  return Object.hasOwn(PROGRAMS_BY_NEED, word);
}

function isNumber(word: string): boolean {
  return /^\d+$/.test(word);
}
