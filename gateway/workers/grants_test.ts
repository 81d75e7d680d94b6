import { deepEqual } from "node:assert/strict";
import { grantFlags } from "./grants.ts";

const SET = {
  net: ["127.0.0.1", "[::1]"],
  read: { allow: ["./data", ".env"], deny: ["./data/audit"] },
  write: { allow: ["./data"] },
};

Deno.test("grantFlags() keeps the set's own list, and what it denies, beside what is granted", () => {
  const grants = { read: ["/var/log/app"], write: ["/var/log/app", "/srv"], net: ["10.0.0.7"] };
  deepEqual(grantFlags(SET, grants, "/opt/logops"), [
    "--allow-read=/opt/logops/data,/opt/logops/.env,/var/log/app",
    "--deny-read=/opt/logops/data/audit",
    "--allow-write=/opt/logops/data,/var/log/app,/srv",
    "--allow-net=127.0.0.1,[::1],10.0.0.7",
  ]);
});

Deno.test("grantFlags() says nothing of a right of which nothing more is granted", () => {
  deepEqual(grantFlags(SET, { read: [], write: [], net: [] }, "/opt/logops"), []);
  deepEqual(grantFlags({}, { read: ["/a"], write: [], net: [] }, "/"), ["--allow-read=/a"]);
});
