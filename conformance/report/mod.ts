/** How findings are shown and kept. */
export { toHtml } from "./html.ts";
export { toJUnit } from "./junit.ts";
export { countsText, published, toMarkdown } from "./markdown.ts";
export {
  type CaseReport,
  merged,
  readReports,
  type SubjectReport,
  writeReport,
} from "./subject_report.ts";
