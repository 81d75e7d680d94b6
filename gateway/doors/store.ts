/**
 * Stores what came by a door that cannot answer: it is tried again for as long as a later try may
 * succeed, and meanwhile no more is read.
 */
import type { Failure } from "../../contract/mod.ts";
import type { BodyReader } from "../transcribe/mod.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Whether it is stored; else it is lost, and counted. */
export type Store = (bytes: Bytes, reader: BodyReader) => Promise<boolean>;

export interface StoreDeps {
  readonly take: (bytes: Bytes, reader: BodyReader) => Promise<Failure | undefined>;
  readonly wait: (ms: number) => Promise<void>;
  /** Whether there is no time left for further tries. */
  readonly isClosing: () => boolean;
  readonly onLost: (failure: Failure) => void;
}

export function createStore({ take, wait, isClosing, onLost }: StoreDeps): Store {
  return async (bytes, reader) => {
    for (;;) {
      const failure = await take(bytes, reader);
      if (failure === undefined) return true;
      if (!("retryAfterSec" in failure) || isClosing()) {
        onLost(failure);
        return false;
      }
      await wait(failure.retryAfterSec * 1000);
    }
  };
}
