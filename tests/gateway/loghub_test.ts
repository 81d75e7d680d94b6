/** Real logs of real systems, posted as text/plain: as many records stored as lines sent. */
import { startGateway } from "./process.ts";
import { LogRecord } from "../../contract/mod.ts";
import assert from "node:assert/strict";

const FOLDER = Deno.env.get("LOGOPS_TEST_LOGHUB") ??
  new URL("../../../shared/data/loghub", import.meta.url).pathname;
const LINES_PER_POST = 500;

const files = listLogs(FOLDER);
if (files.length === 0) {
  console.log(`skipped: no *.log in ${FOLDER}; set LOGOPS_TEST_LOGHUB to a loghub folder`);
}

Deno.test({
  name: "gateway stores a record for each line of real logs",
  ignore: files.length === 0,
  async fn() {
    await using gateway = await startGateway();
    let sent = 0;
    for (const file of files) {
      const lines = (await Deno.readTextFile(`${FOLDER}/${file}`)).split("\n");
      for (let at = 0; at < lines.length; at += LINES_PER_POST) {
        const part = lines.slice(at, at + LINES_PER_POST);
        const response = await fetch(`${gateway.url}/v1/logs`, {
          method: "POST",
          headers: { "content-type": "text/plain", "x-emitter": file.split("_")[0]! },
          body: part.join("\n"),
        });
        const receipt = await response.json();
        assert.equal(response.status, 200);
        const expected = part.filter((line) => line.trim() !== "").length;
        assert.equal(receipt.accepted, expected, `${file} from line ${at + 1}`);
        sent += expected;
      }
    }
    const stored = await gateway.stored();
    assert.equal(stored.length, sent);
    assert.ok(sent >= 2000 * files.length - 10, `${sent} lines`);
    for (const record of stored) LogRecord.parse(record);
    assert.equal(await gateway.stop(), 0);
  },
});

function listLogs(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name.endsWith(".log")).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
