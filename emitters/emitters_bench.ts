/** Records made per second, one by one and as bodies ready to send: `deno bench emitters/`. */
import { createRandom, emitters } from "./mod.ts";

const RECORDS = 1000;
const START_MS = Date.UTC(2026, 4, 1, 10);
const levels = { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 };
const encoder = new TextEncoder();

for (const plugin of emitters.filter(({ files }) => files === undefined)) {
  const emitter = plugin.create(plugin.config.parse({ chaos: 0, partial_ratio: 0 }), {
    random: createRandom(1),
    scenarioId: "bench-1",
    levels,
  });
  let tsMs = START_MS;
  Deno.bench(`${plugin.type}: ${RECORDS} records as ${RECORDS / 100} encoded bodies`, () => {
    for (let batch = 0; batch < RECORDS / 100; batch++) {
      tsMs += 1;
      const records = Array.from({ length: 100 }, () => emitter.next(tsMs));
      const { body } = emitter.batch(records);
      if (typeof body === "string") encoder.encode(body);
    }
  });
}
