/**
 * What a standalone binary is made of: the entry point, the permission set of its task, and files
 * that it reads at run time or loads as a worker, which no import names.
 *
 * ```
 * deno compile -P=gateway --target … --include housekeeping/sweep/sweep_worker.ts -o dist/…/logops-gateway gateway/main.ts
 * ```
 */

export interface Program {
  /** `logops-<name>` is the binary. */
  readonly name: string;
  readonly entry: string;
  /** In `deno.json`. */
  readonly permissions: string;
  readonly include: readonly string[];
  /** Those of its task. */
  readonly flags?: readonly string[];
}

export const PROGRAMS: readonly Program[] = [
  {
    name: "gateway",
    entry: "gateway/main.ts",
    permissions: "gateway",
    include: ["housekeeping/sweep/sweep_worker.ts"],
    flags: ["--v8-flags=--max-semi-space-size=12,--no-parallel-scavenge"],
  },
  {
    name: "scenario",
    entry: "orchestrator/scenario_cli.ts",
    permissions: "scenario",
    include: ["scenarios"],
  },
  {
    name: "orchestrator",
    entry: "orchestrator/main.ts",
    permissions: "orchestrator",
    include: ["orchestrator/web", "scenarios"],
    flags: ["--v8-flags=--max-semi-space-size=2,--heap-growing-percent=20"],
  },
  {
    name: "housekeeping",
    entry: "housekeeping/main.ts",
    permissions: "housekeeping",
    include: ["housekeeping/sweep/sweep_worker.ts"],
    flags: ["--v8-flags=--max-semi-space-size=1"],
  },
  {
    name: "unseal",
    entry: "housekeeping/unseal_cli.ts",
    permissions: "unseal",
    include: [],
  },
];

export const TARGETS: readonly string[] = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
];

export interface CompileCommand {
  readonly file: string;
  readonly path: string;
  /** Of `deno`. */
  readonly args: readonly string[];
}

export function compileCommands(target: string, outDir: string): CompileCommand[] {
  return PROGRAMS.map(({ name, entry, permissions, include, flags = [] }) => {
    const file = target.includes("windows") ? `logops-${name}.exe` : `logops-${name}`;
    const path = `${outDir}/${target}/${file}`;
    const args = [
      "compile",
      "--frozen",
      ...flags,
      `-P=${permissions}`,
      `--target=${target}`,
      ...include.map((each) => `--include=${each}`),
      `--output=${path}`,
      entry,
    ];
    return { file, path, args };
  });
}
