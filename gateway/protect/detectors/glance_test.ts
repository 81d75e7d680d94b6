/** Both ways of a body trust what a glance says, so their comparison cannot see one that is wrong. */
import { equal, ok } from "node:assert/strict";
import {
  createSpan,
  type Cut,
  type Detector,
  DIGITS_RUN_MAX,
  GLANCE,
  OUTSIDE,
  type Trigger,
} from "./detector.ts";
import { detectors } from "./mod.ts";
import { FRAGMENTS } from "../testing/mod.ts";
import fc from "fast-check";

const RUNS = Number(Deno.env.get("LOGOPS_RUNS") ?? 4000);
/** Characters that end a text where it is a part of a body. */
const ENDS = ['"', ",", "\n"];

/** In which a glance may be trusted: without escapes, and of ASCII, as its offsets are bytes. */
const isPlain = (text: string) => /^[ -~]*$/.test(text) && !/[%\\]/.test(text);
const plainText = fc.array(fc.constantFrom(...FRAGMENTS.filter(isPlain), " ", "d=", "ayJ1"), {
  maxLength: 8,
})
  .map((parts) => parts.join(""));

for (const detector of detectors as readonly Detector[]) {
  const { glance, kind } = detector;
  Deno.test(`the glance of ${kind} says nothing else than a look would`, () => {
    if (glance === undefined) return;
    let looks = 0;
    fc.assert(
      fc.property(plainText, fc.constantFrom(...ENDS), (text, end) => {
        const bytes = new TextEncoder().encode(`${end}${text}${end}${end}`);
        for (let at = 0; at < text.length; at++) {
          if (!detector.triggers.some((trigger) => fits(trigger, text, at))) continue;
          const cut: Cut = { start: -1, end: -1, mask: "" };
          const said = glance(bytes, at + 1, 1, cut);
          if (said === GLANCE.unsure) continue;
          looks++;
          const span = createSpan();
          const isFound = detector.find(text, at, span);
          ok(isFound === (said === GLANCE.plain), `${kind} at ${at} of ${JSON.stringify(text)}`);
          if (!isFound) continue;
          const mask = detector.mask(text, span.start, span.end);
          // A glance need not cut out the whole finding, as the masks of addresses keep parts of it.
          equal(
            replaced(text, { start: cut.start - 1, end: cut.end - 1, mask: cut.mask }),
            replaced(text, { start: span.start, end: span.end, mask }),
            text,
          );
        }
      }),
      { numRuns: RUNS },
    );
    ok(looks > 0, "there were glances to hold against looks");
  });
}

function replaced(text: string, { start, end, mask }: Cut): string {
  return text.slice(0, start) + mask + text.slice(end);
}

/** As the tables of `trigger_table.ts` have it. */
function fits({ on, before, after, runChars }: Trigger, text: string, at: number): boolean {
  const isDigit = (index: number) => /^[0-9]$/.test(text[index] ?? "");
  const has = (set: string | undefined, index: number) =>
    set === undefined || set.includes(text[index] ?? OUTSIDE);
  if (!on.includes(text[at]!) || !has(before, at - 1)) return false;
  if (runChars === undefined) return has(after, at + 1);
  if (isDigit(at - 1)) return false;
  let end = at + 1;
  while (isDigit(end)) end++;
  return runChars.includes(Math.min(end - at, DIGITS_RUN_MAX)) && has(after, end);
}
