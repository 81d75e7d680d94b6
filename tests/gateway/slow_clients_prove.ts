/**
 * `deno task prove:slow-clients [rounds]`: 17 and 100 connections that each send 8 MiB less a byte,
 * at once or over 25 seconds, and what a good client's latency makes of it. Quiet rounds and rounds
 * under attack take turns, so that the machine's own drift falls on both, and the median of their
 * p99 counts, so that a round in which the machine was busy does not.
 */
import { openSlowScene, quantile, type SlowClients } from "./slow_clients.ts";

const ROUND_MS = 3000;
const ATTACK_LEAD_MS = 2000;
const SHIFT_MAX = 0.2;
const ATTACKS: readonly SlowClients[] = [17, 100].flatMap((connections) =>
  [25, 0].flatMap((bodySec) =>
    [true, false].map((areOthers) => ({ connections, bodySec, areOthers, isNice: true }))
  )
);

const rounds = Number(Deno.args[0] ?? 5);
const only = Deno.args[1] === undefined ? ATTACKS : [ATTACKS[Number(Deno.args[1])]!];
const counted = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([what, n]) => `${n} × ${what}`).join(", ");
const medianOf = (rounds: readonly (readonly number[])[], q: number) =>
  quantile(rounds.map((latenciesMs) => quantile(latenciesMs, q)), 0.5);
let isBroken = false;
for (const slow of only) {
  await using scene = await openSlowScene();
  const quiet: (readonly number[])[] = [];
  const noisy: (readonly number[])[] = [];
  const statuses: Record<string, number> = {};
  let answered: Record<string, number> = {};
  await scene.good(ROUND_MS); // warm
  for (let round = 0; round < rounds; round++) {
    quiet.push((await scene.good(ROUND_MS)).latenciesMs);
    const [good, answers] = await scene.beside(slow, async () => {
      await new Promise((resolve) => setTimeout(resolve, ATTACK_LEAD_MS));
      return await scene.good(ROUND_MS);
    });
    noisy.push(good.latenciesMs);
    for (const [status, n] of Object.entries(good.statuses)) {
      statuses[status] = (statuses[status] ?? 0) + n;
    }
    answered = answers;
  }
  const [alone, beside] = [medianOf(quiet, 0.99), medianOf(noisy, 0.99)];
  const shift = beside / alone - 1;
  const isHeld = shift < SHIFT_MAX && Object.keys(statuses).join() === "200";
  isBroken ||= !isHeld;
  const pace = slow.bodySec === 0 ? "at once" : `over ${slow.bodySec} s`;
  console.log(
    `${slow.connections} connections, 8 MiB ${pace}, ` +
      `${slow.areOthers ? "another sender" : "the same sender"}: ` +
      `p50 ${medianOf(quiet, 0.5).toFixed(2)} → ${medianOf(noisy, 0.5).toFixed(2)} ms, ` +
      `p99 ${alone.toFixed(2)} → ${beside.toFixed(2)} ms (${(100 * shift).toFixed(0)} %), ` +
      `good: ${counted(statuses)}; slow: ${counted(answered)} — ${isHeld ? "held" : "BROKEN"}`,
  );
}
console.log(isBroken ? `broken: the p99 may move by ${SHIFT_MAX * 100} %` : "held");
Deno.exitCode = isBroken ? 1 : 0;
