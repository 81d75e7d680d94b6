/**
 * The memory for bodies, and who may have how much of it for how long, so that those who send slowly
 * do not keep it from all others.
 *
 * ```
 * ┌──────────── LOGOPS_INFLIGHT_BYTES_MAX ────────────┐
 * │ still arriving: a share for each sender │ at work │   a body leaves its sender's share when it
 * └────────────────────────────────────────────────────┘   has arrived, and the whole when stored
 * ```
 *
 * A body that brings less than the least rate over a grace period is ended. Where memory or share is
 * spent, a slow or large body gives way to one that asks: the one that has taken most for longest
 * first. Large bodies leave an eighth of either to small ones.
 */
import type { Failure } from "../../contract/mod.ts";

export interface ReceivingLimits {
  /** Of all bodies together. */
  readonly bytesMax: number;
  /** Of the bodies of one sender that are still arriving. */
  readonly senderBytesMax: number;
  readonly timeoutMs: number;
  /** Bytes a second; 0 sets no least rate. */
  readonly rateMin: number;
  /** The time over which the rate is looked at. */
  readonly graceMs: number;
  /** The largest body; at the rate that brings it in time, a body is not slow. */
  readonly bodyBytesMax: number;
}

/** What is asked of a body while it arrives. */
export interface Arriving {
  readonly received: number;
  cancel(): void;
}

/** What one body holds. */
export interface Reception {
  /** Takes `bytes` more, or says why it cannot have them. */
  take(bytes: number): Failure | undefined;
  /** Gives back a part. */
  give(bytes: number): void;
  /** All of it is here. */
  arrived(): void;
  /** Gives back the rest; may be called more than once. */
  release(): void;
  /** Why it was ended from outside, if it was. */
  readonly ended: Failure | undefined;
}

export interface Receiving {
  /** `claimBytes` is how large the body says that it is, or may be. */
  begin(sender: string, claimBytes: number, body: Arriving): Reception;
  /** Looks at times and rates; it does so by itself while a body arrives. */
  sweep(): void;
}

const SWEEP_INTERVAL_MS = 250;
/** A body that is younger does not give way, nor is its rate known. */
const GIVES_WAY_AFTER_MS = 1000;
/** Bodies up to here are small. */
const SMALL_BYTES_MAX = 256 * 1024;
/** The part of memory, and of each share, that large bodies leave to small ones. */
const SMALL_PART = 1 / 8;
/** A body gives way to one that is so many times smaller than what it holds, even if it is fast. */
const GIVES_WAY_FACTOR = 4;

const SPENT: Failure = {
  kind: "queue_full",
  detail: "Too many bytes are being received at once",
  retryAfterSec: 1,
};
const SHARE_SPENT: Failure = {
  kind: "sender_bytes_full",
  detail: "Too many bytes of this sender are being received at once: wait for answers, or " +
    "send smaller batches",
  retryAfterSec: 1,
};
const GAVE_WAY: Failure = {
  kind: "body_gave_way",
  detail: "The body came too slowly while memory for bodies was short: send smaller batches",
  retryAfterSec: 1,
};

interface Entry {
  readonly sender: string;
  readonly claimBytes: number;
  readonly body: Arriving;
  readonly bornMs: number;
  held: number;
  isArriving: boolean;
  ended: Failure | undefined;
  /** Where the rate over the grace period is counted from. */
  graceMark: Mark;
  /** Where the rate of now is counted from. */
  rateMark: Mark;
  /** Bytes a second, of late; not known at first. */
  rate: number;
}

interface Mark {
  readonly ms: number;
  readonly bytes: number;
}

export function createReceiving(limits: ReceivingLimits, monotonicMs: () => number): Receiving {
  const arriving = new Set<Entry>();
  const heldBySender = new Map<string, number>();
  let held = 0;
  let sweeping: ReturnType<typeof setInterval> | undefined;
  /** A large body finds less room than there is, but always room for the largest. */
  const roomOf = (bytesMax: number, { claimBytes, isArriving }: Entry) =>
    !isArriving || claimBytes <= SMALL_BYTES_MAX
      ? bytesMax
      : Math.max(bytesMax * (1 - SMALL_PART), Math.min(bytesMax, limits.bodyBytesMax));
  const fastRate = limits.bodyBytesMax / (limits.timeoutMs / 1000);

  const move = (entry: Entry, bytes: number) => {
    entry.held += bytes;
    held += bytes;
    if (entry.isArriving) moveOfSender(entry.sender, bytes);
  };
  const moveOfSender = (sender: string, bytes: number) => {
    const now = (heldBySender.get(sender) ?? 0) + bytes;
    if (now === 0) heldBySender.delete(sender);
    else heldBySender.set(sender, now);
  };
  const leave = (entry: Entry) => {
    if (!entry.isArriving) return;
    moveOfSender(entry.sender, -entry.held);
    entry.isArriving = false;
    arriving.delete(entry);
    if (arriving.size === 0) {
      clearInterval(sweeping);
      sweeping = undefined;
    }
  };
  const end = (entry: Entry, failure: Failure) => {
    entry.ended = failure;
    leave(entry);
    move(entry, -entry.held);
    entry.body.cancel();
  };
  /** Ends the body that has cost most among those that give way to `asking`; false if there is none. */
  const makeRoom = (asking: Entry, sender?: string): boolean => {
    const nowMs = monotonicMs();
    let victim: Entry | undefined;
    let costMax = -1;
    for (const entry of arriving) {
      const ageMs = nowMs - entry.bornMs;
      if (entry === asking || entry.held === 0 || ageMs < GIVES_WAY_AFTER_MS) continue;
      if (sender !== undefined && entry.sender !== sender) continue;
      const isSlow = entry.rate < fastRate;
      if (!isSlow && entry.held < GIVES_WAY_FACTOR * asking.claimBytes) continue;
      const cost = entry.held * ageMs;
      if (cost <= costMax) continue;
      victim = entry;
      costMax = cost;
    }
    if (victim !== undefined) end(victim, GAVE_WAY);
    return victim !== undefined;
  };
  const take = (entry: Entry, bytes: number): Failure | undefined => {
    if (entry.ended !== undefined) return entry.ended;
    const { sender } = entry;
    const hasShare = entry.isArriving && limits.senderBytesMax < limits.bytesMax;
    const shareMax = roomOf(limits.senderBytesMax, entry);
    while (hasShare && (heldBySender.get(sender) ?? 0) + bytes > shareMax) {
      if (!makeRoom(entry, sender)) return SHARE_SPENT;
    }
    const roomMax = roomOf(limits.bytesMax, entry);
    while (held + bytes > roomMax) {
      if (!makeRoom(entry)) return SPENT;
    }
    move(entry, bytes);
    return undefined;
  };
  const sweep = () => {
    const nowMs = monotonicMs();
    for (const entry of arriving) {
      const failure = judge(entry, nowMs, limits);
      if (failure !== undefined) end(entry, failure);
    }
  };

  return {
    begin(sender, claimBytes, body) {
      const nowMs = monotonicMs();
      const mark = { ms: nowMs, bytes: 0 };
      const entry: Entry = {
        ...{ sender, claimBytes, body, bornMs: nowMs, held: 0, isArriving: true },
        ...{ ended: undefined, graceMark: mark, rateMark: mark, rate: Infinity },
      };
      arriving.add(entry);
      sweeping ??= setInterval(sweep, SWEEP_INTERVAL_MS);
      return {
        take: (bytes) => take(entry, bytes),
        give: (bytes) => move(entry, -Math.min(bytes, entry.held)),
        arrived: () => leave(entry),
        release() {
          leave(entry);
          move(entry, -entry.held);
        },
        get ended() {
          return entry.ended;
        },
      };
    },
    sweep,
  };
}

/** Moves the marks of a body along; why it must end, if so. */
function judge(entry: Entry, nowMs: number, limits: ReceivingLimits): Failure | undefined {
  const { timeoutMs, graceMs, rateMin } = limits;
  if (nowMs - entry.bornMs >= timeoutMs) return bodyLate(timeoutMs);
  const bytes = entry.body.received;
  const sinceMs = nowMs - entry.rateMark.ms;
  if (sinceMs >= GIVES_WAY_AFTER_MS) {
    entry.rate = (bytes - entry.rateMark.bytes) * 1000 / sinceMs;
    entry.rateMark = { ms: nowMs, bytes };
  }
  const graceSinceMs = nowMs - entry.graceMark.ms;
  if (graceSinceMs < graceMs) return undefined;
  if ((bytes - entry.graceMark.bytes) * 1000 < rateMin * graceSinceMs) return tooSlow(limits);
  entry.graceMark = { ms: nowMs, bytes };
  return undefined;
}

function bodyLate(timeoutMs: number): Failure {
  return {
    kind: "body_timeout",
    detail: `The body did not arrive within ${timeoutMs / 1000} seconds`,
  };
}

function tooSlow({ rateMin, graceMs }: ReceivingLimits): Failure {
  return {
    kind: "body_too_slow",
    detail: `The body must come with at least ${rateMin} bytes a second, looked at over ` +
      `${graceMs / 1000} seconds`,
  };
}
