import assert from "node:assert/strict";
import { OTHER_NAMES, SETTING_NAMES } from "./setting_names.ts";
import { findStrays } from "./stray_settings.ts";

const known = { settings: SETTING_NAMES, others: OTHER_NAMES };
const inProcess = (...names: string[]) => findStrays({ inProcess: names, ...known });
const inFile = (text: string) =>
  findStrays({ inProcess: [], dotenv: { path: ".env", text }, ...known });

Deno.test("findStrays() knows the settings of all programs", () => {
  const none = { problems: [], warnings: [] };
  const names = [...SETTING_NAMES, ...OTHER_NAMES];
  assert.deepEqual(inProcess(...names, "HOME", "PORT"), none);
  assert.deepEqual(inFile(names.map((name) => `${name}=1`).join("\n")), none);
});

Deno.test("findStrays() refuses what is nearly a setting, and the beginning of one", () => {
  const table: readonly [name: string, meant: string][] = [
    ["LOGOPS_ENCRYPT_PI", "LOGOPS_ENCRYPT_PII"],
    ["LOGOPS_PROT", "LOGOPS_PORT"],
    ["LOGOPS_AUTHMODE", "LOGOPS_AUTH_MODE"],
    ["LOGOPS_AUTH", "LOGOPS_AUTH_MODE"],
    ["LOGOPS_RETENTION_DAY", "LOGOPS_RETENTION_DAYS"],
    ["LOGOPS_SECRET_KEY", "LOGOPS_SECRET_KEYS"],
    ["LOGOPS_auth_mode", "LOGOPS_AUTH_MODE"],
  ];
  for (const [name, meant] of table) {
    assert.deepEqual(
      inProcess(name).problems.map(({ message }) => message),
      [`'${name}' is no setting: did you mean '${meant}'?`],
    );
  }
});

Deno.test("findStrays() only warns of what may be another tool's", () => {
  for (
    const name of [
      ...[
        "LOGOPS_TEAM",
        "LOGOPS_HOME",
        "LOGOPS_ENV",
        "LOGOPS_IMAGE",
        "LOGOPS_GATEWAY_SERVICE_HOST",
      ],
      ...["LOGOPS_GATEWAY_PORT", "LOGOPS_GATEWAY_PORT_8080_TCP_ADDR", "LOGOPS_RUN", "LOGOPS_BIN"],
    ]
  ) {
    assert.deepEqual(inProcess(name), {
      problems: [],
      warnings: [`'${name}' is no setting: it has no effect`],
    });
  }
});

Deno.test("findStrays() finds a slip in the prefix in the file, and leaves others' names alone", () => {
  const { problems, warnings } = inFile(
    "LOGOP_AUTH_MODE=any\nLOG_LEVEL=info\nspring.url=x\nlogops-auth-mode=any\n",
  );
  assert.deepEqual(warnings, []);
  assert.deepEqual(problems.map(({ message }) => message), [
    ".env:1: 'LOGOP_AUTH_MODE' is no setting: did you mean 'LOGOPS_AUTH_MODE'?",
    ".env:4: 'logops-auth-mode' is no setting: did you mean 'LOGOPS_AUTH_MODE'?",
  ]);
});

Deno.test("findStrays() takes a name without a value for unset", () => {
  assert.deepEqual(inFile("LOGOPS_PROT=\nexport LOGOPS_PROT='' # none\n").problems, []);
});

Deno.test("findStrays() tells the place of a line that sets nothing, and none of its words", () => {
  const text = "# ours\n\nLOGOPS_AUTH_MODE none\nLOGOPS_SECRET_KEYS k1:c2VjcmV0\nPORT: 1";
  assert.deepEqual(inFile(text).problems.map(({ message }) => message), [
    ".env:3: must be NAME=value, a comment (#) or blank",
    ".env:4: must be NAME=value, a comment (#) or blank",
    ".env:5: must be NAME=value, a comment (#) or blank",
  ]);
});
