import assert from "node:assert/strict";
import { type KeepDeps, KeptPart } from "./keep_part.ts";
import type { Part } from "./part.ts";

const PART: Part = {
  name: "gateway",
  verb: "gateway",
  args: [],
  readyEvent: "listening",
  healthPath: "/readyz",
  orderly: [0],
  stopMsMax: 1_000,
};

const LISTENING = '{"event":"listening","url":"http://0.0.0.0:8080"}';

interface Life {
  readonly say: (line: string) => void;
  readonly end: (code: number) => void;
  readonly signals: string[];
}

/** Programs that do as they are told, and a clock that stands still but for sleeps. */
function stage(part: Part = PART) {
  const lives: Life[] = [];
  const slept: number[] = [];
  const events: string[] = [];
  let answer: boolean | undefined = true;
  const deps: KeepDeps = {
    start(_part, _args, onLine) {
      const ended = Promise.withResolvers<{ code: number; signal: string | null }>();
      const signals: string[] = [];
      lives.push({ say: onLine, end: (code) => ended.resolve({ code, signal: null }), signals });
      return {
        pid: lives.length,
        ended: ended.promise,
        kill(signal) {
          signals.push(signal);
          if (signal === "SIGKILL") ended.resolve({ code: 137, signal });
        },
      };
    },
    tell: (_level, event) => void events.push(event),
    monotonicMs: () => 0,
    sleep(ms, signal) {
      if (ms === part.stopMsMax) {
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
      }
      slept.push(ms);
      return Promise.resolve();
    },
    ask: () => Promise.resolve(answer),
  };
  const kept = new KeptPart(part, deps);
  return {
    kept,
    lives,
    slept,
    events,
    /** Lets what is due happen, until there were so many lives. */
    async lived(count: number) {
      for (let turn = 0; lives.length < count && turn < 100; turn++) await Promise.resolve();
      assert.equal(lives.length, count);
    },
    answers: (value: boolean | undefined) => answer = value,
  };
}

Deno.test("KeptPart is ready when its log says so, at an address that can be asked", async () => {
  const { kept, lives } = stage();
  lives[0]!.say("hello");
  lives[0]!.say('{"event":"other"}');
  assert.equal(kept.status().state, "starting");
  lives[0]!.say(LISTENING);
  await kept.ready;
  const { state, url, pid } = kept.status();
  assert.deepEqual([state, url, pid], ["ready", "http://127.0.0.1:8080", 1]);
});

Deno.test("KeptPart starts a program that dies again, and waits longer each time", async () => {
  const { kept, lives, slept, lived } = stage();
  lives[0]!.say(LISTENING);
  for (let death = 1; death <= 4; death++) {
    lives.at(-1)!.end(137);
    await lived(death + 1);
  }
  assert.deepEqual(slept, [0, 100, 200, 400]);
  assert.equal(kept.status().restarts, 4);
});

Deno.test("KeptPart gives up a program that ends before it was ready once", async () => {
  const { kept, lives } = stage();
  lives[0]!.end(2);
  assert.equal(await kept.failed, 2);
  assert.equal(lives.length, 1);
  assert.equal(await kept.stop(), false);
});

Deno.test("KeptPart.checkHealth() takes three bad answers in a row for unwell, and one good for well", async () => {
  const { kept, lives, answers, events } = stage();
  lives[0]!.say(LISTENING);
  answers(false);
  await kept.checkHealth();
  await kept.checkHealth();
  assert.equal(kept.status().state, "ready");
  await kept.checkHealth();
  assert.equal(kept.status().state, "unwell");
  answers(true);
  await kept.checkHealth();
  assert.equal(kept.status().state, "ready");
  assert.deepEqual(events, ["ready", "unwell", "well"]);
  answers(undefined); // not permitted to ask: nothing is known
  for (let i = 0; i < 4; i++) await kept.checkHealth();
  assert.equal(kept.status().state, "ready");
});

Deno.test("KeptPart.stop() asks a program to end, and says whether it did in order", async () => {
  const good = stage();
  good.lives[0]!.say(LISTENING);
  const stopped = good.kept.stop();
  assert.deepEqual(good.lives[0]!.signals, ["SIGTERM"]);
  good.lives[0]!.end(0);
  assert.equal(await stopped, true);
  const bad = stage();
  bad.lives[0]!.say(LISTENING);
  const failed = bad.kept.stop();
  bad.lives[0]!.end(1);
  assert.equal(await failed, false);
});

Deno.test("KeptPart.stop() has a program do what is left, once it has ended", async () => {
  const { kept, lives, lived } = stage({ ...PART, finish: { args: ["--drain"], msMax: 1_000 } });
  lives[0]!.say(LISTENING);
  const stopped = kept.stop();
  lives[0]!.end(0);
  await lived(2);
  lives[1]!.end(0);
  assert.equal(await stopped, true);
});
