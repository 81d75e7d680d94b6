/** How long a gateway takes from the start of its process to its first accepted batch. */
import { makeBodies } from "./bodies.ts";
import { mustAccept } from "./load.ts";
import { startSubject } from "./subject.ts";

export interface StartTimeDeps {
  readonly env: Readonly<Record<string, string>>;
  readonly sinkRoot: string;
  readonly rounds: number;
  readonly monotonicMs: () => number;
}

/** Milliseconds of each start; one start before them fills the caches of disk and compiler. */
export async function measureStartTimes(deps: StartTimeDeps): Promise<number[]> {
  const [body] = makeBodies("json", 100);
  const times: number[] = [];
  for (let round = 0; round <= deps.rounds; round++) {
    const startMs = deps.monotonicMs();
    await using subject = await startSubject(
      { kind: "gateway", sinkRoot: deps.sinkRoot },
      deps.env,
    );
    await mustAccept(subject.url, body!);
    times.push(deps.monotonicMs() - startMs);
  }
  return times.slice(1);
}
