/**
 * Rules of the house that need a syntax tree, as a `deno lint` plugin: they show in the editor, in
 * the pre-commit hook and in `deno task ok`.
 *
 * - `logops/ambient`: only a composition root (`main.ts`, `*_cli.ts`, `*_worker.ts`) touches the
 *   process: its environment, clock, chance, signals, sockets and exit. Everything else is handed
 *   what it needs.
 * - `logops/load-effect`: importing a module does nothing. Its top level declares and no more.
 * - `logops/module-state`: no variable of a module outlives a call: no `let`, no empty collection.
 *
 * Tests, benchmarks and `tests/` are free of all three. A call in a top-level initializer may hide
 * an effect that a syntax tree cannot show; `architecture_test.ts` therefore also imports every
 * module in a process without permissions.
 */
import { isRoot, isTrial } from "./architecture.ts";

/** Exceptions, each with its reason: `path` from the repository's root, `name` as reported. */
export const ALLOWED: readonly { path: string; name: string; why: string }[] = [];

const AMBIENT = new Set([
  "Deno.addSignalListener",
  "Deno.args",
  "Deno.env",
  "Deno.exit",
  "Deno.openKv",
  "Deno.removeSignalListener",
  "Deno.serve",
  "Date.now",
  "Math.random",
  "Temporal.Now",
  "performance.now",
  "process.argv",
  "process.env",
  "process.exit",
  "process.hrtime",
  "process.on",
]);

/** Globals whose use at load is an effect. */
const EFFECTFUL = new Set([
  "Deno",
  "Worker",
  "console",
  "fetch",
  "globalThis",
  "queueMicrotask",
  "setInterval",
  "setTimeout",
]);

const DECLARATIONS = new Set([
  "ClassDeclaration",
  "ExportAllDeclaration",
  "ExportDefaultDeclaration",
  "ExportNamedDeclaration",
  "FunctionDeclaration",
  "ImportDeclaration",
  "VariableDeclaration",
]);

const FUNCTIONS = new Set([
  "ArrowFunctionExpression",
  "FunctionDeclaration",
  "FunctionExpression",
]);

const plugin: Deno.lint.Plugin = {
  name: "logops",
  rules: {
    ambient: {
      create(context) {
        if (isRoot(context.filename) || isFree(context.filename)) return {};
        const report = (node: Deno.lint.Node, name: string) => {
          if (isAllowed(context.filename, name)) return;
          context.report({
            node,
            message: `${name} outside a composition root`,
            hint: "Take it as an argument: main.ts and *_cli.ts pass it in",
          });
        };
        return {
          MemberExpression(node) {
            const name = memberName(node);
            if (AMBIENT.has(name)) report(node, name);
          },
          NewExpression(node) {
            if (nameOf(node.callee) === "Date" && node.arguments.length === 0) {
              report(node, "new Date()");
            }
          },
          CallExpression(node) {
            if (nameOf(node.callee) === "Date") report(node, "Date()");
          },
          VariableDeclarator(node) {
            const name = node.init === null ? "" : nameOf(node.init);
            if (["Deno", "Date", "Math", "process"].includes(name)) {
              report(node, `alias of ${name}`);
            }
          },
          ImportDeclaration(node) {
            if (node.source.value === "node:process") report(node, "node:process");
          },
        };
      },
    },
    "load-effect": {
      create(context) {
        if (isRoot(context.filename) || isFree(context.filename)) return {};
        const report = (node: Deno.lint.Node) => {
          if (isAllowed(context.filename, "load-effect")) return;
          context.report({ node, message: "This runs when the module is imported" });
        };
        return {
          Program(node) {
            for (const statement of node.body) {
              if (!DECLARATIONS.has(statement.type) && !statement.type.startsWith("TS")) {
                report(statement);
              }
            }
          },
          AwaitExpression(node) {
            if (runsAtLoad(node) && isInDeclaration(node)) report(node);
          },
          CallExpression(node) {
            if (EFFECTFUL.has(rootName(node.callee)) && runsAtLoad(node) && isInDeclaration(node)) {
              report(node);
            }
          },
          NewExpression(node) {
            if (EFFECTFUL.has(rootName(node.callee)) && runsAtLoad(node)) report(node);
          },
          StaticBlock(node) {
            report(node);
          },
        };
      },
    },
    "module-state": {
      create(context) {
        if (isRoot(context.filename) || isFree(context.filename)) return {};
        return {
          VariableDeclaration(node) {
            if (!runsAtLoad(node) || !isInDeclaration(node)) return;
            for (const { id, init } of node.declarations) {
              const name = nameOf(id);
              if (node.kind === "const" && (!isEmptyCollection(init) || isReadonly(id))) continue;
              if (isAllowed(context.filename, name)) continue;
              context.report({
                node,
                message: `'${name}' is state of a module`,
                hint: "Keep it in a closure or an object that its user makes",
              });
            }
          },
        };
      },
    },
  },
};
export default plugin;

/** `filename` is absolute in `deno lint`, relative in a test of a rule. */
function fromRoot(filename: string): string {
  const root = new URL("../../", import.meta.url).pathname;
  return filename.startsWith(root) ? filename.slice(root.length) : filename;
}

function isFree(filename: string): boolean {
  return isTrial(fromRoot(filename));
}

function isAllowed(filename: string, name: string): boolean {
  return ALLOWED.some((each) => each.path === fromRoot(filename) && each.name === name);
}

function nameOf(node: Deno.lint.Node): string {
  return node.type === "Identifier" ? node.name : "";
}

/** `Deno.env`, for `Deno.env`, `Deno["env"]` and `globalThis.Deno.env` alike. */
function memberName(node: Deno.lint.MemberExpression): string {
  const property = node.property.type === "Literal"
    ? String(node.property.value)
    : node.computed
    ? ""
    : nameOf(node.property);
  const object = node.object.type === "MemberExpression"
    ? memberName(node.object)
    : nameOf(node.object);
  return object === "globalThis" ? property : `${object}.${property}`;
}

function rootName(node: Deno.lint.Node): string {
  return node.type === "MemberExpression" ? rootName(node.object) : nameOf(node);
}

function runsAtLoad(node: Deno.lint.Node): boolean {
  for (let at = parentOf(node); at !== undefined; at = parentOf(at)) {
    if (FUNCTIONS.has(at.type) || at.type === "MethodDefinition") return false;
    if (at.type === "PropertyDefinition" && !at.static) return false;
  }
  return true;
}

/** Whether the top-level statement around `node` is a declaration; others are reported whole. */
function isInDeclaration(node: Deno.lint.Node): boolean {
  let top: Deno.lint.Node = node;
  for (let at = parentOf(node); at !== undefined && at.type !== "Program"; at = parentOf(at)) {
    top = at;
  }
  return DECLARATIONS.has(top.type);
}

function parentOf(node: Deno.lint.Node): Deno.lint.Node | undefined {
  return "parent" in node ? (node.parent ?? undefined) as Deno.lint.Node | undefined : undefined;
}

function isEmptyCollection(init: Deno.lint.Node | null): boolean {
  if (init === null) return false;
  if (init.type === "ArrayExpression") return init.elements.length === 0;
  return init.type === "NewExpression" && init.arguments.length === 0 &&
    ["Array", "Map", "Set", "WeakMap", "WeakSet"].includes(nameOf(init.callee));
}

/** Whether a declaration promises not to change what it names: `const X: readonly T[] = []`. */
function isReadonly(id: Deno.lint.Node): boolean {
  const type = id.type === "Identifier" ? id.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type === "TSTypeOperator") return type.operator === "readonly";
  return type?.type === "TSTypeReference" && nameOf(type.typeName).startsWith("Readonly");
}
