/** Lines of text, one record each. */
import { accessLine } from "./platforms.ts";
import type { Shape } from "./services.ts";
import { AGENT } from "./values.ts";

const TEXT = "payment declined by issuer, retry scheduled; order kept";

export const textLines = {
  "RFC 5424": (e) =>
    `<134>1 ${e.iso.slice(0, -1)}${e.micros.slice(0, 3)}Z ${e.host} checkout ${4000 + e.seq} PAY ` +
    `[request@32473 trace_id="${e.traceId}" ip="${e.ip}" agent="${AGENT}"] ${e.mail}: ${TEXT}`,
  "RFC 3164": (e) =>
    `<134>May  1 ${e.iso.slice(11, 19)} ${e.host} sshd[${4000 + e.seq % 9000}]: ` +
    `Accepted publickey for ${e.mail} from ${e.ip} port 51234 ssh2: RSA ${e.traceId}`,
  "access lines": accessLine,
  "time, level, text": (e) =>
    `${e.iso.slice(0, 10)} ${e.iso.slice(11, 19)},${e.iso.slice(20, 23)} ` +
    `${e.level.toUpperCase()} ${e.host} shop[${4000 + e.seq % 9000}]: user=${e.mail} ` +
    `ip=${e.ip} path=${e.path} status=${e.status} took ${e.durationMs} ms: ${TEXT}`,
} as const satisfies Readonly<Record<string, Shape>>;
