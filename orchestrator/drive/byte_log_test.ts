import assert from "node:assert/strict";
import fc from "fast-check";
import { ByteLog } from "./byte_log.ts";

Deno.test("ByteLog varints() reads back what pushVarint() wrote", () => {
  const values = fc.array(fc.oneof(fc.nat(200), fc.maxSafeNat()), { maxLength: 200 });
  fc.assert(fc.property(values, (wanted) => {
    const log = new ByteLog();
    for (const value of wanted) log.pushVarint(value);
    assert.deepEqual([...log.varints()], wanted);
  }));
});

Deno.test("ByteLog keeps bytes across chunks", () => {
  const log = new ByteLog();
  for (let i = 0; i < 200_000; i++) log.push(i % 251);
  log.set(65_536, 255);
  assert.equal(log.length, 200_000);
  assert.deepEqual([log.at(65_535), log.at(65_536), log.at(65_537)], [24, 255, 65_537 % 251]);
  assert.equal(log.at(199_999), 199_999 % 251);
});
