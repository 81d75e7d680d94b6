/**
 * Parcels that are due and wait for a free request. At most so many are under way at once, and one
 * that has waited too long is dropped instead of sent.
 */
import type { Parcel } from "./lane.ts";

export interface OutboxOptions {
  readonly inFlightMax: number;
  /** How long ago the parcel was due, now. */
  readonly lateMsOf: (parcel: Parcel) => number;
  readonly lateMsMax: number;
  /** Settles when the parcel's fate is known; never rejects. */
  readonly deliver: (parcel: Parcel) => Promise<void>;
  readonly drop: (parcel: Parcel) => void;
  /** Called when a request is free again. */
  readonly onFree: () => void;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #waiting: Parcel[] = [];
  #inFlight = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get isEmpty(): boolean {
    return this.#inFlight === 0 && this.#waiting.length === 0;
  }

  push(parcels: readonly Parcel[]): void {
    this.#waiting.push(...parcels);
  }

  /** Sends what can be sent now, and drops what is too late for it. */
  dispatch(): void {
    const { inFlightMax, lateMsMax, lateMsOf, drop } = this.#options;
    let sent = 0;
    for (const parcel of this.#waiting) {
      const isLate = lateMsOf(parcel) > lateMsMax;
      if (!isLate && this.#inFlight >= inFlightMax) break;
      sent++;
      if (isLate) drop(parcel);
      else void this.#send(parcel);
    }
    this.#waiting.splice(0, sent);
  }

  /** Drops all that waits. */
  discard(): void {
    for (const parcel of this.#waiting.splice(0)) this.#options.drop(parcel);
  }

  async #send(parcel: Parcel): Promise<void> {
    this.#inFlight++;
    await this.#options.deliver(parcel);
    this.#inFlight--;
    this.dispatch();
    this.#options.onFree();
  }
}
