/**
 * How a gateway stops: it takes no new batch (503 `draining`), finishes those that are under way,
 * and only then closes its connections. The runtime's own graceful shutdown would cut off bodies
 * that are still arriving.
 */
import type { Failure } from "../contract/mod.ts";

export interface Drain {
  /** Why no new batch is taken, once draining has begun. */
  refusal(): Failure | undefined;
  /** Counts a batch in; the function counts it out. */
  enter(): () => void;
  /** Begins to drain; settles when nothing is under way. */
  start(): Promise<void>;
}

const DRAINING: Failure = {
  kind: "draining",
  detail: "The gateway is shutting down",
  retryAfterSec: 5,
};

export function createDrain(): Drain {
  let underWay = 0;
  let draining = false;
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  const settleWhenIdle = () => {
    if (draining && underWay === 0) resolve();
  };
  return {
    refusal: () => draining ? DRAINING : undefined,
    enter() {
      underWay++;
      return () => {
        underWay--;
        settleWhenIdle();
      };
    },
    start() {
      draining = true;
      settleWhenIdle();
      return idle;
    },
  };
}
