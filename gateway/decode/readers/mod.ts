/**
 * The readers of lines of text, in the order in which they are asked. One file and one line here add a
 * format; `docs/lines.md` is made of this list.
 */
import { accessLog } from "./access_log.ts";
import { apacheError } from "./apache_error.ts";
import { auditd } from "./auditd.ts";
import { cef } from "./cef.ts";
import { cisco } from "./cisco.ts";
import { cri } from "./cri.ts";
import { filed } from "./filed.ts";
import { haproxy } from "./haproxy.ts";
import { headed } from "./headed.ts";
import { klog } from "./klog.ts";
import { leef } from "./leef.ts";
import { levelFirst } from "./level_first.ts";
import { logcat } from "./logcat.ts";
import { logfmt } from "./logfmt.ts";
import { mongodb } from "./mongodb.ts";
import { mysql } from "./mysql.ts";
import { nginxError } from "./nginx_error.ts";
import { postgresql } from "./postgresql.ts";
import { rails } from "./rails.ts";
import type { LineReader } from "./reader.ts";
import { redis } from "./redis.ts";
import { squid } from "./squid.ts";
import { w3c } from "./w3c.ts";

export const lineReaders: readonly LineReader[] = [
  ...[cri, w3c, mysql, postgresql, mongodb, nginxError, apacheError, klog, rails, redis, logcat],
  ...[squid, haproxy, accessLog, cef, leef, auditd, logfmt, headed, filed, levelFirst, cisco],
];

/** Names of what reads lines but is in no list: syslog's own forms, JSON, and nothing at all. */
export const OTHER_READERS = ["rfc5424", "rfc3164", "json", "text"] as const;
export const READER_NAMES: readonly string[] = [
  ...OTHER_READERS,
  ...lineReaders.map(({ name }) => name),
];

export { readCef } from "./cef.ts";
export { readCisco } from "./cisco.ts";
export { readHaproxy } from "./haproxy.ts";
export { readLeef } from "./leef.ts";
export { accessLog, cri };
export { readHead } from "./head.ts";
export { createStamps } from "./stamp.ts";
export type { LineContext, LineReader } from "./reader.ts";
