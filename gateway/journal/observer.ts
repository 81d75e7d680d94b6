/**
 * What a journal tells about itself, for metrics and for the gateway's own log. Called in the
 * path of every batch: an observer counts or writes a line, and does not throw.
 */
import type { JournalFailure } from "./faults.ts";

export interface JournalObserver {
  /** A group of batches stands in the journal, as durable as the mode promises. */
  written(bytes: number, records: number): void;
  /** A sync of the current file took this long. */
  synced(seconds: number): void;
  /** Bytes taken and not answered yet, those being written included. */
  pending(bytes: number): void;
  /** The journal stopped taking batches, or a file could not be synced when it was closed. */
  failed(failure: JournalFailure): void;
  /** The journal takes batches again after `failed`. */
  recovered(): void;
  /** A crash left `lines` lines damaged in `file`; their bytes stand in the `.torn` file now. */
  torn(lines: number, bytes: number, file: string): void;
  /** Somebody removed, renamed or shortened `file` while it was being written. */
  disturbed(file: string): void;
}
