/**
 * One process in a worker's place: what it says, and what it is told. Its messages are read to the
 * end before it counts as ended, so that the last of what it counted is known.
 */
import { encodeMessage, type FromSupervisor, FromWorker, readMessages } from "./messages.ts";

/** A process as the supervisor needs it; `workers_cli.ts` starts real ones. */
export interface WorkerProcess {
  readonly pid: number;
  readonly input: WritableStream<Uint8Array>;
  readonly output: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly ended: Promise<{ readonly code: number; readonly signal: string | null }>;
  /** Nothing happens where it has ended. */
  kill(signal: Deno.Signal): void;
}

export interface RunningWorker {
  readonly worker: number;
  readonly process: WorkerProcess;
  isListening: boolean;
  tell(message: FromSupervisor): void;
}

export interface WorkerEvents {
  onMessage(message: FromWorker, from: RunningWorker): void;
  /** It said what no worker says, and was killed for it. */
  onBadMessage(from: RunningWorker): void;
}

/** Messages that wait for a worker that does not read; more that can be asked for again are dropped. */
const WAITING_MESSAGES_MAX = 8;
/** With more of the others it is taken for stuck: it would no longer know what is stored. */
const WAITING_KEYS_MAX = 10_000;

export function talkTo(
  worker: number,
  process: WorkerProcess,
  { onMessage, onBadMessage }: WorkerEvents,
): { readonly running: RunningWorker; readonly ended: WorkerProcess["ended"] } {
  const writer = process.input.getWriter();
  let waiting = 0;
  const running: RunningWorker = {
    worker,
    process,
    isListening: false,
    tell(message) {
      const isAsked = message.type === "collect" || message.type === "exposition";
      if (isAsked && waiting >= WAITING_MESSAGES_MAX) return;
      if (waiting >= WAITING_KEYS_MAX) return process.kill("SIGKILL");
      waiting++;
      // A pipe that is closed belongs to a worker that has ended, and `ended` tells of that.
      writer.write(encodeMessage(message)).catch(() => {}).finally(() => waiting--);
    },
  };
  const listen = async () => {
    for await (const message of readMessages(process.output, FromWorker)) {
      onMessage(message, running);
    }
  };
  const heard = listen().catch(() => {
    onBadMessage(running);
    process.kill("SIGKILL");
  });
  const ended = process.ended.then(async (end) => {
    await heard;
    await writer.close().catch(() => {});
    return end;
  });
  return { running, ended };
}
