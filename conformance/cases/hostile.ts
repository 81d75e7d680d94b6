/** Records that nobody sends on purpose, and everybody gets. */
import { type ConformCase, defineCase, type Outcome } from "./conform_case.ts";
import { HOSTILE_RECORDS } from "./hostile_records.ts";
import { arrivedWith, linesWith, newWord } from "./output_lines.ts";
import type { Subject } from "../subject/mod.ts";

const POST_MS_MAX = 20_000;

function whyNotHttp({ input }: Subject): string | undefined {
  return input.type === "http_json" ? undefined : "its input takes no JSON over HTTP";
}

export const hostileCases: readonly ConformCase[] = [
  defineCase({
    name: "hostile",
    does: "records of nine classes that parsers stumble over, each in a request of its own",
    judges: "what was taken is there, its text whole and its number the same; refusing is fine",
    takesSec: () => 3,
    run: async (deps): Promise<Outcome> => {
      const { input, stage, host, progress } = deps;
      const counts = { taken: 0, refused: 0, gone: 0, changed: 0 };
      const affected: string[] = [];
      const notes: string[] = [];
      const refusals: string[] = [];
      for (const { name, line, changed, noted } of HOSTILE_RECORDS) {
        progress(name);
        const word = newWord(host.random);
        const answer = await input.sendLine(line(word));
        if (!answer.taken) {
          counts.refused++;
          refusals.push(`${name} ${answer.says}`);
          continue;
        }
        counts.taken++;
        const lines = await arrivedWith(word, deps);
        if (lines.length === 0) {
          counts.gone++;
          affected.push(`${name}: answered ${answer.says}, and is nowhere`);
          continue;
        }
        const change = changed?.(lines.join("\n"));
        if (change !== undefined) {
          counts.changed++;
          affected.push(`${name}: answered ${answer.says}, ${change}`);
        }
        const remark = noted?.(lines.join("\n"));
        if (remark !== undefined) notes.push(`${name}: ${remark}`);
      }
      if (refusals.length > 0) notes.push(`refused: ${refusals.join(", ")}`);
      const isAlive = stage.isAlive();
      const faults = [
        ...(counts.gone > 0 ? [`${counts.gone} taken and gone`] : []),
        ...(counts.changed > 0 ? [`${counts.changed} taken and changed`] : []),
        ...(isAlive ? [] : ["it ended"]),
      ];
      const says = `${counts.taken} of ${HOSTILE_RECORDS.length} classes taken`;
      return {
        passed: faults.length === 0,
        says: faults.length === 0 ? `${says}, each as sent` : `${faults.join(", ")}; ${says}`,
        counts,
        affected: affected.slice(0, 3),
        notes,
      };
    },
  }),
  defineCase({
    name: "bad_record",
    does: "a batch of which one record is no JSON",
    judges: "if it is taken: the good ones are there, and the bad one is told of; if not: none is",
    takesSec: () => 2,
    whyNot: whyNotHttp,
    run: async (deps): Promise<Outcome> => {
      const { input, host, stage } = deps;
      const words = [newWord(host.random), newWord(host.random), newWord(host.random)];
      const [first, broken, last] = words as [string, string, string];
      const body = [`{"msg":"${first}"}`, `{"msg":"${broken}`, `{"msg":"${last}"}`, ""].join("\n");
      const answer = await fetch(input.http!, {
        method: "POST",
        headers: { "content-type": "application/x-ndjson", "x-emitter": "conform" },
        body,
        signal: AbortSignal.timeout(POST_MS_MAX),
      });
      const receipt = await answer.text();
      const found: string[] = [];
      if (answer.ok) {
        for (const word of [first, last]) {
          if ((await arrivedWith(word, deps)).length > 0) found.push(word);
        }
        if (/"quarantined":1\b/.test(receipt)) found.push(broken);
        else if ((await arrivedWith(broken, deps)).length > 0) found.push(broken);
      } else {
        await host.sleep(1_000);
        const { at } = stage;
        for (const word of words) {
          if ((await linesWith(at, word)).length > 0) found.push(word);
        }
      }
      const wanted = answer.ok ? 3 : 0;
      return {
        passed: found.length === wanted,
        says: answer.ok
          ? `answered ${answer.status}; ${found.length} of 3 records are there or told of`
          : `answered ${answer.status}; ${found.length} of 3 records are there`,
        counts: { status: answer.status, there_or_told: found.length },
        affected: answer.ok
          ? [first, broken, last].filter((word) => !found.includes(word))
            .map((word) => `${word === broken ? "the bad" : "a good"} record is nowhere`)
          : found.map(() => "a record of a refused batch is there"),
        notes: [],
      };
    },
  }),
];
