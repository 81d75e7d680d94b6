/** A journal that is opened, and its folder made, when the first batch comes: most never need it. */
import type { Result } from "../../contract/mod.ts";
import type { Journal } from "./journal.ts";

export function lazyJournal(open: () => Promise<Result<Journal>>): Journal {
  let opening: Promise<Result<Journal>> | undefined;
  let journal: Journal | undefined;
  return {
    async append(lines, records, key) {
      const opened = await (opening ??= open());
      if (!opened.ok) {
        opening = undefined; // the next batch tries again
        return opened.failure;
      }
      journal = opened.value;
      return await journal.append(lines, records, key);
    },
    unavailable: () => journal?.unavailable(),
    close: async () => {
      const opened = await opening;
      if (opened?.ok === true) await opened.value.close();
    },
  };
}
