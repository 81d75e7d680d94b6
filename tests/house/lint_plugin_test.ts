import assert from "node:assert/strict";
import plugin from "./lint_plugin.ts";

/** The rules that `source` breaks, with the text that breaks them. */
function broken(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source)
    .map(({ id, range }) => `${id.replace("logops/", "")} ${source.slice(...range)}`);
}

const inFunction = (body: string) => `export function f() { ${body} }`;

Deno.test("ambient reports every way to the process, its clock and its chance", () => {
  const rows = [
    ["Deno.env.get('HOME');", "Deno.env"],
    ["Deno['env'].get('HOME');", "Deno['env']"],
    ["globalThis.Deno.exit(1);", "globalThis.Deno.exit"],
    ["Deno.openKv(path);", "Deno.openKv"],
    ["Deno.serve(handler);", "Deno.serve"],
    ["Deno.addSignalListener('SIGTERM', stop);", "Deno.addSignalListener"],
    ["return Date.now();", "Date.now"],
    ["return Math.random();", "Math.random"],
    ["return performance.now();", "performance.now"],
    ["return new Date();", "new Date()"],
    ["return Date();", "Date()"],
    ["const { env } = Deno;", "{ env } = Deno"],
    ["const D = Date;", "D = Date"],
    ["process.exit(1);", "process.exit"],
  ] as const;
  for (const [body, culprit] of rows) {
    assert.deepEqual(broken("gateway/x.ts", inFunction(body)), [`ambient ${culprit}`]);
  }
  assert.deepEqual(
    broken("gateway/x.ts", "export const f = (nowMs = Date.now) => nowMs();"),
    ["ambient Date.now"],
  );
  assert.deepEqual(
    broken("gateway/x.ts", 'import process from "node:process";\nexport { process };'),
    ['ambient import process from "node:process";'],
  );
});

Deno.test("ambient lets composition roots, tests and pure dates be", () => {
  const bad = inFunction("Deno.exit(Date.now());");
  for (
    const path of ["gateway/main.ts", "orchestrator/emit_cli.ts", "gateway/x_test.ts", "tests/x.ts"]
  ) {
    assert.deepEqual(broken(path, bad), [], path);
  }
  for (
    const body of ["return new Date(ms);", "return Date.parse(text);", "return Math.floor(1);"]
  ) {
    assert.deepEqual(broken("gateway/x.ts", inFunction(body)), [], body);
  }
  assert.equal(broken("gateway/domain.ts", bad).length, 2, "domain.ts is no main.ts");
});

Deno.test("load-effect reports what runs at import", () => {
  const rows = [
    ["start();", "start();"],
    ["if (ready) start();", "if (ready) start();"],
    ["for (const x of xs) register(x);", "for (const x of xs) register(x);"],
    ["await ready;", "await ready;"],
    ["export const text = await read();", "await read()"],
    ["export const text = Deno.readTextFileSync('x');", "Deno.readTextFileSync('x')"],
    ["export const reply = fetch(url);", "fetch(url)"],
    ["export const timer = setInterval(tick, 10);", "setInterval(tick, 10)"],
    ["export const worker = new Worker(url);", "new Worker(url)"],
    ["export class A { static { register(A); } }", "static { register(A); }"],
    ["export class A { static timer = setTimeout(tick, 1); }", "setTimeout(tick, 1)"],
  ] as const;
  for (const [source, culprit] of rows) {
    assert.deepEqual(broken("gateway/x.ts", source), [`load-effect ${culprit}`]);
  }
});

Deno.test("load-effect lets declarations be", () => {
  const source = `
    /** doc */
    import { z } from "zod";
    export * from "./y.ts";
    export const S = z.object({ a: z.string() });
    export const later = () => fetch("x");
    export class A { timer = setTimeout(tick, 1); run() { console.log(1); } }
    export async function f() { await later(); setTimeout(f, 1); }
    export type T = string;
    interface I { a: 1 }
    declare const tick: () => void;
    export default S;
    export type { I };
  `;
  assert.deepEqual(broken("gateway/x.ts", source), []);
  assert.deepEqual(broken("gateway/main.ts", "await serve();"), []);
});

Deno.test("module-state reports what outlives a call", () => {
  const rows = [
    ["let count = 0;", "let count = 0;"],
    ["export var last;", "var last;"],
    ["const seen = new Map();", "const seen = new Map();"],
    ["const seen = new WeakMap<object, string>();", "const seen = new WeakMap<object, string>();"],
    ["export const queue: string[] = [];", "const queue: string[] = [];"],
  ] as const;
  for (const [source, culprit] of rows) {
    assert.deepEqual(broken("gateway/x.ts", source), [`module-state ${culprit}`]);
  }
  for (
    const source of [
      "export const LEVELS = ['DEBUG'] as const;",
      "const KNOWN = new Set(['a']);",
      "const EXCEPTIONS: readonly string[] = [];",
      "const EXCEPTIONS: ReadonlyMap<string, string> = new Map();",
      "export function f() { let n = 0; const m = new Map(); return [n, m]; }",
    ]
  ) {
    assert.deepEqual(broken("gateway/x.ts", source), [], source);
  }
});
