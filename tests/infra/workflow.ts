/**
 * GitHub workflows as this repository writes them: a strict schema of the keys it uses, by
 * https://docs.github.com/actions/reference/workflow-syntax-for-github-actions, and what a schema
 * cannot see: that names in `needs` and in `${{ … }}` stand for something.
 */
import { parse } from "yaml";
import { z } from "zod";

const Name = z.string().regex(/^[A-Za-z_][\w-]*$/, "must be a name");
const Text = z.string().min(1);
const Variables = z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/), Text);
const Minutes = z.int().min(1).max(360);
const Strings = z.array(Text).min(1);

const Permissions = z.partialRecord(
  z.enum(["attestations", "checks", "contents", "id-token", "packages", "pages", "statuses"]),
  z.enum(["read", "write", "none"]),
);

const Runs = z.strictObject({
  name: Text.optional(),
  id: Name.optional(),
  if: Text.optional(),
  env: Variables.optional(),
  "working-directory": Text.optional(),
  shell: Text.optional(),
  run: Text,
});

const Uses = z.strictObject({
  name: Text.optional(),
  id: Name.optional(),
  if: Text.optional(),
  env: Variables.optional(),
  uses: Text,
  with: z.record(Name, z.union([Text, z.number(), z.boolean()])).optional(),
});

const Step = z.union([Runs, Uses], "must have the keys of a step with 'run' or with 'uses'");

const Job = z.strictObject({
  name: Text.optional(),
  needs: z.union([Name, z.array(Name).min(1)]).optional(),
  if: Text.optional(),
  "runs-on": Text,
  "timeout-minutes": Minutes.optional(),
  permissions: Permissions.optional(),
  env: Variables.optional(),
  defaults: z.strictObject({ run: z.strictObject({ shell: Text }) }).optional(),
  strategy: z.strictObject({
    "fail-fast": z.boolean().optional(),
    matrix: z.record(Name, z.union([Strings, z.array(z.record(Name, Text)).min(1)])),
  }).optional(),
  steps: z.array(Step).min(1),
});

const Branches = z.strictObject({ branches: Strings.optional(), tags: Strings.optional() });

const Workflow = z.strictObject({
  name: Text,
  on: z.strictObject({
    push: Branches.nullable().optional(),
    pull_request: Branches.nullable().optional(),
    workflow_dispatch: z.null().optional(),
  }),
  permissions: Permissions,
  concurrency: z.strictObject({ group: Text, "cancel-in-progress": z.boolean() }).optional(),
  jobs: z.record(Name, Job),
});
type Job = z.infer<typeof Job>;

/** What is wrong with a workflow, each with its place. */
export function faultsOfWorkflow(text: string): string[] {
  const parsed = Workflow.safeParse(parse(text));
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  }
  const { jobs } = parsed.data;
  return Object.entries(jobs).flatMap(([name, job]) => [
    ...[job.needs ?? []].flat().filter((needed) => !Object.hasOwn(jobs, needed))
      .map((needed) => `jobs.${name}.needs: there is no job '${needed}'`),
    ...unknownValues(job).map((value) => `jobs.${name}: there is no '${value}'`),
  ]);
}

/** Contexts whose members GitHub gives, and this file cannot know. */
const GIVEN = new Set(["env", "github", "inputs", "runner", "secrets", "vars"]);

/** Values in expressions that neither GitHub nor the job defines. */
function unknownValues(job: Job): string[] {
  const matrix = Object.entries(job.strategy?.matrix ?? {}).flatMap(([key, values]) =>
    key === "include" ? values.flatMap((each) => Object.keys(each)) : [key]
  );
  const steps = job.steps.flatMap(({ id }) => id === undefined ? [] : [id]);
  const values = [...JSON.stringify(job).matchAll(/\$\{\{ *([\w.-]+) *\}\}/g)].map(([, it]) => it!);
  return values.filter((value) => {
    const [context = "", member = ""] = value.split(".");
    if (context === "matrix") return !matrix.includes(member);
    return context === "steps" ? !steps.includes(member) : !GIVEN.has(context);
  });
}
