import assert from "node:assert/strict";
import { createRandom, emitterByType } from "../mod.ts";

const LINE =
  /^(\S+) - (\S+) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000)\] "(GET|POST) (\/\S*) HTTP\/1\.1" (\d{3}) (\d+|-)(?: "([^"]*)" "([^"]+)")? seq=(\d+)$/;

function run(args: Record<string, unknown>, count = 5000) {
  const found = emitterByType("access-log");
  assert.ok(found.ok);
  const emitter = found.plugin.create(found.plugin.config.parse(args), {
    random: createRandom(5),
    scenarioId: "a",
    levels: { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 },
  });
  return Array.from({ length: count }, (_, i) => emitter.next(Date.UTC(2026, 4, 1, 10) + i));
}

Deno.test("access-log: lines have the fields of the combined and the common format", () => {
  for (const format of ["combined", "common"]) {
    for (const { text, seq, planted } of run({ format })) {
      const match = LINE.exec(text);
      assert.ok(match !== null, text);
      assert.equal(Number(match[10]), seq);
      assert.equal(match[8] !== undefined, format === "combined");
      assert.equal(planted[0]?.value, match[1]);
      assert.ok(match[2] === "-" || planted.some(({ value }) => value === match[2]));
    }
  }
});

Deno.test("access-log: statuses follow the level mix", () => {
  const records = run({ format: "json" });
  for (const { text, level } of records) {
    const { status } = JSON.parse(text) as { status: number };
    const wanted = status >= 500 ? "ERROR" : status >= 400 ? "WARN" : level;
    assert.equal(level, wanted);
    assert.ok(status < 400 || level === "WARN" || level === "ERROR");
  }
});

Deno.test("access-log: people come from the page before, products are popular by rank", () => {
  const accesses = run({ format: "json", bot_ratio: 0, visitors: 20 }, 8000)
    .map(({ text }) => JSON.parse(text) as Record<string, string>);
  const lastPath = new Map<string, string>();
  let followed = 0;
  let arrived = 0;
  for (const { session, referer, method, path, status } of accesses) {
    if (referer === "-") arrived++;
    else if (referer === `https://shop.example.com${lastPath.get(session!)}`) followed++;
    const isPage = method === "GET" && Number(status) < 400 &&
      !/\.(js|css|woff2|webp|svg|ico)$/.test(path!);
    if (isPage && !path!.includes("email=") && !path!.includes("token=")) {
      lastPath.set(session!, path!);
    }
  }
  assert.ok(followed > 0.7 * accesses.length, `${followed} of ${accesses.length} followed`);
  assert.ok(arrived > 200 && arrived < 0.3 * accesses.length, `${arrived} arrived`);

  const views = new Map<string, number>();
  for (const { path } of accesses) views.set(path!, (views.get(path!) ?? 0) + 1);
  const ranked = [...views].filter(([path]) => path.startsWith("/product/"))
    .map(([, count]) => count).sort((a, b) => b - a);
  assert.ok(ranked[0]! > 5 * ranked[20]!, `first ${ranked[0]}, twenty-first ${ranked[20]}`);
});

Deno.test("access-log: response times have a long tail, and bots do not go shopping", () => {
  const accesses = run({ format: "json", bot_ratio: 1 })
    .map(({ text }) => JSON.parse(text) as Record<string, unknown>);
  assert.ok(
    accesses.every(({ path, referer }) =>
      !/^\/(cart|checkout)/.test(String(path)) && referer === "-"
    ),
  );
  const people = run({ format: "json", bot_ratio: 0 })
    .map(({ text }) => Number((JSON.parse(text) as Record<string, unknown>).duration_ms))
    .sort((a, b) => a - b);
  const at = (share: number) => people[Math.floor(share * people.length)]!;
  assert.ok(at(0.5) > 5 && at(0.5) < 60 && at(0.95) > 4 * at(0.5), `${at(0.5)} ${at(0.95)}`);
});
