/** What stands in a store, as lines of a file: asked for again and again, as a store cannot be tailed. */
import type { Host } from "./host.ts";

const ASK_MS = 1_000;
const ROWS_MAX = 1_000_000;
/** What Loki answers at once unless told otherwise. */
const LOKI_ROWS_MAX = 5_000;
const LOKI_PAGES_MAX = 200;
/** Before the run: clocks of the store and of this machine are one. */
const LOKI_BACK_SEC = 3_600;

/** All lines of a store; `undefined` where it is away, as a case may want it. */
type Rows = (nowMs: number) => Promise<string[] | undefined>;

/** Copies the lines to `file`, by way of `fresh`, which nobody reads, until it is disposed. */
export function copyStore(
  rows: Rows,
  { file, fresh }: { readonly file: string; readonly fresh: string },
  host: Host,
): AsyncDisposable {
  let isOver = false;
  const copying = (async () => {
    while (!isOver) {
      const lines = await rows(host.nowMs()).catch(() => undefined);
      if (lines !== undefined && lines.length > 0) {
        await Deno.writeTextFile(fresh, lines.map((line) => `${line}\n`).join(""));
        await Deno.rename(fresh, file);
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

/** `_msg` of every row, by LogsQL. */
export function victoriaLogsRows(url: string): Rows {
  const query = "* | fields _time, _msg | sort by (_time)";
  return async () => {
    const answer = await fetch(new URL("/select/logsql/query", url), {
      method: "POST",
      body: new URLSearchParams({ query, limit: `${ROWS_MAX}` }),
    });
    const text = await answer.text();
    if (!answer.ok) return undefined;
    return text.split("\n").filter((line) => line !== "")
      .map((line) => String((JSON.parse(line) as { readonly _msg?: string })._msg ?? ""));
  };
}

interface LokiAnswer {
  readonly data: {
    readonly result: readonly { readonly values: readonly (readonly [string, string])[] }[];
  };
}

/** Every line that `query` selects, page after page. Pages overlap: Loki keeps a line of one time once. */
export function lokiRows(url: string, query: string): Rows {
  return async (nowMs) => {
    const found = new Map<string, string>();
    let start = String(Math.trunc(nowMs / 1_000) - LOKI_BACK_SEC) + "000000000";
    for (let page = 0; page < LOKI_PAGES_MAX; page++) {
      const place = new URL("/loki/api/v1/query_range", url);
      place.search = new URLSearchParams({
        query,
        start,
        limit: `${LOKI_ROWS_MAX}`,
        direction: "forward",
      }).toString();
      const answer = await fetch(place);
      if (!answer.ok) {
        await answer.body?.cancel();
        return undefined;
      }
      const { data } = await answer.json() as LokiAnswer;
      const values = data.result.flatMap((stream) => stream.values)
        .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
      for (const [time, line] of values) found.set(`${time} ${line}`, line);
      const last = values.at(-1)?.[0];
      if (values.length < LOKI_ROWS_MAX || last === undefined || last === start) break;
      start = last;
    }
    return [...found.values()];
  };
}
