/** What conform found of a subject: kept as JSON, so that a report can be made of several runs. */
import { z } from "zod";
import { join } from "node:path";

const CaseReport = z.object({
  case: z.string(),
  status: z.enum(["passed", "broken", "not run"]),
  says: z.string(),
  counts: z.record(z.string(), z.number()),
  affected: z.array(z.string()),
  notes: z.array(z.string()),
  logLine: z.string().optional(),
  tookSec: z.number(),
  command: z.string(),
  date: z.string(),
});
const SubjectReport = z.object({
  subject: z.string(),
  title: z.string(),
  about: z.string(),
  version: z.string(),
  promise: z.object({ says: z.string(), source: z.string() }),
  machine: z.string(),
  cases: z.array(CaseReport),
});
export type SubjectReport = z.infer<typeof SubjectReport>;
export type CaseReport = z.infer<typeof CaseReport>;

/** `now` over `before`: a case that was run again counts as it ended last. */
export function merged(before: SubjectReport | undefined, now: SubjectReport): SubjectReport {
  const fresh = new Map(now.cases.map((each) => [each.case, each]));
  const kept = (before?.cases ?? []).filter((each) => !fresh.has(each.case));
  return { ...now, cases: [...kept, ...now.cases] };
}

/** Every report in `folder`, by the subject's name. A file that is none is passed over. */
export async function readReports(folder: string): Promise<SubjectReport[]> {
  const reports: SubjectReport[] = [];
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (name.endsWith(".json")) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const name of names.sort()) {
    const parsed = SubjectReport.safeParse(readJson(await Deno.readTextFile(join(folder, name))));
    if (parsed.success) reports.push(parsed.data);
  }
  return reports;
}

export async function writeReport(folder: string, report: SubjectReport): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const text = `${JSON.stringify(report, null, 2)}\n`;
  await Deno.writeTextFile(join(folder, `${report.subject}.json`), text);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
