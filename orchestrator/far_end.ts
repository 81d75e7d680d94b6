/** Where records end, as `--verify`, `--at` and a setting name it: an address that is read, or what is wrong. */
import {
  hostsOfStore,
  openReader,
  parseStoreAddress,
  type ReaderDeps,
  StoreUnreadable,
} from "../delivery/mod.ts";
import { farStore, type Store } from "./judge/mod.ts";

export interface FarEnd {
  /** The store, as the verdict reads it; `emitters` are the labels of the run. */
  storeFor(emitters: readonly string[]): Store;
  /** `undefined` if it can be read now, or else why not. */
  whyUnreadable(): Promise<string | undefined>;
  /** Whom it talks to, `host:port` each. */
  readonly hosts: readonly string[];
}

/** No run has it: a question for it is answered with nothing. */
const NO_RUN = "logops-no-run";

export function farEnd(
  text: string,
  deps: ReaderDeps,
): { readonly ok: true; readonly end: FarEnd } | { readonly ok: false; readonly fault: string } {
  const address = parseStoreAddress(text);
  if ("fault" in address) return { ok: false, fault: address.fault };
  const open = () => openReader(address, deps);
  return {
    ok: true,
    end: {
      hosts: hostsOfStore(address),
      storeFor: (emitters) => farStore({ name: text, reader: open(), emitters }),
      async whyUnreadable() {
        const reader = open();
        try {
          const query = { fromMs: deps.nowMs(), containing: NO_RUN };
          for await (const _lines of reader.lines(query)) break;
          return undefined;
        } catch (error) {
          if (error instanceof StoreUnreadable) return error.message;
          throw error;
        } finally {
          await reader.close?.();
        }
      },
    },
  };
}
