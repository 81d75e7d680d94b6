/** Patterns of runs and days over HTTP: what is told, and what is refused. */
import assert from "node:assert/strict";
import { openOrchestratorApp, steady } from "./app.ts";

Deno.test("patterns of two runs and a day are compared as JSON, from what is stored", async () => {
  await using app = await openOrchestratorApp();
  const texts = [steady(0.5, 40), steady(0.5, 40).replace("name: json,", "name: syslog,")];
  const ids: string[] = [];
  for (const yaml of texts) {
    const { id } = await app.start({ yaml, verify: true });
    await app.ended(id);
    ids.push(id);
  }
  const { choices } = await (await app.ask("/patterns")).json();
  const days = choices.filter(({ key }: { key: string }) => key.startsWith("day:"));
  assert.equal(choices.length, ids.length + days.length);
  assert.ok(days.length >= 1);

  const compared = await (await app.ask(`/patterns?before=run:${ids[0]}&after=run:${ids[1]}`))
    .json();
  assert.equal(compared.totals.before.lines, 20);
  assert.equal(compared.totals.after.lines, 20);
  assert.ok(compared.new.length + compared.vanished.length + compared.unchanged.length > 0);
  for (const { example, template } of compared.new) assert.ok(example !== "" && template !== "");

  const same = await (await app.ask(`/patterns?before=run:${ids[0]}&after=run:${ids[0]}`)).json();
  assert.deepEqual([same.new, same.vanished, same.changed], [[], [], []]);

  const day = days[0].key;
  const whole = await (await app.ask(`/patterns?before=run:${ids[0]}&after=${day}`)).json();
  assert.ok(whole.totals.after.lines >= 20);
  assert.deepEqual(whole.vanished, []);
});

Deno.test("patterns of what is not there are refused", async () => {
  await using app = await openOrchestratorApp();
  for (const key of ["run:nope", "day:2001-01-01", "week:1", "../../etc"]) {
    const response = await app.ask(`/patterns?before=${encodeURIComponent(key)}&after=run:nope`);
    assert.equal(response.status, 404);
    assert.equal((await response.json()).reason, "unknown_run");
  }
  const page = await app.ask("/patterns?before=run:nope&after=run:nope", {
    headers: { accept: "text/html" },
  });
  assert.equal(page.status, 404);
  assert.match(await page.text(), /There is no run nope in the journal/);
});
