import { createReceiving, type ReceivingLimits, type Reception } from "./receiving.ts";
import assert from "node:assert/strict";

const KIB = 1024;
const MIB = 1024 * KIB;
const LIMITS: ReceivingLimits = {
  ...{ bytesMax: 64 * MIB, senderBytesMax: 32 * MIB, bodyBytesMax: 8 * MIB },
  ...{ timeoutMs: 30_000, rateMin: KIB, graceMs: 5_000 },
};
const SWEEP_MS = 250;

interface TestBody extends Reception {
  /** Bytes that came, all of which are taken. */
  receive(bytes: number): void;
}

function kindOf(body: Reception): string | undefined {
  return body.ended?.kind;
}

function startReceiving(changes: Partial<ReceivingLimits> = {}) {
  let nowMs = 0;
  const receiving = createReceiving({ ...LIMITS, ...changes }, () => nowMs);
  const bodies: Reception[] = [];
  return {
    begin(sender: string, claimBytes = 8 * MIB): TestBody {
      const arriving = { received: 0, cancel() {} };
      const reception = receiving.begin(sender, claimBytes, arriving);
      bodies.push(reception);
      return Object.assign(Object.create(reception), {
        receive(bytes: number) {
          assert.equal(reception.take(bytes), undefined);
          arriving.received += bytes;
        },
      });
    },
    /** Lets time pass; `onSweep` is what happens in each quarter of a second. */
    pass(ms: number, onSweep = () => {}) {
      for (const endMs = nowMs + ms; nowMs < endMs;) {
        nowMs += SWEEP_MS;
        onSweep();
        receiving.sweep();
      }
    },
    [Symbol.dispose]() {
      for (const body of bodies) body.release();
    },
  };
}

Deno.test("Receiving ends a body that stops, and one that trickles, but no slow one that keeps on", () => {
  using time = startReceiving();
  const stopped = time.begin("a");
  const trickling = time.begin("b");
  const slow = time.begin("c");
  stopped.receive(8 * MIB - 1);
  time.pass(11_000, () => {
    kindOf(trickling) ?? trickling.receive(KIB / 8);
    slow.receive(KIB / 2);
  });
  assert.equal(kindOf(stopped), "body_too_slow");
  assert.equal(kindOf(trickling), "body_too_slow");
  assert.equal(kindOf(slow), undefined);
  time.pass(20_000, () => kindOf(slow) ?? slow.receive(KIB / 2));
  assert.equal(kindOf(slow), "body_timeout");
});

Deno.test("Receiving gives each sender its share, large bodies a little less of it", () => {
  using time = startReceiving();
  const large = [1, 2, 3, 4].map(() => time.begin("a"));
  for (const body of large.slice(0, 3)) body.receive(8 * MIB);
  large[3]!.receive(4 * MIB);
  assert.equal(large[3]!.take(1)?.kind, "sender_bytes_full");
  time.begin("a", 40 * KIB).receive(40 * KIB);
  time.begin("b").receive(8 * MIB);
  large[0]!.arrived();
  large[3]!.receive(4 * MIB);
});

Deno.test("Receiving keeps memory for bodies at work, and has it back from each once", () => {
  using time = startReceiving({ senderBytesMax: 64 * MIB });
  const bodies = Array.from({ length: 7 }, () => time.begin("a"));
  for (const body of bodies) {
    body.receive(8 * MIB);
    body.arrived();
  }
  assert.equal(time.begin("b").take(1)?.kind, "queue_full");
  assert.equal(bodies[0]!.take(8 * MIB), undefined, "what is inflated may have all of it");
  bodies[0]!.release();
  bodies[0]!.release();
  time.begin("b").receive(8 * MIB);
  assert.equal(time.begin("b").take(1)?.kind, "queue_full");
});

Deno.test("Receiving lets the body give way that has held most for longest, once it is slow", () => {
  using time = startReceiving({ bytesMax: 32 * MIB, senderBytesMax: 32 * MIB });
  const [little, most, ...fast] = ["a", "a", "b", "c"].map((sender) => time.begin(sender));
  little!.receive(2 * MIB);
  most!.receive(8 * MIB);
  for (const body of fast) body.receive(7 * MIB);
  time.pass(2500, () => fast.forEach((body) => body.receive(80 * KIB)));
  const asking = time.begin("d");
  asking.receive(4 * MIB);
  assert.equal(kindOf(most!), "body_gave_way");
  assert.deepEqual([little!, ...fast].map(kindOf), [undefined, undefined, undefined]);
  assert.equal(most!.take(1)?.kind, "body_gave_way", "it can have nothing more");
});

Deno.test("Receiving lets no fast body give way to one of its size, but to a small one", () => {
  using time = startReceiving({ bytesMax: 16 * MIB, senderBytesMax: 16 * MIB });
  const fast = time.begin("a");
  time.pass(3000, () => fast.receive(512 * KIB));
  const same = time.begin("b");
  same.receive(8 * MIB);
  assert.equal(same.take(MIB)?.kind, "queue_full");
  assert.equal(kindOf(fast), undefined);
  time.begin("c", MIB).receive(MIB);
  assert.equal(kindOf(fast), "body_gave_way");
});
