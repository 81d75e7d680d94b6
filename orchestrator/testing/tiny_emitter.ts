/** The smallest emitter that is whole: JSON lines with a level, a number and an address. */
import { z } from "zod";
import { defineEmitter, type EmittedRecord, type EmittedRequest } from "../../emitters/mod.ts";

export const tiny = defineEmitter({
  type: "tiny",
  summary: "Numbered JSON lines; every n-th is broken and is to be refused",
  config: z.strictObject({ broken_every: z.int().min(0).default(0) }),
  create({ broken_every }, { random, scenarioId }) {
    let seq = 0;
    return {
      next(tsMs): EmittedRecord {
        seq++;
        const ts = new Date(tsMs).toISOString();
        const email = `user${random.int(1000)}@example.com`;
        const level = random.chance(0.25) ? "ERROR" : "INFO";
        const msg = `order ${seq} of ${email} took ${random.int(500)} ms`;
        const text = JSON.stringify({ ts, level, msg, seq, scenario_id: scenarioId });
        const record = { seq, level, text, planted: [{ kind: "email", value: email }] } as const;
        if (broken_every === 0 || seq % broken_every !== 0) return record;
        const defect = {
          class: "truncated_json",
          outcome: "refused",
          reason: "bad_ndjson",
        } as const;
        return { ...record, defect, request: wrap(text.slice(0, -9)) };
      },
      batch: (records) => wrap(records.map(({ text }) => text).join("\n")),
    };
  },
});

function wrap(lines: string): EmittedRequest {
  return { contentType: "application/x-ndjson", body: `${lines}\n` };
}
