/** What stands in VictoriaLogs, as lines of a file: asked for again and again, as it cannot be tailed. */
import type { Host } from "./host.ts";

const ASK_MS = 1_000;
const ROWS_MAX = 1_000_000;

/** Copies `_msg` of every row to `file` until it is disposed. */
export function copyVictoriaLogs(url: string, file: string, host: Host): AsyncDisposable {
  let isOver = false;
  const copying = (async () => {
    while (!isOver) {
      const lines = await rows(url);
      if (lines !== undefined && lines.length > 0) {
        await Deno.writeTextFile(`${file}.new`, lines.map((line) => `${line}\n`).join(""));
        await Deno.rename(`${file}.new`, file);
      }
      await host.sleep(ASK_MS);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      isOver = true;
      await copying;
    },
  };
}

async function rows(url: string): Promise<string[] | undefined> {
  try {
    const answer = await fetch(new URL("/select/logsql/query", url), {
      method: "POST",
      body: new URLSearchParams({
        query: "* | fields _time, _msg | sort by (_time)",
        limit: `${ROWS_MAX}`,
      }),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    return (await answer.text()).split("\n").filter((line) => line !== "")
      .map((line) => String((JSON.parse(line) as { _msg?: string })._msg ?? ""));
  } catch {
    return undefined; // it is away, as the case wants it
  }
}
