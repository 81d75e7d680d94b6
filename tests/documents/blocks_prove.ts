/**
 * `deno task prove:docs [page…]`: runs every block of every document, the slow ones too, and says
 * which do not do what the page shows. Exit code 1 where there are any.
 */
import { describe, runDocuments } from "./blocks_run.ts";

const { pages, blocks, problems } = await runDocuments({
  withSlow: true,
  only: Deno.args,
  onPage: (path, seconds) => {
    if (seconds >= 1) console.log(`${path}  ${seconds.toFixed(1)} s`);
  },
});
for (const problem of problems) console.log(`\n${describe(problem)}`);
console.log(`\n${pages} pages, ${blocks} blocks, ${problems.length} problems`);
if (pages === 0 || problems.length > 0) Deno.exit(1);
