import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { KeyIndex } from "./key_index.ts";
import { KeyTable } from "./key_table.ts";

const HOUR_MS = 3_600_000;

function idOf(n: number): string {
  return createHash("sha256").update(`${n}`).digest("hex").slice(0, 32);
}

function indexOf(options: { windowMs?: number; keysMax?: number; forgotten?: number[] } = {}) {
  const { windowMs = 24 * HOUR_MS, keysMax = 1e9, forgotten = [] } = options;
  return new KeyIndex({ windowMs, keysMax, onForgotten: (keys) => forgotten.push(keys) });
}

Deno.test("KeyTable finds every place again, whatever it has grown to, and after it is closed", () => {
  const table = new KeyTable();
  const keys = 20_000;
  const print = (n: number) => Math.imul(n, 2_654_435_761) >>> 0;
  const place = (n: number) => ({ file: n % 3 === 0 ? "a" : "b", end: n * 2 ** 26 });
  for (let n = 0; n < keys; n++) table.add(print(n), place(n), n);
  for (const isClosed of [false, true]) {
    if (isClosed) table.close();
    for (let n = 0; n < keys; n += 7) {
      assert.ok(
        [...table.places(print(n))].some(({ end, file }) =>
          end === place(n).end && file === place(n).file
        ),
      );
    }
    assert.ok([...table.places(print(keys + 1))].length === 0);
  }
  assert.ok(table.bytes <= keys * 16.1, `${table.bytes} bytes`);
});

Deno.test("KeyTable takes 0 for a key like others", () => {
  const table = new KeyTable();
  table.add(0, { file: "a", end: 7 }, 0);
  assert.deepEqual([...table.places(0)], [{ file: "a", end: 7 }]);
});

Deno.test("KeyIndex forgets what is older than the window, by the hour", () => {
  const index = indexOf();
  for (let hour = 0; hour < 30; hour++) {
    index.add(idOf(hour), { file: `${hour}`, end: hour }, hour * HOUR_MS);
  }
  const found = (n: number, atMs: number) =>
    [...index.places(idOf(n), atMs)].some(({ end }) => end === n);
  const nowMs = 30 * HOUR_MS;
  assert.ok(!found(5, nowMs) && !found(6, nowMs) && found(7, nowMs) && found(29, nowMs));
  assert.ok(!found(29, nowMs + 24 * HOUR_MS));
  assert.equal(index.count, 0);
});

Deno.test("KeyIndex forgets the oldest beyond its bound, and says so", () => {
  const forgotten: number[] = [];
  const index = indexOf({ keysMax: 50, forgotten });
  for (let n = 0; n < 100; n++) {
    index.add(idOf(n), { file: "f", end: n }, Math.floor(n / 20) * HOUR_MS);
  }
  assert.deepEqual(forgotten, [20, 20]);
  assert.equal(index.count, 60); // the newest hour is whole
  assert.deepEqual([...index.places(idOf(99), 0)].map(({ end }) => end), [99]);
});
