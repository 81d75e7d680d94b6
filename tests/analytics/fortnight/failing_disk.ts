/** An emitter of errors that nobody has seen before: a part of a machine that fails. */
import { z } from "zod";
import { defineEmitter } from "../../../emitters/mod.ts";

export default defineEmitter({
  type: "failing-part",
  summary: "A part of a machine that fails",
  config: z.strictObject({ part: z.string().default("disk").describe("Which part") }),
  create({ part }, { random }) {
    let seq = 0;
    return {
      next(tsMs) {
        const text = JSON.stringify({
          ts: new Date(tsMs).toISOString(),
          level: "ERROR",
          msg: `raid watch: ${part} ${random.int(64)} does not answer, ${part} is taken out`,
          seq: ++seq,
        });
        return { seq, level: "ERROR", text, planted: [] };
      },
      batch: (records) => ({
        contentType: "application/x-ndjson",
        body: records.map(({ text }) => `${text}\n`).join(""),
      }),
    };
  },
});
