import { cpuSecOf, memoryOf, openFilesOf, parseCpuSec, parseMemory } from "./process_stat.ts";
import assert from "node:assert/strict";

const FIELDS = "S 1 1 1 0 -1 4194560 5 0 0 0 250 125 0 0 20 0 9 0 100 1000 200";

Deno.test("parseCpuSec() adds user and system time, whatever the process is called", () => {
  assert.equal(parseCpuSec(`77 (deno) ${FIELDS}`), 3.75);
  assert.equal(parseCpuSec(`77 (a) b (c) 1 2) ${FIELDS}`), 3.75);
  assert.throws(() => parseCpuSec("77 (deno) S 1"), TypeError);
});

Deno.test("parseMemory() reads the resident size and its peak", () => {
  const status = "Name:\tdeno\nVmPeak:\t 9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";
  assert.deepEqual(parseMemory(status), { residentBytes: 2 ** 20, residentBytesMax: 2 ** 21 });
  assert.throws(() => parseMemory("Name:\tdeno\n"), TypeError);
});

Deno.test({
  name: "a process' own figures move as it works, allocates and opens files",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const cpuBefore = await cpuSecOf(Deno.pid);
    const deadlineMs = performance.now() + 20_000;
    while (await cpuSecOf(Deno.pid) < cpuBefore + 0.05) {
      assert.ok(performance.now() < deadlineMs, "CPU time stands still");
      for (let i = 0, n = 0; i < 1e6; i++) n += i;
    }
    const { residentBytes, residentBytesMax } = await memoryOf(Deno.pid);
    assert.ok(residentBytes > 2 ** 20 && residentBytesMax >= residentBytes);

    const path = await Deno.makeTempFile();
    const before = await openFilesOf(Deno.pid);
    const files = await Promise.all(Array.from({ length: 40 }, () => Deno.open(path)));
    const opened = await openFilesOf(Deno.pid) - before;
    for (const file of files) file.close();
    await Deno.remove(path);
    assert.ok(opened >= 20, `${opened} of 40 files seen`);
  },
});
