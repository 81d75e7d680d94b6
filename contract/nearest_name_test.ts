import assert from "node:assert/strict";
import { nearest, nearestName } from "./nearest_name.ts";

Deno.test("nearestName() forgives slips, not other words", () => {
  const names = ["baseline", "burst", "soak", "chaos"];
  assert.equal(nearestName("brust", names), "burst");
  assert.equal(nearestName("baselin", names), "baseline");
  assert.equal(nearestName("SOAK", names), "soak");
  assert.equal(nearestName("x", names), undefined);
  assert.equal(nearestName("kubernetes", names), undefined);
});

Deno.test("nearestName() forgives as many slips as it is told to", () => {
  assert.equal(nearestName("HOME", ["HOST"], 1), undefined);
  assert.equal(nearestName("HOME", ["HOST"], 2), "HOST");
});

Deno.test("nearest() takes a part for the whole, and any spelling of it", () => {
  assert.equal(nearest("duration", ["name", "duration_sec"]), "duration_sec");
  assert.equal(nearest("Duration-Sec", ["name", "duration_sec"]), "duration_sec");
  assert.equal(nearest("x", ["x_axis"]), undefined);
});
