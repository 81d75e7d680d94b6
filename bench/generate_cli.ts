/**
 * How many records one emitter type makes: `generate_cli.ts <type> <seconds>` makes bodies of 100
 * records, encoded and ready to be sent, and prints what it measured as JSON.
 */
import { createRandom, emitterByType } from "../emitters/mod.ts";
import type { GeneratedResult } from "./emitters.ts";

const RECORDS = 100;
const WARM_UP_SEC = 1;

const [type = "", seconds = "3"] = Deno.args;
const found = emitterByType(type);
if (!found.ok) throw new Error(found.message);
const emitter = found.plugin.create({}, {
  random: createRandom(1),
  scenarioId: "bench-1",
  levels: { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 },
});
const encoder = new TextEncoder();
let tsMs = Date.UTC(2026, 4, 1, 10);

function makeFor(durationSec: number): GeneratedResult {
  const startMs = performance.now();
  const before = process.cpuUsage();
  let records = 0;
  let bytes = 0;
  while (performance.now() - startMs < durationSec * 1000) {
    tsMs += 1;
    const { body } = emitter.batch(Array.from({ length: RECORDS }, () => emitter.next(tsMs)));
    bytes += typeof body === "string" ? encoder.encode(body).length : body.length;
    records += RECORDS;
  }
  const { user, system } = process.cpuUsage(before);
  const cpuSec = (user + system) / 1e6;
  const elapsedSec = (performance.now() - startMs) / 1000;
  return {
    type,
    recordsPerSec: records / elapsedSec,
    recordsPerCpuSec: records / cpuSec,
    bytesPerRecord: bytes / records,
  };
}

makeFor(WARM_UP_SEC);
console.log(JSON.stringify(makeFor(Number(seconds))));
