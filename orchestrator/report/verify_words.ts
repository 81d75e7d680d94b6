/**
 * A verdict for somebody who has read nothing of LogOps: what was sent, what arrived, what is wrong,
 * in whole sentences. Pure: a report in, lines out.
 */
import type { DeliveryReport, Report } from "../judge/mod.ts";
import { painter, type Style, whole } from "./terminal.ts";

export interface Sentence {
  readonly mark: "good" | "bad" | "note";
  readonly text: string;
}

/** What became of the records, the worst first. `maskingExpected`: personal data in clear is a fault. */
export function verifySentences(report: Report, maskingExpected: boolean): Sentence[] {
  const { delivery, run: { total } } = report;
  const sent = total.due - total.refused;
  const sentences: Sentence[] = [];
  const say = (mark: Sentence["mark"], text: string) => sentences.push({ mark, text });
  if (total.accepted < sent) {
    say(
      "bad",
      `${whole(sent - total.accepted)} of ${whole(sent)} records were not taken: ${
        reasonsOf(report)
      }`,
    );
  } else say("good", `all ${whole(sent)} records were taken`);
  if (delivery === undefined) return sentences;
  if (delivery.unreadable !== undefined) {
    say("bad", `${delivery.directory} cannot be read: ${delivery.unreadable}`);
    return sentences;
  }
  const { delivered, lost, duplicated, reordered, corrupted, accepted } = delivery.total;
  if (accepted > 0 && delivery.total.compared + delivery.total.unnumbered + delivery.strays === 0) {
    say(
      "bad",
      `nothing of this run is at ${delivery.directory}: does your pipeline write there, and keep seq and scenario_id?`,
    );
    return sentences;
  }
  say(
    lost === 0 ? "good" : "bad",
    lost === 0
      ? `every record that was taken arrived: ${whole(delivered)} of ${whole(accepted)}${
        late(delivery)
      }`
      : `${whole(lost)} of ${whole(accepted)} records never arrived${examplesOf(delivery, "lost")}`,
  );
  say(
    duplicated === 0 ? "good" : "bad",
    duplicated === 0
      ? "none arrived twice"
      : `${times(duplicated)} a record arrived once more than it was sent`,
  );
  say(
    corrupted === 0 ? "good" : "bad",
    corrupted === 0
      ? "none was changed, but for masks"
      : `${whole(corrupted)} arrived changed${examplesOf(delivery, "corrupted")}`,
  );
  if (delivery.isOrdered === false) {
    say("note", "their order is not known: the store keeps records by time alone");
  } else {
    say(
      reordered === 0 ? "good" : "note",
      reordered === 0
        ? "they arrived in order"
        : `${whole(reordered)} arrived reordered: after later ones`,
    );
  }
  sentences.push(maskingSentence(delivery, maskingExpected));
  return sentences;
}

/** How late the last one was, where it is worth a word. */
function late({ lateSec = 0 }: DeliveryReport): string {
  return lateSec < 1 ? "" : `, the last within ${Math.ceil(lateSec)} s`;
}

function maskingSentence({ total }: DeliveryReport, maskingExpected: boolean): Sentence {
  const inClear = Object.values(total.piiInClear).reduce((sum, count) => sum + count, 0);
  if (total.piiPlanted === 0) return { mark: "note", text: "no personal data was planted" };
  const of = `${whole(total.piiPlanted)} planted personal values`;
  if (inClear === 0) return { mark: "good", text: `none of ${of} can be read` };
  const kinds = Object.entries(total.piiInClear).filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a).map(([kind, count]) => `${kind} ${whole(count)}`).join(", ");
  return {
    mark: maskingExpected ? "bad" : "note",
    text: `${whole(inClear)} of ${of} can be read: ${kinds}`,
  };
}

function reasonsOf({ run: { total } }: Report): string {
  const reasons = [
    ...Object.entries(total.rejectedByReason).map(([why, count]) =>
      [why, count - (total.refusedByReason[why] ?? 0)] as const
    ),
    ...Object.entries(total.unansweredByReason),
    ["not sent in time", total.dropped] as const,
  ].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  return reasons.map(([why, count]) => `${why} ${whole(count)}`).join(", ");
}

/** Where to look: numbers of lost records, or file, line and what differs. */
function examplesOf({ examples }: DeliveryReport, finding: "lost" | "corrupted"): string {
  const found = examples.filter((one) => one.finding === finding).map(({ seq, file, line, what }) =>
    file === undefined ? `seq ${seq}` : `${file}:${line}${what === undefined ? "" : ` (${what})`}`
  );
  return found.length === 0 ? "" : `, first ${found.join("; ")}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${whole(count)} times`;
}

const MARKS = { good: ["green", "✔"], bad: ["red", "✘"], note: ["yellow", "–"] } as const;

export interface VerifyVerdict {
  readonly passed: boolean;
  readonly sentences: readonly Sentence[];
}

/** `passed` where nothing is bad. */
export function renderVerify(
  { passed, sentences }: VerifyVerdict,
  { input, at }: { readonly input: string; readonly at: string },
  style: Style,
): string[] {
  const paint = painter(style);
  const head = passed
    ? paint("green", "Your pipeline passed.")
    : paint("red", "Your pipeline did not pass.");
  return [
    `${paint("bold", head)} ${paint("dim", `${input} → ${at}`)}`,
    "",
    ...sentences.map(({ mark, text }) => `  ${paint(MARKS[mark][0], MARKS[mark][1])} ${text}`),
  ];
}
