import assert from "node:assert/strict";
import { createSessions } from "./session.ts";

const TOKEN = "correct-horse-battery";

function asking(headers: Record<string, string>): Request {
  return new Request("http://localhost/", { headers });
}

const valueOf = (cookie: string) => cookie.split(";")[0]!;

Deno.test("createSessions() asks for nothing where no token is set", () => {
  const sessions = createSessions(undefined, () => 0);
  assert.ok(sessions.admits(asking({})));
  assert.ok(!sessions.required);
});

Deno.test("createSessions() admits the bearer of the token, and of no other", () => {
  const sessions = createSessions(TOKEN, () => 0);
  assert.ok(sessions.admits(asking({ authorization: `Bearer ${TOKEN}` })));
  assert.ok(sessions.admits(asking({ authorization: `bearer ${TOKEN}` })));
  for (const value of ["Bearer wrong", `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN, "Bearer "]) {
    assert.ok(!sessions.admits(asking({ authorization: value })), value);
  }
  assert.ok(!sessions.admits(asking({})));
});

Deno.test("createSessions() makes cookies that end, and that no other token opens", () => {
  let nowMs = 1_000_000.25;
  const sessions = createSessions(TOKEN, () => nowMs);
  const cookie = sessions.open();
  assert.match(cookie, /; HttpOnly; SameSite=Strict; Max-Age=43200$/);
  assert.ok(!cookie.includes(TOKEN));
  const value = valueOf(cookie);
  assert.ok(sessions.admits(asking({ cookie: value })));
  assert.ok(sessions.admits(asking({ cookie: `a=b; ${value}; c=d` })));
  assert.ok(!createSessions(`${TOKEN}!`, () => nowMs).admits(asking({ cookie: value })));
  nowMs += 43_200_001;
  assert.ok(!sessions.admits(asking({ cookie: value })));
});

Deno.test("createSessions() takes no cookie whose expiry was moved", () => {
  const sessions = createSessions(TOKEN, () => 0);
  const [name, signed] = valueOf(sessions.open()).split("=") as [string, string];
  const [expiry, mac] = signed.split(".") as [string, string];
  for (const value of [`${Number(expiry) + 1}.${mac}`, `.${mac}`, `${expiry}.`, `${expiry}`, ""]) {
    assert.ok(!sessions.admits(asking({ cookie: `${name}=${value}` })), value);
  }
});
