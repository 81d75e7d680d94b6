/** All programs as one: they start one after another, and end in the order of `STOP_ORDER`. */
import { EXIT } from "../../contract/mod.ts";
import { type KeepDeps, KeptPart, type PartStatus } from "./keep_part.ts";
import { type Part, STOP_ORDER } from "./part.ts";

const HEALTH_EVERY_MS = 5_000;

export interface Whole {
  /** Resolves when all are ready; or with an exit code, when one of them cannot start. */
  readonly started: Promise<"ready" | number>;
  /** Ends all in order; the exit code. */
  stop(): Promise<number>;
  /** Ends all at once. */
  kill(): void;
  status(): Readonly<Record<string, PartStatus>>;
  isWell(): boolean;
}

export function startWhole(parts: readonly Part[], deps: KeepDeps): Whole {
  const kept: KeptPart[] = [];
  const stopping = new AbortController();
  const aborted = new Promise<"stopped">((resolve) =>
    stopping.signal.addEventListener("abort", () => resolve("stopped"))
  );
  const start = async (): Promise<"ready" | number> => {
    for (const part of parts) {
      if (stopping.signal.aborted) break;
      const each = new KeptPart(part, deps);
      kept.push(each);
      const first = await Promise.race([each.ready, each.failed, aborted]);
      if (typeof first !== "number") continue;
      return first === EXIT.badInput ? EXIT.badInput : EXIT.failed;
    }
    if (!stopping.signal.aborted) {
      deps.tell("INFO", "all_ready", { programs: parts.map(({ name }) => name).join(",") });
    }
    return "ready";
  };
  const watch = async () => {
    while (!stopping.signal.aborted) {
      await deps.sleep(HEALTH_EVERY_MS, stopping.signal);
      await Promise.all(kept.map((each) => each.checkHealth()));
    }
  };
  const started = start();
  void watch();
  return {
    started,
    async stop() {
      stopping.abort();
      await started;
      let isInOrder = true;
      for (const name of STOP_ORDER) {
        const each = kept.find(({ part }) => part.name === name);
        if (each === undefined) continue;
        if (!await each.stop()) isInOrder = false;
        deps.tell("INFO", "stopped", { program: name });
      }
      return isInOrder ? EXIT.done : EXIT.failed;
    },
    kill() {
      stopping.abort();
      for (const each of kept) each.kill();
    },
    status: () => Object.fromEntries(kept.map((each) => [each.part.name, each.status()])),
    isWell: () =>
      kept.length === parts.length && kept.every((each) => each.status().state === "ready"),
  };
}
