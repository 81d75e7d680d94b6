import assert from "node:assert/strict";
import { archiveBigFile, describeSize } from "./size.ts";

const MIB = 2 ** 20;

Deno.test("housekeeping archives a big file in little memory", async () => {
  const size = await archiveBigFile(20 * MIB);
  assert.ok(size.residentBytesMax < 150 * MIB, describeSize(size));
});
