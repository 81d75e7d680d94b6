import { deepEqual } from "node:assert/strict";
import { grantArguments, permissionFlags, type PermissionSet } from "./permissions.ts";

const places = { root: "/opt/logops/", cwd: "/srv/logs" };
const none = { read: [], write: [], net: [] };
const set: PermissionSet = {
  net: ["127.0.0.1"],
  env: { allow: ["LOGOPS_*"], ignore: ["LOG_TOKENS"] },
  read: { allow: ["./data", ".env", "./contract"], deny: ["./data/audit"] },
  write: { allow: ["./data"], deny: ["./data/audit"] },
};

Deno.test("permissionFlags() places the user's paths where the user is, and ours where LogOps is", () => {
  deepEqual(permissionFlags(set, none, places), [
    "--allow-net=127.0.0.1",
    "--allow-env=LOGOPS_*",
    "--ignore-env=LOG_TOKENS",
    "--allow-read=/srv/logs/data,/srv/logs/.env,/opt/logops/contract",
    "--deny-read=/srv/logs/data/audit",
    "--allow-write=/srv/logs/data",
    "--deny-write=/srv/logs/data/audit",
  ]);
});

Deno.test("permissionFlags() adds what is named, and widens nothing else", () => {
  const granted = { read: ["/etc/clients.yaml"], write: ["/mnt/journal"], net: ["10.0.0.5"] };
  deepEqual(permissionFlags(set, granted, places), [
    "--allow-net=127.0.0.1,10.0.0.5",
    "--allow-env=LOGOPS_*",
    "--ignore-env=LOG_TOKENS",
    "--allow-read=/srv/logs/data,/srv/logs/.env,/opt/logops/contract,/etc/clients.yaml,/mnt/journal",
    "--deny-read=/srv/logs/data/audit",
    "--allow-write=/srv/logs/data,/mnt/journal",
    "--deny-write=/srv/logs/data/audit",
  ]);
});

Deno.test("permissionFlags() keeps what is denied or allowed as a whole", () => {
  const offline: PermissionSet = { net: { deny: true }, read: true, env: { ignore: true } };
  const granted = { read: ["/x"], write: ["/y"], net: ["h"] };
  deepEqual(permissionFlags(offline, { ...granted, net: [] }, places), [
    "--deny-net",
    "--allow-read",
    "--ignore-env",
  ]);
});

Deno.test("grantArguments() tells a program that starts others what they may, where the user is", () => {
  const granted = { read: [], write: ["/mnt/journal"], net: [] };
  deepEqual(grantArguments(set, granted, places), [
    "--grant-read=/srv/logs/data,/srv/logs/.env,/mnt/journal",
    "--grant-write=/srv/logs/data,/mnt/journal",
  ]);
  deepEqual(grantArguments(set, none, { root: "/opt/logops", cwd: "/opt/logops" }), []);
});
