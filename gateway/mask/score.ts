/**
 * How well texts are masked of which it is known what is in them, one case a line of JSON:
 *
 * ```json
 * {"text":"by john@example.com, order 7","hide":[{"kind":"email","value":"john@example.com"}],"keep":["order 7"]}
 * ```
 *
 * A value of `hide` is found where the masked text does not have it any more; a part of `keep` is
 * damaged where it does not have it either. A case without `hide` has to come out as it is.
 */
import type { Masker } from "../transcribe/mod.ts";
import { z } from "zod";

const Case = z.strictObject({
  text: z.string(),
  hide: z.array(z.strictObject({ kind: z.string(), value: z.string().min(1) })).default([]),
  keep: z.array(z.string().min(1)).default([]),
});

export interface KindScore {
  hidden: number;
  total: number;
}

export interface Score {
  readonly cases: number;
  /** By kind: how many of its values are hidden. */
  readonly kinds: Readonly<Record<string, KindScore>>;
  readonly hidden: number;
  readonly total: number;
  /** Parts that have to stay, and texts in which there is nothing to hide. */
  readonly kept: number;
  readonly keep: number;
  /** Lines of cases that went wrong, the first of them. */
  readonly wrong: readonly number[];
}

const WRONG_MAX = 20;

/** Gives a message where a line is no case. */
export function score(text: string, masker: Masker): Score | string {
  const kinds: Record<string, KindScore> = {};
  const sums = { cases: 0, hidden: 0, total: 0, kept: 0, keep: 0 };
  const wrong: number[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const one = readCase(line);
    if (typeof one === "string") return `line ${i + 1}: ${one}`;
    const masked = (masker.json(one.text) ?? masker.text(one.text)).text;
    sums.cases++;
    let isRight = true;
    for (const { kind, value } of one.hide) {
      const isHidden = !masked.includes(value);
      const ofKind = kinds[kind] ??= { hidden: 0, total: 0 };
      ofKind.total++;
      sums.total++;
      if (isHidden) {
        ofKind.hidden++;
        sums.hidden++;
      }
      isRight &&= isHidden;
    }
    const stays = one.hide.length === 0 ? [one.text, ...one.keep] : one.keep;
    for (const part of stays) {
      const isKept = masked.includes(part);
      sums.keep++;
      if (isKept) sums.kept++;
      isRight &&= isKept;
    }
    if (!isRight && wrong.length < WRONG_MAX) wrong.push(i + 1);
  }
  return { ...sums, kinds, wrong };
}

function readCase(line: string): z.infer<typeof Case> | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return "it is no JSON";
  }
  const read = Case.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `${issue!.path.join(".") || "the case"}: ${issue!.message}`;
}
