import { deepEqual } from "node:assert/strict";
import { grantsOf } from "./arguments.ts";
import { type Verb, VERBS } from "./verbs.ts";

const cwd = "/srv/logs";
const settings = new Map<string, string>();
const granted = (verb: Verb | string, ...args: string[]) =>
  grantsOf(typeof verb === "string" ? VERBS.find(({ name }) => name === verb)! : verb, {
    args,
    cwd,
    setting: (name) => settings.get(name),
  });

Deno.test("grantsOf() grants files that options name, in both spellings, and operands that are paths", () => {
  deepEqual(
    granted(
      "scenario",
      ...[
        "mine/burst.yaml",
        "--junit",
        "out/j.xml",
        "--log-file=/tmp/l.jsonl",
        "--verify",
        "../sink",
      ],
    ),
    {
      read: ["/srv/logs/mine/burst.yaml", "/srv/sink"],
      write: ["/srv/logs/out/j.xml", "/tmp/l.jsonl"],
      net: [],
    },
  );
});

Deno.test("grantsOf() grants nothing for names, numbers, URLs, standard input and options without a value", () => {
  deepEqual(
    granted("scenario", "burst", "--seed", "42", "--url", "http://127.0.0.1:8080/v1/logs"),
    {
      ...{ read: [], write: [], net: [] },
    },
  );
  deepEqual(granted("unseal", "-", "--audit", "--verify"), { read: [], write: [], net: [] });
  deepEqual(granted("scenario", "--junit"), { read: [], write: [], net: [] });
});

Deno.test("grantsOf() grants what replacing a file takes", () => {
  deepEqual(granted("keys", "new", "--write", "/etc/logops/.env"), {
    read: ["/etc/logops"],
    write: ["/etc/logops/.env", "/etc/logops/.env.tmp"],
    net: [],
  });
});

Deno.test("grantsOf() grants what settings name, and their hosts", () => {
  settings.set("LOGOPS_SINK_DIR", "/mnt/journal").set("LOGOPS_KV_PATH", "/var/kv/x.sqlite3")
    .set("LOGOPS_HOST", "fd00::1").set("LOGOPS_ARCHIVE_DIR", "")
    .set("LOGOPS_ORCH_TARGETS", "http://gw-1:8080, https://[fd00::2]:8443");
  deepEqual(granted("gateway"), {
    read: [],
    write: ["/mnt/journal", "/var/kv"],
    net: ["[fd00::1]"],
  });
  deepEqual(granted("orchestrator").net, ["gw-1:8080", "[fd00::2]:8443"]);
  settings.clear();
});
