import { type Acceptable, acceptConnections, addressOf } from "./accept.ts";
import { type ConnectionBounds, createConnections, type OpenConnection } from "./connections.ts";
import assert from "node:assert/strict";

const BOUNDS: ConnectionBounds = {
  ...{ connectionsMax: 4, perAddressMax: 3, headMs: 10_000, idleMs: 60_000 },
};

/** Connections on a clock of their own; each that is ended is gone at once. */
function openConnections(bounds: Partial<ConnectionBounds> = {}, isGoneAtOnce = true) {
  const clock = { nowMs: 0 };
  const ended: string[] = [];
  const connections = createConnections({
    bounds: { ...BOUNDS, ...bounds },
    monotonicMs: () => clock.nowMs,
    onEnd: () => {},
  });
  const add = (name: string, address = name) => {
    const open = connections.add(address, (reason, phase) => {
      ended.push(`${name}: ${reason} in ${phase}`);
      if (isGoneAtOnce && typeof open !== "string") open.gone();
    });
    return open;
  };
  const must = (name: string, address?: string): OpenConnection => {
    const open = add(name, address);
    assert.ok(typeof open !== "string", `${name}: ${open}`);
    return open;
  };
  return { clock, ended, connections, add, must };
}

Deno.test("Connections ends heads and idle connections in their time, and nothing at work", () => {
  const { clock, ended, connections, must } = openConnections();
  must("slow");
  must("served").enter("work");
  must("stays").enter("idle");
  must("deaf").enter("reply");
  clock.nowMs = 9_999;
  connections.sweep();
  assert.deepEqual(ended, []);
  clock.nowMs = 10_000;
  connections.sweep();
  assert.deepEqual(ended, ["slow: head_timeout in head"]);
  clock.nowMs = 60_000;
  connections.sweep();
  connections.sweep();
  assert.deepEqual(ended.slice(1), ["stays: idle_timeout in idle", "deaf: reply_timeout in reply"]);
  assert.equal(connections.open, 1);
});

Deno.test("Connections counts the time of a head from its first byte", () => {
  const { clock, ended, connections, must } = openConnections();
  const open = must("a");
  open.enter("idle");
  clock.nowMs = 50_000;
  open.enter("head");
  clock.nowMs = 59_999;
  connections.sweep();
  assert.deepEqual(ended, []);
  clock.nowMs = 60_000;
  connections.sweep();
  assert.deepEqual(ended, ["a: head_timeout in head"]);
});

Deno.test("Connections makes room by the one that is idle longest, then by the oldest head", () => {
  const { clock, ended, add, must } = openConnections();
  const [a, b, c] = [must("a"), must("b"), must("c")];
  must("d").enter("work");
  a.enter("work");
  clock.nowMs = 100;
  c.enter("idle");
  clock.nowMs = 200;
  b.enter("idle");
  must("e");
  must("f");
  assert.deepEqual(ended, ["c: evicted in idle", "b: evicted in idle"]);
  const g = must("g");
  assert.deepEqual(ended[2], "e: evicted in head");
  g.enter("body");
  must("h").enter("body");
  assert.equal(add("i"), "too_many_connections");
});

Deno.test("Connections holds each address to its own bound, and 0 is none", () => {
  const { add, must } = openConnections();
  const first = must("a", "10.0.0.7");
  must("b", "10.0.0.7").enter("work");
  must("c", "10.0.0.7").enter("work");
  first.enter("work");
  assert.equal(add("d", "10.0.0.7"), "too_many_from_address");
  must("e", "10.0.0.8");
  first.gone();
  first.gone();
  must("f", "10.0.0.7");
  const free = openConnections({ perAddressMax: 0 });
  for (const name of ["a", "b", "c", "d"]) free.must(name, "10.0.0.7");
});

Deno.test("Connections without descriptors ends some, and holds fewer for a minute", () => {
  const { clock, ended, connections, must } = openConnections({
    ...{ connectionsMax: 1000, perAddressMax: 0 },
  });
  for (let i = 0; i < 60; i++) must(`work-${i}`).enter("work");
  for (let i = 0; i < 40; i++) must(`head-${i}`);
  connections.exhausted();
  assert.equal(connections.open, 84);
  assert.equal(ended.length, 16);
  must("more");
  assert.equal(connections.open, 84);
  clock.nowMs = 60_000;
  must("yet more");
  assert.equal(connections.open, 85);
});

Deno.test("Connections without descriptors ends no more than it needs, though they go later", () => {
  const bounds = { connectionsMax: 1000, perAddressMax: 0 };
  const { ended, connections, must } = openConnections(bounds, false);
  for (let i = 0; i < 100; i++) must(`idle-${i}`).enter("idle");
  connections.exhausted();
  assert.equal(ended.length, 16);
});

Deno.test("Connections shuts down those without a request, and the others once they have none", () => {
  const { ended, connections, must } = openConnections();
  const served = must("served");
  served.enter("work");
  must("waits");
  must("stays").enter("idle");
  connections.shutdown();
  assert.deepEqual(ended, ["waits: shutdown in head", "stays: shutdown in idle"]);
  served.enter("reply");
  served.enter("idle");
  assert.equal(ended[2], "served: shutdown in idle");
  assert.equal(connections.open, 0);
});

function conn(): Acceptable {
  const remoteAddr: Deno.Addr = { transport: "tcp", hostname: "10.0.0.7", port: 1 };
  return { remoteAddr, close() {} };
}

Deno.test("addressOf() takes what one host has at its will for one address", () => {
  const of = (hostname: string) => addressOf({ transport: "tcp", hostname, port: 1 });
  assert.equal(of("10.0.0.7"), "10.0.0.7");
  assert.equal(of("::ffff:10.0.0.7"), "10.0.0.7");
  assert.equal(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  assert.equal(of("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  assert.equal(of("2001:db8::9"), "2001:db8:0:0::/64");
  assert.equal(of("fe80::1%eth0"), "fe80:0:0:0::/64");
  assert.equal(of("::1"), "0:0:0:0::/64");
});

Deno.test("acceptConnections() goes on after any accept that fails, and counts exhaustion", async () => {
  const steps: (Acceptable | Error)[] = [
    conn(),
    Object.assign(new Error(), { code: "ECONNABORTED" }),
    Object.assign(new Error(), { code: "EMFILE" }),
    conn(),
  ];
  const { connections } = openConnections();
  const seen: string[] = [];
  const { promise: isClosed, reject: close } = Promise.withResolvers<Acceptable>();
  const { promise: isThrough, resolve: through } = Promise.withResolvers<void>();
  const accepting = acceptConnections({
    accept() {
      const step = steps.shift();
      if (step === undefined) through();
      if (step instanceof Error) return Promise.reject(step);
      return step === undefined ? isClosed : Promise.resolve(step);
    },
    close: () => close(new Deno.errors.BadResource()),
  }, {
    connections,
    observer: {
      accepted: () => seen.push("accepted"),
      refused: (reason) => seen.push(reason),
      exhausted: (open) => seen.push(`exhausted at ${open}`),
    },
    serve: () => () => {},
    refuse() {},
  });
  await isThrough;
  assert.deepEqual(seen, ["accepted", "exhausted at 1", "accepted"]);
  accepting.close();
  await accepting.ended;
});

Deno.test("acceptConnections() tells when its listener is gone without being asked", async () => {
  const { connections } = openConnections();
  const gone = () => Promise.reject(new Deno.errors.BadResource());
  const accepting = acceptConnections({ accept: gone, close() {} }, {
    connections,
    observer: { accepted() {}, refused() {}, exhausted() {} },
    serve: () => () => {},
    refuse() {},
  });
  await assert.rejects(accepting.ended, Deno.errors.BadResource);
});
