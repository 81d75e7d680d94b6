/**
 * What the records of the corpus are made of: values that differ from record to record as they do in
 * real logs, by their number alone, so that the same call gives the same bytes.
 */

export const START_MS = Date.UTC(2026, 4, 1, 10);

/** One event, which each shape writes in its own way. */
export interface Event {
  readonly seq: number;
  readonly ms: number;
  /** `2026-05-01T10:00:00.000Z`. */
  readonly iso: string;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly mail: string;
  readonly ip: string;
  readonly host: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
  readonly traceId: string;
  readonly spanId: string;
  /** Digits of a fraction of a second beyond the millisecond. */
  readonly micros: string;
}

export const AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";

const LEVELS = ["info", "info", "info", "debug", "info", "warn", "info", "error"] as const;
const PATHS = ["/api/v1/orders", "/api/v1/orders/7731", "/healthz", "/login", "/static/app.js"];
const STATUSES = [200, 200, 201, 304, 404, 500];

export function eventAt(seq: number): Event {
  const ms = START_MS + seq * 37;
  return {
    seq,
    ms,
    iso: new Date(ms).toISOString(),
    level: LEVELS[seq % LEVELS.length]!,
    mail: `john.doe${seq}@example.com`,
    ip: `83.11.${seq % 256}.45`,
    host: `web-${seq % 9}.prod.example.net`,
    path: PATHS[seq % PATHS.length]!,
    status: STATUSES[seq % STATUSES.length]!,
    durationMs: seq % 400 + 0.5,
    traceId: hex(seq, 32),
    spanId: hex(seq + 7, 16),
    micros: String((seq * 7919) % 1_000_000).padStart(6, "0"),
  };
}

/** So many hex digits that look drawn at random: a multiplicative hash of `seq`. */
function hex(seq: number, digits: number): string {
  let text = "";
  for (let word = 1; text.length < digits; word++) {
    text += (Math.imul(seq + word, 0x9e3779b1) >>> 0).toString(16).padStart(8, "0");
  }
  return text.slice(0, digits);
}

/** The time of `event` two hours ahead, as a clock of that zone shows it: `2026-05-01T12:00:00.000`. */
export function localIso({ ms }: Event): string {
  return new Date(ms + 2 * 3_600_000).toISOString().slice(0, -1);
}
