/** Texts keep off boxes, arrows and each other, as far as there is a choice. */
import assert from "node:assert/strict";
import { labelPlaces, titlePlace } from "./label_places.ts";

const CANVAS = { widthPx: 300, heightPx: 300 };
const SIZE = { widthPx: 30, heightPx: 20 };

/** A straight line, as one Bézier curve. */
function line(fromX: number, fromY: number, toX: number, toY: number) {
  const at = (share: number) => ({
    x: fromX + (toX - fromX) * share,
    y: fromY + (toY - fromY) * share,
  });
  return [at(0), at(1 / 3), at(2 / 3), at(1)];
}

function places(
  curves: readonly ReturnType<typeof line>[],
  boxes: Parameters<typeof labelPlaces>[1],
) {
  return labelPlaces(curves.map((curve) => ({ curve, ...SIZE })), boxes, CANVAS)
    .map(({ x, y }) => [Math.round(x), Math.round(y)]);
}

Deno.test("labelPlaces() takes the middle of an arrow where nothing is in the way", () => {
  assert.deepEqual(places([line(100, 0, 100, 300)], []), [[100, 150]]);
});

Deno.test("labelPlaces() moves along the arrow, off a box", () => {
  const box = { x: 80, y: 130, widthPx: 40, heightPx: 40 };
  const [[x, y]] = places([line(100, 0, 100, 300)], [box]) as [[number, number]];
  assert.equal(x, 100);
  assert.ok(y + 10 < 130 || y - 10 > 170, `y is ${y}`);
});

Deno.test("labelPlaces() lets the shorter of two crossing arrows choose first", () => {
  const [long, short] = places([line(0, 150, 300, 150), line(150, 100, 150, 200)], []) as [
    [number, number],
    [number, number],
  ];
  assert.ok(Math.abs(long[0] - short[0]) > 30 || Math.abs(long[1] - short[1]) > 20);
});

Deno.test("titlePlace() takes the left corner, or one that no arrow passes", () => {
  const frame = { x: 0, y: 100, widthPx: 300, heightPx: 100 };
  const title = { widthPx: 80, heightPx: 16 };
  const left = line(40, 50, 40, 150);
  const right = line(250, 50, 250, 150);
  const xOf = (...curves: ReturnType<typeof line>[]) => titlePlace(frame, title, curves).area.x;
  assert.equal(xOf(), 10);
  assert.equal(xOf(line(150, 50, 150, 150)), 10);
  assert.equal(xOf(left), 210);
  assert.equal(xOf(left, right), 110);
});
