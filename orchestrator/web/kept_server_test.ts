import { keepServing } from "./kept_server.ts";
import assert from "node:assert/strict";

type Server = Deno.HttpServer<Deno.NetAddr>;

/** Servers that end when told: each gives its end away. */
function fakeServers(failures: (Error | undefined)[]) {
  const begun: { port: number; signal: AbortSignal; end: PromiseWithResolvers<void> }[] = [];
  const faults: string[] = [];
  let onBegun = () => {};
  const kept = keepServing({
    port: 0,
    onFault: (error) => faults.push(error.message),
    serve(port, signal) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const end = Promise.withResolvers<void>();
      begun.push({ port, signal, end });
      onBegun();
      const server: Partial<Server> = {
        addr: { transport: "tcp", hostname: "127.0.0.1", port: 4711 },
        finished: end.promise,
        shutdown() {
          end.resolve();
          return Promise.resolve();
        },
      };
      return server as Server;
    },
  });
  return { kept, begun, faults, nextBegun: () => new Promise<void>((done) => onBegun = done) };
}

Deno.test("keepServing() begins again on its port, after its connections are closed", async () => {
  const { kept, begun, faults, nextBegun } = fakeServers([
    undefined,
    new Error("still no descriptor"),
  ]);
  const again = nextBegun();
  begun[0]!.end.reject(new Error("too many open files"));
  await again;
  assert.deepEqual(begun.map(({ port }) => port), [0, 4711]);
  assert.deepEqual(begun.map(({ signal }) => signal.aborted), [true, false]);
  assert.deepEqual(faults, ["too many open files", "still no descriptor"]);
  await kept.shutdown();
});

Deno.test("keepServing() does not begin again what was shut down", async () => {
  const { kept, begun } = fakeServers([]);
  await kept.shutdown();
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(begun.length, 1);
});

Deno.test("keepServing() throws where it cannot listen at all", () => {
  assert.throws(() => fakeServers([new Error("taken")]), /taken/);
});
