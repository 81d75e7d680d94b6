import assert from "node:assert/strict";
import { parentGone, type SignalledProcess, stopSignal } from "./stop_signal.ts";

function fakeProcess() {
  const handlers = new Map<string, () => void>();
  const exits: number[] = [];
  const process: SignalledProcess = {
    addSignalListener: (signal, handler) => void handlers.set(signal, handler),
    exit: ((code: number) => void exits.push(code)) as SignalledProcess["exit"],
  };
  return { process, exits, send: (signal: string) => handlers.get(signal)!() };
}

Deno.test("stopSignal() resolves with the first signal", async () => {
  const { process, send, exits } = fakeProcess();
  const stopped = stopSignal(process, { monotonicMs: () => 0, repeated: 130 });
  send("SIGTERM");
  send("SIGINT"); // its echo
  assert.equal(await stopped, "SIGTERM");
  assert.deepEqual(exits, []);
});

Deno.test("stopSignal() ends the process at a second signal that a person meant", () => {
  let nowMs = 0;
  const { process, send, exits } = fakeProcess();
  void stopSignal(process, { monotonicMs: () => nowMs, repeated: 130 });
  send("SIGINT");
  nowMs = 1_000;
  send("SIGINT");
  assert.deepEqual(exits, [130]);
});

Deno.test("stopSignal() takes any number of signals where a second one means nothing", () => {
  let nowMs = 0;
  const { process, send, exits } = fakeProcess();
  void stopSignal(process, { monotonicMs: () => nowMs });
  send("SIGTERM");
  nowMs = 1_000;
  send("SIGTERM");
  assert.deepEqual(exits, []);
});

Deno.test("parentGone() waits for the end of the input, whatever comes before it", async () => {
  const reads = [3, 1, null];
  assert.equal(await parentGone({ read: () => Promise.resolve(reads.shift()!) }), "parent gone");
  assert.deepEqual(reads, []);
});
