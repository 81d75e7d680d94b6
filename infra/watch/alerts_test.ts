/** The story of alerts: what is new is told once, and the end is known. */
import assert from "node:assert/strict";
import {
  type ActiveAlert,
  type AlertMessage,
  delivered,
  isOver,
  NO_ALERTS,
  observed,
} from "./alerts.ts";

const BURST = { alertname: "LogopsBurst", service: "logops", severity: "warning" };
const NOISE = { ...BURST, alertname: "LogopsParseErrors", emitter: "noise" };

function alert(labels: Record<string, string>, state: ActiveAlert["state"]): ActiveAlert {
  return { labels, state };
}

function message(status: "firing" | "resolved"): AlertMessage {
  const annotations = { summary: "Traffic", description: "Much", runbook_url: "http://p/burst" };
  return { receiver: "logops-chat", status, alerts: [{ status, labels: BURST, annotations }] };
}

Deno.test("observed() tells each state once, and what is gone", () => {
  const steps = [
    [alert(BURST, "pending")],
    [alert(BURST, "pending"), alert(NOISE, "pending")],
    [alert(BURST, "firing"), alert(NOISE, "pending")],
    [alert(NOISE, "pending")],
  ];
  let story = NO_ALERTS;
  const told = steps.map((alerts) => {
    const step = observed(story, alerts);
    story = step.story;
    return step.lines;
  });
  assert.deepEqual(told, [
    ["pending   LogopsBurst"],
    ['pending   LogopsParseErrors{emitter="noise"}'],
    ["firing    LogopsBurst"],
    ["inactive  LogopsBurst"],
  ]);
});

Deno.test("delivered() tells who gets what, and where to read on while it fires", () => {
  assert.deepEqual(delivered(NO_ALERTS, message("firing")).lines, [
    "message   to logops-chat: FIRING, Traffic",
    "          Much",
    "          http://p/burst",
  ]);
  assert.deepEqual(delivered(NO_ALERTS, message("resolved")).lines, [
    "message   to logops-chat: RESOLVED, Traffic",
  ]);
});

Deno.test("isOver() wants a message of each alert that fired, and one that it is resolved", () => {
  assert.equal(isOver(NO_ALERTS), false);
  const fired = delivered(NO_ALERTS, message("firing")).story;
  assert.equal(isOver(fired), false);
  const resolved = delivered(fired, message("resolved")).story;
  assert.equal(isOver(resolved), true);
  assert.equal(isOver(observed(resolved, [alert(NOISE, "pending")]).story), true);
  assert.equal(isOver(observed(resolved, [alert(NOISE, "firing")]).story), false);
});
