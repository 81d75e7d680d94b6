/**
 * The connections that a process holds open: how many in all and from one address, and for how long
 * one may do nothing. Knows no protocol: whoever speaks one says in what state a connection is.
 *
 * ```
 *           ┌────────────── next request ──────────────┐
 * open ── head ── body ── work ── reply ── idle ──────┘    each has a time, but for body and work,
 *          │                       │        │             which end by rules of their own
 *          └── too long: end ──────┴────────┘
 * ```
 *
 * Where a place is needed and there is none, the connection that has been idle longest gives way,
 * then the head that has been coming longest: that of an honest client is here within milliseconds. Closing an idle connection costs its client nothing:
 * HTTP clients open another.
 */
export type Phase = "head" | "body" | "work" | "reply" | "idle";

export interface ConnectionBounds {
  readonly connectionsMax: number;
  /** 0 sets no bound. */
  readonly perAddressMax: number;
  /** From the opening, or a request's first byte, to the end of its head. */
  readonly headMs: number;
  /** Without a request; also how long an answer may take to be read. */
  readonly idleMs: number;
}

export const END_REASONS = [
  "head_timeout",
  "idle_timeout",
  "reply_timeout",
  "evicted",
  "shutdown",
] as const;
export type EndReason = typeof END_REASONS[number];
export const REFUSAL_REASONS = ["too_many_connections", "too_many_from_address"] as const;
export type RefusalReason = typeof REFUSAL_REASONS[number];

/** Ends a connection in the state that it is in. */
export type End = (reason: EndReason, phase: Phase) => void;

export interface OpenConnection {
  enter(phase: Phase): void;
  /** It is closed, however it came. */
  gone(): void;
}

export interface Connections {
  readonly open: number;
  /** Counts a connection in. `end` is called at most once, and must lead to `gone`. */
  add(address: string, end: End): OpenConnection | RefusalReason;
  /** There are no descriptors left: ends some connections, and holds fewer for a while. */
  exhausted(): void;
  /** Ends those that are past their time. */
  sweep(): void;
  /** Ends those that have no whole request, and every other when it comes to wait for one. */
  shutdown(): void;
}

export interface ConnectionsDeps {
  readonly bounds: ConnectionBounds;
  readonly monotonicMs: () => number;
  readonly onEnd: (reason: EndReason) => void;
}

/** How often deadlines are looked at. */
export const SWEEP_INTERVAL_MS = 250;
/** A body that is younger does not give way to files: it may be here with the next packet. */
const BODY_MS_MIN = 1000;
/** Descriptors that are kept for files once they have run out. */
const SPARE_DESCRIPTORS = 16;
/** After so long, more connections are tried again. */
const CEILING_MS = 60_000;

interface Entry {
  readonly address: string;
  readonly end: End;
  phase: Phase;
  sinceMs: number;
  isEnding: boolean;
}

export function createConnections(deps: ConnectionsDeps): Connections {
  const { bounds, monotonicMs } = deps;
  const entries = new Set<Entry>();
  const byAddress = new Map<string, number>();
  let ceiling = bounds.connectionsMax;
  let ceilingUntilMs = 0;
  let isShutDown = false;

  const end = (entry: Entry, reason: EndReason) => {
    entry.isEnding = true;
    deps.onEnd(reason);
    entry.end(reason, entry.phase);
  };
  const evict = (phase: Phase, ageMsMin: number, address?: string): boolean => {
    const bornMsMax = monotonicMs() - ageMsMin;
    let oldest: Entry | undefined;
    for (const entry of entries) {
      if (entry.isEnding || entry.phase !== phase || entry.sinceMs > bornMsMax) continue;
      if (address !== undefined && entry.address !== address) continue;
      if (oldest === undefined || entry.sinceMs < oldest.sinceMs) oldest = entry;
    }
    if (oldest !== undefined) end(oldest, "evicted");
    return oldest !== undefined;
  };
  const makeRoom = (address?: string) => evict("idle", 0, address) || evict("head", 0, address);
  const ceilingNow = () => {
    if (ceiling < bounds.connectionsMax && monotonicMs() >= ceilingUntilMs) {
      ceiling = bounds.connectionsMax;
    }
    return ceiling;
  };
  const refusalOf = (address: string): RefusalReason | undefined => {
    const { perAddressMax } = bounds;
    const fromAddress = byAddress.get(address) ?? 0;
    if (perAddressMax > 0 && fromAddress >= perAddressMax && !makeRoom(address)) {
      return "too_many_from_address";
    }
    return entries.size >= ceilingNow() && !makeRoom() ? "too_many_connections" : undefined;
  };
  const forget = (entry: Entry) => {
    if (!entries.delete(entry)) return;
    const left = byAddress.get(entry.address)! - 1;
    if (left === 0) byAddress.delete(entry.address);
    else byAddress.set(entry.address, left);
  };

  return {
    get open() {
      return entries.size;
    },
    add(address, endIt) {
      const refusal = refusalOf(address);
      if (refusal !== undefined) return refusal;
      const entry: Entry = {
        ...{ address, end: endIt, phase: "head", sinceMs: monotonicMs(), isEnding: false },
      };
      entries.add(entry);
      byAddress.set(address, (byAddress.get(address) ?? 0) + 1);
      return {
        enter(phase) {
          entry.phase = phase;
          entry.sinceMs = monotonicMs();
          if (isShutDown && phase === "idle" && !entry.isEnding) end(entry, "shutdown");
        },
        gone: () => forget(entry),
      };
    },
    exhausted() {
      ceiling = Math.max(SPARE_DESCRIPTORS, entries.size - SPARE_DESCRIPTORS);
      ceilingUntilMs = monotonicMs() + CEILING_MS;
      let ending = 0;
      for (const { isEnding } of entries) if (isEnding) ending++;
      for (let surplus = entries.size - ending - ceiling; surplus > 0; surplus--) {
        const isOne = evict("idle", 0) || evict("head", 0) || evict("body", BODY_MS_MIN);
        if (!isOne) return;
      }
    },
    sweep() {
      const nowMs = monotonicMs();
      for (const entry of entries) {
        const late = entry.isEnding ? undefined : lateIn(entry, nowMs, bounds);
        if (late !== undefined) end(entry, late);
      }
    },
    shutdown() {
      isShutDown = true;
      for (const entry of entries) {
        const waits = entry.phase === "idle" || entry.phase === "head";
        if (waits && !entry.isEnding) end(entry, "shutdown");
      }
    },
  };
}

function lateIn(
  { phase, sinceMs }: Entry,
  nowMs: number,
  { headMs, idleMs }: ConnectionBounds,
): EndReason | undefined {
  const ageMs = nowMs - sinceMs;
  if (phase === "head" && ageMs >= headMs) return "head_timeout";
  if (phase === "idle" && ageMs >= idleMs) return "idle_timeout";
  if (phase === "reply" && ageMs >= idleMs) return "reply_timeout";
  return undefined;
}
