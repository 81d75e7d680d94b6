/**
 * Stands between a sender and a gateway and does harm on purpose, to requests that it picks by
 * their place in the stream of an emitter. It knows exactly what it did, and tells the sender that
 * all is well: what it did shows in the store alone.
 */

/** What may happen to one request of one emitter. Every fault acts on whole lines. */
export type Fault =
  /** The second record is left out. */
  | "drop_record"
  /** Nothing is forwarded. */
  | "drop_request"
  | "duplicate_record"
  | "duplicate_request"
  /** The answer comes late; nothing else is wrong. */
  | "delay"
  /** The first two records change places. */
  | "swap_records"
  | "reverse_records"
  /** Acknowledged at once, forwarded after the next request. */
  | "hold_request"
  /** One letter of one message. */
  | "corrupt_letter"
  | "corrupt_level"
  /** A sequence number that was never given. */
  | "corrupt_sequence"
  /** Sent on in another emitter's name. */
  | "corrupt_emitter";

/** What the faults amount to, as the verdict should find it. */
export interface Harm {
  lost: number;
  duplicated: number;
  reordered: number;
  corrupted: number;
}

export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** By emitter. */
  readonly harm: ReadonlyMap<string, Harm>;
  /** Faults that were asked for and have been done. */
  readonly done: readonly Fault[];
}

export interface FaultPlan {
  /** The gateway's address. */
  readonly target: string;
  /** Which fault befalls the n-th request of an emitter, counting from 0. */
  readonly faultAt: (emitter: string, index: number) => Fault | undefined;
  readonly delayMs: number;
}

interface Batch {
  readonly head: readonly string[];
  lines: string[];
  readonly headers: Headers;
}

export function startFaultProxy({ target, faultAt, delayMs }: FaultPlan): FaultProxy {
  const harm = new Map<string, Harm>();
  const counts = new Map<string, number>();
  const held = new Map<string, Batch>();
  const done: Fault[] = [];

  const forward = async ({ head, lines, headers }: Batch) => {
    const body = [...head, ...lines].join("\n") + "\n";
    const response = await fetch(`${target}/v1/logs`, { method: "POST", headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`The gateway refused a harmed request: ${text}`);
  };

  const inflict = async (fault: Fault, emitter: string, batch: Batch, sum: Harm) => {
    const { lines } = batch;
    const count = lines.length;
    done.push(fault);
    switch (fault) {
      case "drop_record":
        lines.splice(1, 1);
        sum.lost += 1;
        return await forward(batch);
      case "drop_request":
        sum.lost += count;
        return;
      case "duplicate_record":
        lines.splice(1, 0, lines[1]!);
        sum.duplicated += 1;
        return await forward(batch);
      case "duplicate_request":
        sum.duplicated += count;
        await forward(batch);
        return await forward(batch);
      case "delay":
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        return await forward(batch);
      case "swap_records":
        lines.splice(0, 2, lines[1]!, lines[0]!);
        sum.reordered += 1;
        return await forward(batch);
      case "reverse_records":
        lines.reverse();
        sum.reordered += count - 1;
        return await forward(batch);
      case "hold_request":
        sum.reordered += count;
        held.set(emitter, batch);
        return;
      case "corrupt_letter":
        corruptOne(lines, PLAIN_WORD, (word) => `Z${word.slice(1)}`);
        sum.corrupted += 1;
        return await forward(batch);
      case "corrupt_level":
        corruptOne(lines, /(?<="level":")INFO/, () => "WARN");
        sum.corrupted += 1;
        return await forward(batch);
      case "corrupt_sequence":
        corruptOne(lines, /(?<=seq"?[=:]"?)\d+/, () => "999999999");
        sum.corrupted += 1;
        sum.lost += 1;
        return await forward(batch);
      case "corrupt_emitter":
        batch.headers.set("X-Emitter", "someone-else");
        sum.lost += count;
        return await forward(batch);
    }
  };

  const take = async (request: Request): Promise<Response> => {
    if (request.method !== "POST") {
      return await fetch(new URL(new URL(request.url).pathname, target));
    }
    const emitter = request.headers.get("X-Emitter")!;
    const index = counts.get(emitter) ?? 0;
    counts.set(emitter, index + 1);
    const sum = harm.get(emitter) ?? { lost: 0, duplicated: 0, reordered: 0, corrupted: 0 };
    harm.set(emitter, sum);
    const batch = await readBatch(request);
    const count = batch.lines.length;
    const late = held.get(emitter);
    const fault = faultAt(emitter, index);
    if (fault === undefined) await forward(batch);
    else await inflict(fault, emitter, batch, sum);
    if (late !== undefined) {
      held.delete(emitter);
      await forward(late);
    }
    return Response.json({ accepted: count });
  };

  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, take);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    harm,
    done,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function readBatch(request: Request): Promise<Batch> {
  const all = (await request.text()).trimEnd().split("\n");
  const headers = new Headers();
  for (const name of ["Content-Type", "X-Emitter", "X-Scenario-Id"]) {
    headers.set(name, request.headers.get(name)!);
  }
  const heads = headers.get("Content-Type")!.startsWith("text/csv") ? 1 : 0;
  return { head: all.slice(0, heads), lines: all.slice(heads), headers };
}

/** A word between two plain words: far enough from anything personal to be left unmasked. */
const PLAIN_WORD = /(?<=\b[a-z]{3,} )[a-z]{3,}(?= [a-z]{3,}\b)/;

/** Changes the first place that `pattern` finds. */
function corruptOne(lines: string[], pattern: RegExp, change: (found: string) => string): void {
  const index = lines.findIndex((line) => pattern.test(line));
  const line = lines[index];
  if (line === undefined) throw new Error("There is no line to corrupt in this request");
  lines[index] = line.replace(pattern, change);
}
