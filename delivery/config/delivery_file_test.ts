/** The delivery file: what is right, and each kind of fault with its place and without its value. */
import assert from "node:assert/strict";
import { grantsOf, parseDeliveryFile, type ReferenceSource } from "./mod.ts";

const source: ReferenceSource = {
  env: (name) => ({ S3_KEY: "key", S3_SECRET: "hush", HOST: "logs.example" })[name],
  file: (path) => path === "/run/secrets/token" ? "token\n" : undefined,
};
const parse = (text: string) => parseDeliveryFile(text, "delivery.yaml", source);
const problems = (text: string) => {
  const read = parse(text);
  return read.ok ? [] : read.problems;
};

Deno.test("parseDeliveryFile() reads sinks, fills defaults in, and resolves references", () => {
  const text = `sinks:
  - name: loki
    type: loki
    url: http://\${env:HOST}:3100
    bearer_token: \${file:/run/secrets/token}
  - name: archive
    type: s3
    url: https://s3.example
    bucket: logs
    access_key_id: \${env:S3_KEY}
    secret_access_key: \${env:S3_SECRET}
    batch: { bytes_max: 1048576 }
`;
  const read = parse(text);
  assert.ok(read.ok, read.ok ? "" : read.problems.join("\n"));
  const [loki, archive] = read.sinks;
  assert.equal(loki!.config.url, "http://logs.example:3100");
  assert.equal(loki!.config.bearer_token, "token");
  assert.deepEqual(loki!.common.match, {});
  assert.equal(archive!.common.batch.age_ms_max, 60_000);
  assert.deepEqual(grantsOf(text, read.sinks), {
    hosts: ["logs.example:3100", "s3.example:443"],
    env: ["HOST", "S3_KEY", "S3_SECRET"],
    files: ["/run/secrets/token"],
    readsPackages: false,
  });
});

Deno.test("parseDeliveryFile() names place and fix of every fault", () => {
  const rows: [text: string, problem: string][] = [
    ["sinks: []\n", "1:8: 'sinks' must have 1 to 32 items"],
    ["a: 1\n", "1:1: must hold 'sinks:', a list of sinks"],
    ["sinks: [\n", "2:1: not valid YAML: BAD_INDENT"],
    ["sinks:\n  - {name: a, type: http}\n", "2:5: 'url' is missing"],
    [
      "sinks:\n  - {name: a, type: lokki}\n",
      "2:21: 'type' must be one of azure_blob, elasticsearch, gcs, http, kafka, loki, otlp, s3 (did you mean 'loki'?)",
    ],
    [
      "sinks:\n  - {name: a, type: http, url: 'http://h/', urll: b}\n",
      "2:45: unknown key 'urll' (did you mean 'url'?)",
    ],
    [
      "sinks:\n  - {name: a, type: http, url: 'http://u:p@h/'}\n",
      "2:32: 'url' must be an http:// or https:// address without user, password or query",
    ],
    [
      "sinks:\n  - {name: A, type: http, url: 'http://h/'}\n",
      "2:12: 'name' must be 1 to 40 characters of a-z, 0-9, _ and -",
    ],
    [
      "sinks:\n  - {name: a, type: http, url: 'http://h/', bearer_token: hush}\n",
      "2:59: 'bearer_token' is a secret: write ${env:NAME} or ${file:path}",
    ],
    [
      "sinks:\n  - {name: a, type: http, url: 'http://h/', bearer_token: '${env:NONE}'}\n",
      "2:59: 'bearer_token' needs the environment variable NONE, which is not set",
    ],
    [
      "sinks:\n  - {name: a, type: http, url: 'http://h/'}\n  - {name: a, type: http, url: 'http://h/'}\n",
      "3:12: the name is taken by a sink above",
    ],
  ];
  for (const [text, problem] of rows) {
    assert.deepEqual(problems(text), [`delivery.yaml:${problem}`], text);
  }
});
