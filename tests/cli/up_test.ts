/** `logops up` with real programs: started, killed, ended in order. */
import assert from "node:assert/strict";
import { startHttpStore } from "../delivery/http_store.ts";
import { until } from "../delivery/delivery_process.ts";
import { startUp, upCommand, type UpLine } from "./up_process.ts";

async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logops-up-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function writeSinks(folder: string, url: string, more: object = {}): void {
  Deno.mkdirSync(`${folder}/config`);
  const sink = { name: "store", type: "http", url, retry: { first_ms: 20, max_ms: 100 }, ...more };
  Deno.writeTextFileSync(`${folder}/config/delivery.yaml`, JSON.stringify({ sinks: [sink] }));
}

async function post(url: string, msg: string): Promise<void> {
  const response = await fetch(`${url}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify([{ ts: new Date().toISOString(), level: "INFO", msg, emitter: "up" }]),
  });
  assert.equal(response.status, 200, await response.text());
}

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

const isReady = (of: string) => (line: UpLine) => line.event === "ready" && line.of === of;

Deno.test({
  name:
    "up carries records on, outlives kill -9 of each program, and ends in order without losing the tail",
  ignore: Deno.build.os === "windows",
  async fn() {
    const store = startHttpStore();
    await withFolder(async (folder) => {
      writeSinks(folder, store.url);
      const up = startUp(folder);
      await up.line("all ready", ({ event }) => event === "all_ready");
      const health = (await up.line("its address", ({ program, event }) =>
        program === "up" && event === "listening")).url!;
      const well = await fetch(health);
      const { status, programs } = await well.json();
      assert.deepEqual([well.status, status], [200, "ok"]);
      const names = ["gateway", "delivery", "housekeeping", "orchestrator"];
      assert.deepEqual(Object.keys(programs), names);
      await post(programs.gateway.url, "first");
      await until("the first record", () =>
        store.records().length === 1);
      for (const name of names) {
        const from = up.lines.length;
        Deno.kill(programs[name].pid, "SIGKILL");
        await up.line(`${name} is ready again`, isReady(name), from);
      }
      const again = await (await fetch(health)).json();
      assert.equal(again.programs.gateway.restarts, 1);
      await post(again.programs.gateway.url, "second");
      await until("the second record", () =>
        store.records().length === 2);
      await post(again.programs.gateway.url, "third");
      const from = up.lines.length;
      up.signal("SIGTERM");
      assert.equal(await up.ended, 0, JSON.stringify(up.lines.slice(from)));
      assert.deepEqual(
        up.lines.slice(from).filter(({ event, of }) =>
          event === "stopped" && of !== undefined
        )
          .map(({ of }) => of),
        ["orchestrator", "gateway", "delivery", "housekeeping"],
      );
      assert.deepEqual(
        store.records().map((line) => JSON.parse(line).msg),
        ["first", "second", "third"],
      );
    });
    await store.stop();
  },
});

Deno.test({
  name: "up that is killed -9 takes its programs with it, each in order",
  ignore: Deno.build.os === "windows",
  async fn() {
    await withFolder(async (folder) => {
      const up = startUp(folder);
      await up.line("no sinks", ({ event }) => event === "no_delivery");
      await up.line("all ready", ({ event }) => event === "all_ready");
      const pids = up.lines.filter(({ event, of }) => event === "ready" && of !== undefined)
        .map(({ pid }) => pid!);
      assert.equal(pids.length, 3);
      const { pid } = await up.line("its pid", ({ event }) => event === "starting");
      Deno.kill(pid!, "SIGKILL");
      await up.ended;
      await until("no program is left", () => !pids.some(isAlive));
    });
  },
});

Deno.test("up refuses bad settings before it starts anything, and ends all when one cannot start", async () => {
  await withFolder(async (folder) => {
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const bad = await upCommand(folder, [], { LOGOPS_RETENTION_DAYS: "soon" }).output();
    assert.equal(bad.code, 2);
    assert.match(text(bad.stderr), /'LOGOPS_RETENTION_DAYS' must be a whole number/);
    assert.doesNotMatch(text(bad.stderr), /"event":"listening"/);
    const check = await upCommand(folder, ["--check"], { LOGOPS_DRAIN_TIMEOUT_SEC: "7" }).output();
    assert.equal(check.code, 0, text(check.stderr));
    assert.match(text(check.stdout), /^# up\nLOGOPS_UP_PORT=0$/m);
    assert.match(text(check.stdout), /^LOGOPS_DRAIN_TIMEOUT_SEC=7$/m);
    assert.match(text(check.stdout), /there is no config\/delivery\.yaml/);
    const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = String((taken.addr as Deno.NetAddr).port);
    const up = startUp(folder, { LOGOPS_ORCH_PORT: port });
    assert.equal(await up.ended, 1);
    taken.close();
    assert.ok(
      up.lines.some(({ event, program }) =>
        event === "not_listening" && program === "orchestrator"
      ),
    );
    assert.ok(up.lines.some(({ event, of }) => event === "stopped" && of === "gateway"));
  });
});
