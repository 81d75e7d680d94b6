/**
 * Past runs, in Deno KV:
 *
 * | key | value |
 * |---|---|
 * | `["run", id]` | its `RunSummary`; `phase` is not `ended` while it goes on |
 * | `["by_time", startedMs, id]` | nothing: the order of the list |
 * | `["record", id, …]` | `RunRecord` as JSON, compressed |
 * | `["log", id, …]` | the run's JSONL, compressed, a part for each save |
 *
 * A run is written when it begins, so that a service that dies leaves a trace of it: `recover`
 * marks such runs as interrupted at the next start.
 */
import { fail, type WebResult } from "./failure.ts";
import { deleteText, readText, writePart } from "./kv_text.ts";
import type { RunRecord } from "./live_run.ts";
import type { RunSummary } from "./messages.ts";

export interface RunStore {
  /** Marks what a service before this one left unfinished; gives the ids. */
  recover(nowMs: number): Promise<WebResult<readonly string[]>>;
  /** Writes what is known now; called at the beginning and from time to time. */
  save(record: RunRecord, log: readonly string[]): Promise<WebResult<void>>;
  /** The newest first. */
  list(limit: number): Promise<WebResult<readonly RunSummary[]>>;
  read(id: string): Promise<WebResult<RunRecord>>;
  log(id: string): Promise<WebResult<string>>;
  remove(id: string): Promise<WebResult<void>>;
  close(): void;
}

export interface RunStoreOptions {
  readonly keptMax: number;
  /** Called with what went wrong; the caller of the store sees `history_unavailable`. */
  readonly onFault: (operation: string, error: unknown) => void;
}

const INTERRUPTED = "the service ended while this ran";

export function createRunStore(kv: Deno.Kv, options: RunStoreOptions): RunStore {
  const logParts = new Map<string, number>();
  const guarded = <T>(operation: string, work: () => Promise<WebResult<T>>) =>
    work().catch((error): WebResult<T> => {
      options.onFault(operation, error);
      return fail("history_unavailable", "Past runs cannot be read or written now");
    });

  const done: WebResult<void> = { ok: true, value: undefined };

  const list = async (limit: number): Promise<RunSummary[]> => {
    const found: RunSummary[] = [];
    for await (const { key } of kv.list({ prefix: ["by_time"] }, { limit, reverse: true })) {
      const { value } = await kv.get<RunSummary>(["run", String(key[2])]);
      if (value !== null) found.push(value);
    }
    return found;
  };

  const remove = async (id: string, startedMs: number) => {
    await kv.atomic().delete(["run", id]).delete(["by_time", startedMs, id]).commit();
    await deleteText(kv, ["record", id]);
    await deleteText(kv, ["log", id]);
    logParts.delete(id);
  };

  const prune = async () => {
    let count = 0;
    for await (const { key } of kv.list({ prefix: ["by_time"] }, { reverse: true })) {
      if (++count > options.keptMax) await remove(String(key[2]), Number(key[1]));
    }
  };

  const read = async (id: string): Promise<WebResult<RunRecord>> => {
    const text = await readText(kv, ["record", id]);
    return text === undefined ? unknown() : { ok: true, value: JSON.parse(text) };
  };

  const save = async (record: RunRecord, log: readonly string[]) => {
    const { summary } = record.detail;
    const { id } = summary;
    await writePart(kv, ["record", id], 0, JSON.stringify(record));
    if (log.length > 0) {
      const text = log.map((line) => `${line}\n`).join("");
      const part = logParts.get(id) ?? 0;
      logParts.set(id, part + 1);
      await writePart(kv, ["log", id], part, text);
    }
    await kv.atomic().set(["run", id], summary).set(["by_time", summary.startedMs, id], null)
      .commit();
    if (summary.phase === "ended") {
      logParts.delete(id);
      await prune();
    }
  };

  return {
    recover: (nowMs) =>
      guarded("recover", async () => {
        const ids: string[] = [];
        for (const summary of await list(options.keptMax)) {
          if (summary.phase === "ended") continue;
          ids.push(summary.id);
          const found = await read(summary.id);
          if (found.ok) await save(interrupted(found.value, nowMs), []);
        }
        return { ok: true, value: ids };
      }),
    save: (record, log) =>
      guarded("save", async () => {
        await save(record, log);
        return done;
      }),
    list: (limit) => guarded("list", async () => ({ ok: true, value: await list(limit) })),
    read: (id) => guarded("read", () => read(id)),
    log: (id) =>
      guarded("log", async () => {
        const text = await readText(kv, ["log", id]);
        return text === undefined ? unknown() : { ok: true, value: text };
      }),
    remove: (id) =>
      guarded("remove", async () => {
        const { value } = await kv.get<RunSummary>(["run", id]);
        if (value === null) return unknown();
        if (value.phase !== "ended") {
          return fail("run_is_live", "Stop the run first");
        }
        await remove(id, value.startedMs);
        return done;
      }),
    close: () => kv.close(),
  };
}

function unknown() {
  return fail("unknown_run", "There is no such run: it may have been deleted");
}

/** The record of a run whose service died, as of its last save. */
function interrupted(record: RunRecord, nowMs: number): RunRecord {
  const { alert: _, ...detail } = record.detail;
  const { summary } = detail;
  const endedMs = Math.min(nowMs, summary.startedMs + summary.elapsedSec * 1000);
  const ended = { phase: "ended", outcome: "interrupted", endedMs, note: INTERRUPTED } as const;
  return {
    ...record,
    detail: { ...detail, summary: { ...summary, ...ended, askedEps: 0, currentEps: 0 } },
  };
}
