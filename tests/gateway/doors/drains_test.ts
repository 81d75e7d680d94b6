/** Drains of hosting services: Heroku's logplex, Amazon's Firehose. */
import { openGatewayApp } from "../app.ts";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";

const frame = (message: string) => `${new TextEncoder().encode(message).length} ${message}`;

Deno.test("logplex: each frame is a record, whatever lines and letters it has", async () => {
  await using app = await openGatewayApp();
  const body = [
    "<40>1 2012-11-30T06:45:29+00:00 host app web.3 - State changed to up\n",
    "<11>1 2012-11-30T06:45:30+00:00 host heroku router - größer by john@example.com\nsecond line\n",
  ].map(frame).join("");
  const answer = await app.post(body, { "content-type": "application/logplex-1" });
  assert.equal(answer.status, 204);
  const stored = await app.stored();
  assert.deepEqual(
    stored.map(({ ts, level, msg, host, app, pid }) => [ts, level, msg, host, app, pid]),
    [
      ["2012-11-30T06:45:29.000Z", "ERROR", "State changed to up", "host", "app", "web.3"],
      [
        ...["2012-11-30T06:45:30.000Z", "ERROR", "größer by j***@example.com\nsecond line"],
        ...["host", "heroku", "router"],
      ],
    ],
  );
  const cut = await app.post("99 <40>1 x", { "content-type": "application/logplex-1" });
  assert.equal(cut.status, 400);
});

Deno.test("Firehose: records of lines, of objects, and of CloudWatch", async () => {
  await using app = await openGatewayApp();
  const cloudwatch = {
    ...{ messageType: "DATA_MESSAGE", owner: "1", logGroup: "g", logStream: "s" },
    logEvents: [{ id: "1", timestamp: 1_791_633_336_123, message: "from CloudWatch" }],
  };
  const records = [
    Buffer.from("[ERROR] a line\nanother\n"),
    Buffer.from('{"msg":"one","level":"warn"}{"msg":"two"}'),
    gzipSync(JSON.stringify(cloudwatch)),
  ].map((data) => ({ data: data.toString("base64") }));
  const send = (body: string) =>
    app.request("/aws/firehose", {
      ...{ method: "POST", body },
      headers: {
        "x-amz-firehose-request-id": "id-1",
        "x-amz-firehose-common-attributes": '{"commonAttributes":{"stream":"web"}}',
      },
    });
  const answer = await send(JSON.stringify({ requestId: "id-1", timestamp: 1, records }));
  const told = await answer.json();
  assert.deepEqual([answer.status, told.requestId], [200, "id-1"]);
  assert.equal(typeof told.timestamp, "number");
  assert.deepEqual(
    (await app.stored()).map(({ level, msg, stream }) => [level, msg, stream]),
    [
      ...[["ERROR", "a line", "web"], ["INFO", "another", "web"], ["WARN", "one", "web"]],
      ...[["INFO", "two", "web"], ["INFO", "from CloudWatch", "web"]],
    ],
  );
  for (const body of ["{", '{"records":[{"data":7}]}', '{"records":[{"data":"H4sIAAAA"}]}']) {
    const refused = await send(body);
    const { requestId, errorMessage } = await refused.json();
    assert.deepEqual([refused.status, requestId], [400, "id-1"]);
    assert.match(errorMessage, /\w/);
  }
  assert.equal((await app.stored()).length, 5);
});
