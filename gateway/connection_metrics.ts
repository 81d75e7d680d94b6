/** What is counted of connections, before there is a batch. */
import {
  type AcceptObserver,
  END_REASONS,
  type EndReason,
  REFUSAL_REASONS,
} from "../contract/mod.ts";
import { type BadRequestReason, STATUS_BY_BAD_REQUEST } from "./listen/mod.ts";
import { Counter, Gauge, type Registry } from "prom-client";

export interface ConnectionMetrics extends AcceptObserver {
  /** We ended it: its client did not. */
  ended(reason: EndReason): void;
  badRequest(reason: BadRequestReason): void;
  /** Where the number of open connections is from. */
  watch(open: () => number): void;
}

export function createConnectionMetrics(registry: Registry): ConnectionMetrics {
  const registers = [registry];
  let open = () => 0;
  new Gauge({
    name: "logops_connections",
    help: "Connections that are open",
    registers,
    collect() {
      this.set(open());
    },
  });
  const accepted = new Counter({
    name: "logops_connections_accepted_total",
    help: "Connections taken",
    registers,
  });
  const byReason = (name: string, help: string, reasons: readonly string[]) => {
    const counter = new Counter({ name, help, labelNames: ["reason"], registers });
    for (const reason of reasons) counter.inc({ reason }, 0);
    return (reason: string) => counter.inc({ reason });
  };
  const refused = byReason(
    "logops_connections_refused_total",
    "Connections for which there was no place",
    REFUSAL_REASONS,
  );
  const ended = byReason(
    "logops_connections_ended_total",
    "Connections that the gateway ended before their client did",
    END_REASONS,
  );
  const badRequest = byReason(
    "logops_bad_requests_total",
    "Requests whose head is not HTTP, or not safe to read",
    Object.keys(STATUS_BY_BAD_REQUEST),
  );
  const pauses = new Counter({
    name: "logops_accept_pauses_total",
    help: "Times that no connection could be taken for want of file descriptors",
    registers,
  });
  return {
    accepted: () => accepted.inc(),
    refused,
    exhausted: () => pauses.inc(),
    ended,
    badRequest,
    watch: (source) => void (open = source),
  };
}
