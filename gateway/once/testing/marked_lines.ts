/** Lines of a batch with its mark, made of lines that have none. */
import { type Mark, markFields } from "../mark.ts";

export function markedLines(lines: string, records: number, mark: Mark): string {
  const { first, last } = markFields(mark, records);
  const marked = lines.split("\n").slice(0, records).map((line, i) =>
    line.slice(0, -1) + (i === 0 ? first : "") + (i === records - 1 ? last : "") + "}\n"
  );
  return marked.join("");
}
