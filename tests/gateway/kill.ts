/**
 * Kills a whole gateway under load, again and again over one journal folder, and then holds the
 * journal against every 200 that a client has read: whole, once, and no torn record to be read.
 */
import { startGateway } from "./process.ts";
import { checkJournal, type JournalReport } from "../journal/check.ts";

export interface GatewayKillOptions {
  readonly dir: string;
  readonly kills: number;
  readonly connections: number;
  readonly onKill?: (life: number, acknowledged: number, tornLines: number) => void;
}

export interface GatewayKillReport extends JournalReport {
  /** Batches that each life acknowledged before it was killed. */
  readonly acknowledgedByLife: readonly number[];
  /** Lines that a start found torn by the kill before it, over all lives. */
  readonly tornLines: number;
}

const RECORDS_PER_BATCH = 40;
/** Counted from the first answer, so that there is something to lose. */
const LIFE_MS_MAX = 250;

export async function killGatewayRepeatedly(
  { dir, kills, connections, onKill }: GatewayKillOptions,
): Promise<GatewayKillReport> {
  const acknowledged: string[] = [];
  const acknowledgedByLife: number[] = [];
  let tornLines = 0;
  for (let life = 1; life <= kills; life++) {
    await using gateway = await startGateway({ sinkDir: dir });
    const before = acknowledged.length;
    const answered = Promise.withResolvers<void>();
    const note = (batch: string) => {
      acknowledged.push(batch);
      answered.resolve();
    };
    const clients = Array.from(
      { length: connections },
      (_, i) => sendUntilDead(gateway.url, `life${life}-${i}`, note),
    );
    await Promise.race([answered.promise, Promise.all(clients)]);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * LIFE_MS_MAX));
    await gateway.stop("SIGKILL");
    await Promise.all(clients);
    const torn = tornLinesIn(gateway.log);
    tornLines += torn;
    acknowledgedByLife.push(acknowledged.length - before);
    onKill?.(life, acknowledged.length - before, torn);
  }
  await using last = await startGateway({ sinkDir: dir });
  await last.stop();
  tornLines += tornLinesIn(last.log);
  return { ...await checkJournal({ dir, acknowledged }), acknowledgedByLife, tornLines };
}

/** Sends one batch after the other; notes those that were answered 200. */
async function sendUntilDead(
  url: string,
  name: string,
  note: (batch: string) => void,
): Promise<void> {
  for (let n = 0;; n++) {
    const batch = `${name}-${n}`;
    try {
      const response = await fetch(`${url}/v1/logs`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-emitter": "kill" },
        body: bodyOf(batch),
      });
      if (response.status === 200) note(batch);
      else throw new Error(`answered ${response.status}`);
      await response.body?.cancel();
    } catch (error) {
      if (error instanceof TypeError) return; // the connection is gone with the gateway
      throw error;
    }
  }
}

function bodyOf(batch: string): string {
  const records = Array.from({ length: RECORDS_PER_BATCH }, (_, index) => ({
    ts: "2026-05-01T10:00:00.000Z",
    level: "INFO",
    msg: `record ${index} of a batch that is long enough to be torn ${"x".repeat(200)}`,
    batch,
    index,
    count: RECORDS_PER_BATCH,
  }));
  return JSON.stringify(records);
}

function tornLinesIn(log: readonly Readonly<Record<string, unknown>>[]): number {
  return log.filter(({ event }) => event === "journal_torn")
    .reduce((sum, { lines }) => sum + Number(lines), 0);
}
