/** What runs in the browser: gives Alpine the components that the pages name in `x-data`. */
import type { AlpineGlobal } from "./alpine.ts";
import { editor } from "./editor.ts";
import { comparePage, liveRuns, runList } from "./lists.ts";
import { moment } from "./numbers.ts";
import { runPage } from "./run.ts";

declare const Alpine: AlpineGlobal;

document.addEventListener("alpine:init", () => {
  Alpine.data("liveRuns", liveRuns);
  Alpine.data("runList", runList);
  Alpine.data("runPage", runPage);
  Alpine.data("comparePage", comparePage);
  Alpine.data("editor", editor);
});

for (const time of document.querySelectorAll("time")) {
  time.textContent = moment(Date.parse(time.dateTime));
}
