/** The journal: the point where a batch becomes acknowledged. See `docs/journal.md`. */
export { type Journal, type JournalOptions, nullJournal, openJournal } from "./journal.ts";
export { lazyJournal } from "./lazy_journal.ts";
export type { JournalFailure } from "./faults.ts";
export type { JournalObserver } from "./observer.ts";
export { FSYNC_MODES, type FsyncMode, type JournalTimers } from "./store.ts";
