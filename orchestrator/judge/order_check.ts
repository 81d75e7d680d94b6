/**
 * Finds records that are stored out of order, from what the sender knows for certain:
 *
 * - within a request, records keep their order;
 * - a request that left when another had already been acknowledged comes after it.
 *
 * ```
 * sender   A sent ──── A acknowledged    B sent ──── B acknowledged
 * store    … B … A …   → every record of A is late
 * ```
 *
 * Requests under way at the same time have no order. Each worker of a gateway writes a file of its
 * own, and there is no order between those.
 */
import type { EmitterLedger } from "../drive/mod.ts";

export class OrderCheck {
  readonly #ledger: EmitterLedger;
  /** Highest number stored so far, of each batch. */
  readonly #highest: Float64Array;
  readonly #seen: Uint8Array;
  /** The latest sending among the batches stored so far, by worker. */
  readonly #latestSent = new Map<number, number>();
  #cursor = 0;

  constructor(ledger: EmitterLedger) {
    this.#ledger = ledger;
    this.#highest = new Float64Array(ledger.batches);
    this.#seen = new Uint8Array(ledger.made + 1);
  }

  /** Takes the next stored record; copies and records that were sent alone have no order. */
  isLate(seq: number, isAlone: boolean, worker: number): boolean {
    if (isAlone || this.#seen[seq] === 1) return false;
    this.#seen[seq] = 1;
    const index = this.#batchOf(seq);
    if (index < 0) return false;
    const { sentTick, acceptedTick } = this.#ledger.batch(index);
    const latestSent = this.#latestSent.get(worker) ?? 0;
    const isLate = latestSent > acceptedTick || this.#highest[index]! > seq;
    this.#highest[index] = Math.max(this.#highest[index]!, seq);
    this.#latestSent.set(worker, Math.max(latestSent, sentTick));
    return isLate;
  }

  /** The batch whose range holds `seq`; the one of the record before, more often than not. */
  #batchOf(seq: number): number {
    const near = this.#cursor;
    if (near < this.#ledger.batches && this.#holds(near, seq)) return near;
    let low = 0;
    let high = this.#ledger.batches - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.#holds(middle, seq)) return this.#cursor = middle;
      if (this.#ledger.batch(middle).firstSeq > seq) high = middle - 1;
      else low = middle + 1;
    }
    return -1;
  }

  #holds(index: number, seq: number): boolean {
    const { firstSeq, lastSeq } = this.#ledger.batch(index);
    return firstSeq <= seq && seq <= lastSeq;
  }
}
