/** What happens to a file that a subject tails. */
import type { Subject } from "../subject/mod.ts";
import { both } from "./both.ts";
import { type CaseDeps, type ConformCase, defineCase } from "./conform_case.ts";
import { judged } from "./judged.ts";
import { loadHasBegun } from "./output_lines.ts";

const ROTATE_MS = 1_500;

function whyNotFile({ input }: Subject): string | undefined {
  return input.type === "file" ? undefined : "it tails no file";
}

async function rotated(
  deps: CaseDeps,
  rotate: (path: string, n: number) => Promise<void>,
) {
  const { stage, verify, effort, host, progress, input } = deps;
  const verdict = verify({ durationSec: effort.times * ROTATE_MS / 1_000 + 1 });
  const rotations = (async () => {
    await loadHasBegun(deps);
    for (let n = 1; n <= effort.times; n++) {
      await host.sleep(ROTATE_MS);
      progress(`${n}/${effort.times}`);
      await rotate(input.address, n);
    }
  })();
  const [report] = await both(verdict, rotations);
  return judged(report, {
    none: ["lost", "duplicated", "corrupted"],
    counts: { rotations: effort.times },
    broken: stage.isAlive() ? undefined : "it ended",
  });
}

export const fileCases: readonly ConformCase[] = [
  defineCase({
    name: "rotate",
    does: "the file that it tails is renamed under load, and a new one begun",
    judges: "none lost or duplicated",
    takesSec: ({ times }) => times * ROTATE_MS / 1_000,
    whyNot: whyNotFile,
    run: (deps) => rotated(deps, (path, n) => Deno.rename(path, `${path}.${n}`)),
  }),
  defineCase({
    name: "truncate",
    does: "the file that it tails is copied and cut to nothing under load",
    judges: "none lost or duplicated",
    takesSec: ({ times }) => times * ROTATE_MS / 1_000,
    whyNot: whyNotFile,
    run: (deps) =>
      rotated(deps, async (path, n) => {
        await Deno.copyFile(path, `${path}.${n}`);
        await Deno.truncate(path);
      }),
  }),
];
