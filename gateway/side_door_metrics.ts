/** What is counted of doors that cannot answer: what came, and what was lost. */
import { Counter, type Registry } from "prom-client";

export interface SideDoorMetrics {
  datagram(): void;
  /** Something that came was not stored: a datagram, a message, a batch. */
  lost(door: string, reason: string): void;
}

export function createSideDoorMetrics(registry: Registry): SideDoorMetrics {
  const registers = [registry];
  const datagrams = new Counter({
    name: "logops_syslog_datagrams_total",
    help: "Datagrams of syslog received; what the kernel drops is not among them",
    registers,
  });
  const lost = new Counter({
    name: "logops_door_lost_total",
    help:
      "Datagrams, messages or batches that came by a door that cannot answer and were not stored",
    labelNames: ["door", "reason"],
    registers,
  });
  lost.inc({ door: "syslog_udp", reason: "buffer_full" }, 0);
  return {
    datagram: () => datagrams.inc(),
    lost: (door, reason) => lost.inc({ door, reason }),
  };
}
