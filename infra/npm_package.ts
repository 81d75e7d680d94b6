/**
 * The npm package `logops`: what is in it, and its `package.json` and `deno.json`. Pure.
 *
 * It holds the programs as they are, in TypeScript, without tests and without what only developers
 * use, and depends on the npm package `deno`, which brings the runtime: `npx logops demo` needs Node
 * alone.
 */

/** Folders of the repository that are part of the product. */
export const PRODUCT: readonly string[] = [
  ...["analytics", "cli", "conformance", "contract", "delivery", "emitters", "gateway"],
  ...["housekeeping", "infra", "orchestrator", "scenarios"],
];
const TOP_FILES: readonly string[] = ["LICENSE", "README.md", "CHANGELOG.md"];
/** Of no use to a program that runs. */
const LEFT_OUT = [
  /_(test|bench|prove)\.ts$/,
  /(^|\/)(testing|testdata|tests)\//,
  /^infra\/(docker|compose|grafana|npm|loki|alloy|promtail)\//,
];

/** Those of `paths`, from the repository's root, that go into the package. */
export function packagedFiles(paths: readonly string[]): string[] {
  return paths.filter((path) => {
    if (TOP_FILES.includes(path)) return true;
    const isProduct = PRODUCT.some((folder) => path.startsWith(`${folder}/`));
    return isProduct && !LEFT_OUT.some((pattern) => pattern.test(path));
  });
}

export interface Versions {
  readonly product: string;
  readonly deno: string;
}

export function packageJson({ product, deno }: Versions): string {
  const fields = {
    name: "logops",
    version: product,
    description: "The proving ground and front door of a log pipeline",
    license: "MIT",
    type: "module",
    bin: { logops: "bin/logops.mjs" },
    engines: { node: ">=18" },
    dependencies: { deno },
    keywords: ["logs", "log-pipeline", "pii", "masking", "load-testing", "observability"],
  };
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** What of `deno.json` programs need; `used` says which packages they import. */
export interface DenoConfig {
  readonly tasks: Readonly<Record<string, unknown>>;
  readonly imports: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

export function denoJson(config: DenoConfig, used: ReadonlySet<string>): string {
  const { version, unstable, permissions, compilerOptions } = config;
  const tasks = Object.fromEntries(
    Object.entries(config.tasks).filter(([name]) => !/^(test|prove|dev|bench)\b/.test(name)),
  );
  const imports = Object.fromEntries(
    Object.entries(config.imports).filter(([name, to]) => used.has(name) || to.startsWith("./")),
  );
  // Packages come from Deno's cache: a `package.json` beside would turn that off.
  const nodeModulesDir = "none";
  const kept = { version, nodeModulesDir, tasks, imports, unstable, permissions, compilerOptions };
  return `${JSON.stringify(kept, null, 2)}\n`;
}
