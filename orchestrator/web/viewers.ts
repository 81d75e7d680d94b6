/**
 * Live views: WebSockets that are told once a second what goes on.
 *
 * ```
 * GET /ws            the list of live runs
 * GET /ws?run=<id>   the same, and all of one run
 * ```
 *
 * A viewer that does not read costs at most `BUFFERED_BYTES_MAX` and one message: while so much
 * waits for it, nothing more is sent. When it reads again it gets everything anew. TCP gives no way
 * to get rid of a peer that is silent, so when all places are taken the most stalled one must go.
 */
import type { RunRecord } from "./live_run.ts";
import type { RunSummary, ServerMessage } from "./messages.ts";
import type { OrchestratorMetrics } from "./metrics.ts";
import type { RunsAudience } from "./runs.ts";

export const VIEWERS_MAX = 64;
export const BUFFERED_BYTES_MAX = 262_144;
/** WebSocket close code: try again later (RFC 6455, registered with IANA). */
const CLOSE_TRY_LATER = 1013;
const CLOSE_GOING_AWAY = 1001;

export interface ViewersDeps {
  readonly metrics: OrchestratorMetrics;
  readonly bootId: string;
  readonly version: string;
  readonly live: () => readonly RunSummary[];
  /** The whole of a live run. */
  readonly message: (id: string) => ServerMessage | undefined;
  /** A run that is over. */
  readonly record: (id: string) => Promise<RunRecord | undefined>;
}

interface Viewer {
  readonly socket: WebSocket;
  readonly runId: string | undefined;
  /** Messages were left out: the next one must be whole. */
  hasMissed: boolean;
}

export class Viewers implements RunsAudience {
  readonly #deps: ViewersDeps;
  readonly #viewers = new Set<Viewer>();

  constructor(deps: ViewersDeps) {
    this.#deps = deps;
  }

  get isFull(): boolean {
    return this.#viewers.size >= VIEWERS_MAX &&
      ![...this.#viewers].some(({ hasMissed }) => hasMissed);
  }

  add(socket: WebSocket, runId: string | undefined): void {
    if (this.#viewers.size >= VIEWERS_MAX) this.#makeRoom();
    const viewer: Viewer = { socket, runId, hasMissed: false };
    this.#viewers.add(viewer);
    this.#deps.metrics.viewers(this.#viewers.size);
    socket.onopen = () => void this.#greet(viewer);
    socket.onclose = () => this.#remove(viewer);
    socket.onerror = () => this.#remove(viewer);
  }

  isWatching(id: string): boolean {
    return [...this.#viewers].some(({ runId }) => runId === id);
  }

  tell(id: string, message: ServerMessage): void {
    const followers = [...this.#viewers].filter(({ runId }) => runId === id);
    if (followers.length === 0) return;
    const text = JSON.stringify(message);
    for (const viewer of followers) {
      const isBack = viewer.hasMissed && !isStalled(viewer.socket);
      const whole = isBack ? this.#deps.message(id) : undefined;
      this.#send(viewer, whole === undefined ? text : JSON.stringify(whole));
    }
  }

  list(runs: readonly RunSummary[]): void {
    const text = JSON.stringify({ type: "runs", runs } satisfies ServerMessage);
    for (const viewer of this.#viewers) {
      if (!viewer.hasMissed || viewer.runId === undefined) this.#send(viewer, text);
    }
  }

  close(): void {
    for (const { socket } of this.#viewers) socket.close(CLOSE_GOING_AWAY, "the service ends");
  }

  async #greet(viewer: Viewer): Promise<void> {
    const { bootId, version, live, message, record } = this.#deps;
    const send = (each: ServerMessage) => this.#send(viewer, JSON.stringify(each));
    send({ type: "hello", bootId, version });
    send({ type: "runs", runs: live() });
    const { runId } = viewer;
    if (runId === undefined) return;
    const whole = message(runId);
    if (whole !== undefined) return send(whole);
    const past = await record(runId);
    if (past === undefined) return send({ type: "unknown_run", id: runId });
    const { detail, series, tail } = past;
    send({ type: "run", run: detail, series, tail });
  }

  #send(viewer: Viewer, text: string): void {
    const { socket } = viewer;
    if (socket.readyState !== WebSocket.OPEN) return;
    viewer.hasMissed = isStalled(socket);
    if (viewer.hasMissed) this.#deps.metrics.skipped();
    else socket.send(text);
  }

  #makeRoom(): void {
    const stalled = [...this.#viewers].find(({ hasMissed }) => hasMissed);
    if (stalled === undefined) return;
    stalled.socket.close(CLOSE_TRY_LATER, "does not read");
    this.#remove(stalled);
  }

  #remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
    this.#deps.metrics.viewers(this.#viewers.size);
  }
}

function isStalled({ bufferedAmount }: WebSocket): boolean {
  return bufferedAmount > BUFFERED_BYTES_MAX;
}
