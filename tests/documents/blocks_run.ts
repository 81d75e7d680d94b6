/**
 * All pages whose blocks are checked and run, and the problems of each. Pages run a few at a time:
 * each has a folder and ports of its own, and much of their time is waiting.
 */
import config from "../../deno.json" with { type: "json" };
import { blocksOf } from "./blocks.ts";
import { blockProblems, type Repository } from "./blocks_check.ts";
import { runPage } from "./page.ts";
import type { DocumentProblem } from "./documents.ts";
import { pathsBelow, ROOT } from "../repository.ts";

const PAGES_AT_ONCE = 2;

export interface DocumentsRun {
  readonly pages: number;
  readonly blocks: number;
  readonly problems: readonly DocumentProblem[];
}

export interface DocumentsOptions {
  /** Also the blocks that are marked as slow. */
  readonly withSlow: boolean;
  /** These pages only; all by default. */
  readonly only?: readonly string[];
  /** Pages whose blocks are run, all by default; those of the others are only checked. */
  readonly run?: readonly string[];
  readonly onPage?: (path: string, seconds: number) => void;
}

export async function runDocuments(options: DocumentsOptions): Promise<DocumentsRun> {
  const { withSlow, only = [], run, onPage } = options;
  const repository = await repositoryAsItIs();
  const pages = [...repository.paths].filter((path) =>
    /^(README\.md|CONTRIBUTING\.md|docs\/.+\.md)$/.test(path) &&
    (only.length === 0 || only.includes(path))
  );
  const problems: DocumentProblem[] = [];
  let blockCount = 0;
  const waiting = pages.values();
  const runSome = async () => {
    for (const path of waiting) {
      const startedMs = Date.now();
      const { blocks, problems: unreadable } = blocksOf({
        path,
        text: await repository.readText(path),
      });
      const unfit = [...unreadable, ...await blockProblems(blocks, repository)];
      const isRun = unfit.length === 0 && (run?.includes(path) ?? true);
      problems.push(...unfit, ...isRun ? await runPage(blocks, { withSlow }) : []);
      blockCount += blocks.length;
      onPage?.(path, (Date.now() - startedMs) / 1000);
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, runSome));
  return { pages: pages.length, blocks: blockCount, problems };
}

export function describe({ path, line, problem }: DocumentProblem): string {
  return `${path}:${line}: ${problem}`;
}

async function repositoryAsItIs(): Promise<Repository> {
  return {
    paths: new Set(await pathsBelow(ROOT)),
    tasks: new Map(Object.entries(config.tasks).map(([name, { command }]) => [name, command])),
    readText: (path) => Deno.readTextFile(new URL(path, ROOT)),
  };
}
