/** Nothing happens: what a pipeline does on a good day. */
import { type ConformCase, defineCase } from "./conform_case.ts";
import { judged } from "./judged.ts";

const BURST_FACTOR = 5;
const ORDER_EPS = 100;

export const plainCases: readonly ConformCase[] = [
  defineCase({
    name: "steady",
    does: "records at a steady rate, and nothing else",
    judges: "all are taken; none lost, duplicated or corrupted",
    takesSec: ({ loadSec }) => loadSec,
    run: async ({ verify, effort }) =>
      judged(await verify({ durationSec: effort.loadSec }), {
        none: ["lost", "duplicated", "corrupted"],
        allTaken: true,
      }),
  }),
  defineCase({
    name: "burst",
    does: `the rate times ${BURST_FACTOR}`,
    judges: "none lost, duplicated or corrupted; what is refused is told",
    takesSec: ({ loadSec }) => loadSec,
    run: async ({ verify, effort, stage }) =>
      judged(
        await verify({ durationSec: effort.loadSec, eps: stage.subject.eps * BURST_FACTOR }),
        { none: ["lost", "duplicated", "corrupted"] },
      ),
  }),
  defineCase({
    name: "order",
    does: `${ORDER_EPS} records a second, so that each request is answered before the next`,
    judges: "none stands behind a record that was sent after it was acknowledged",
    takesSec: ({ loadSec }) => loadSec,
    run: async ({ verify, effort }) =>
      judged(await verify({ durationSec: effort.loadSec, eps: ORDER_EPS }), {
        none: ["lost", "reordered"],
        allTaken: true,
      }),
  }),
  defineCase({
    name: "pii",
    does: "records with planted mail and IP addresses, cards, accounts, tokens and keys",
    judges: "none of the planted values can be read in what comes out",
    takesSec: ({ loadSec }) => loadSec,
    whyNot: ({ promise }) => promise.masks ? undefined : "it is not configured to mask",
    run: async ({ verify, effort }) => {
      const report = await verify({ durationSec: effort.loadSec });
      const { piiPlanted, piiInClear } = report.delivery.total;
      const kinds = Object.entries(piiInClear).filter(([, count]) => count > 0)
        .map(([kind, count]) => [`in_clear_${kind}`, count]);
      return judged(report, {
        none: ["in clear", "lost"],
        counts: { planted: piiPlanted, ...Object.fromEntries(kinds) },
        broken: piiPlanted === 0 ? "no planted value was looked for" : undefined,
      });
    },
  }),
];
