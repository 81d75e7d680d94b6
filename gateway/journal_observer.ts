/** What the journal reports, as metrics and as lines of the gateway's own log. */
import type { JournalObserver } from "./journal/mod.ts";
import type { Log } from "./log.ts";
import type { JournalMetrics } from "./metrics.ts";

export function journalObserver(metrics: JournalMetrics, log: Log): JournalObserver {
  return {
    written: metrics.written,
    synced: metrics.synced,
    pending: metrics.pending,
    failed(failure) {
      metrics.failed(failure.kind);
      log.error("journal_failed", { reason: failure.kind, detail: failure.detail });
    },
    recovered: () => log.info("journal_recovered"),
    torn(lines, bytes, file) {
      metrics.torn(lines, bytes);
      log.warn("journal_torn", { file, lines, bytes });
    },
    disturbed: (file) => log.warn("journal_file_disturbed", { file }),
  };
}
