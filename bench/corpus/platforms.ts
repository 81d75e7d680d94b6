/** Shapes of JSON as platforms and servers write them: what runs the services, or stands before them. */
import type { Shape } from "./services.ts";
import { AGENT, type Event } from "./values.ts";

const json = JSON.stringify;

/** A line of an access log (Apache's combined format). */
export function accessLine(e: Event): string {
  const day = `${e.iso.slice(8, 10)}/May/${e.iso.slice(0, 4)}:${e.iso.slice(11, 19)} +0000`;
  return `${e.ip} - - [${day}] "GET ${e.path}?page=2&q=a%20b HTTP/1.1" ${e.status} ${
    512 + e.seq
  } ` +
    `"https://shop.example.net/" "${AGENT}"`;
}

export const platforms = {
  "Docker json-file, access line": (e) =>
    json({
      log: `${accessLine(e)}\n`,
      stream: "stdout",
      time: `${e.iso.slice(0, -1)}${e.micros}Z`,
    }),
  "Kubernetes audit": (e) =>
    json({
      ...{ kind: "Event", apiVersion: "audit.k8s.io/v1", level: "Metadata", auditID: e.traceId },
      ...{ stage: "ResponseComplete", verb: "get" },
      requestURI: "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication",
      user: {
        username: "system:serviceaccount:kube-system:metrics-server",
        uid: `${e.spanId.slice(0, 8)}-0f3c-4c2b-9d1e-0a1b2c3d4e5f`,
        groups: ["system:serviceaccounts", "system:authenticated"],
      },
      sourceIPs: [`10.0.${e.seq % 256}.7`],
      userAgent: "metrics-server/v0.7.1 (linux/amd64) kubernetes/$Format",
      objectRef: {
        ...{ resource: "configmaps", namespace: "kube-system", apiVersion: "v1" },
        name: "extension-apiserver-authentication",
      },
      responseStatus: { metadata: {}, code: 200 },
      requestReceivedTimestamp: `${e.iso.slice(0, -1)}${e.micros.slice(0, 3)}Z`,
      stageTimestamp: `${e.iso.slice(0, -1)}${e.micros.slice(0, 3)}Z`,
      annotations: { "authorization.k8s.io/decision": "allow" },
    }),
  "Google Cloud": (e) =>
    json({
      ...{ severity: e.level === "warn" ? "WARNING" : e.level.toUpperCase() },
      ...{ message: "request served", timestamp: `${e.iso.slice(0, -1)}${e.micros}Z` },
      httpRequest: {
        ...{ requestMethod: "GET", requestUrl: `https://shop.example.net${e.path}` },
        ...{ status: e.status, userAgent: AGENT, remoteIp: e.ip, latency: "0.042s" },
      },
      "logging.googleapis.com/trace": `projects/shop/traces/${e.traceId}`,
      "logging.googleapis.com/spanId": e.spanId,
      "logging.googleapis.com/labels": { version: "v42", region: "europe-west1" },
    }),
  "ECS, nginx": (e) =>
    json({
      "@timestamp": e.iso,
      ecs: { version: "8.11.0" },
      event: { dataset: "nginx.access", outcome: "success", duration: e.seq * 1013 },
      log: { level: "info", file: { path: "/var/log/nginx/access.log" }, offset: 700_000 + e.seq },
      ...{ message: `${e.status} GET ${e.path}`, host: { name: e.host }, tags: ["web", "prod"] },
      source: { ip: e.ip, port: 40_000 + e.seq % 20_000 },
      http: { request: { method: "GET" }, response: { status_code: e.status } },
      user: { email: e.mail },
    }),
  "journald": (e) =>
    json({
      __CURSOR: `s=${e.traceId};i=${e.seq.toString(16)};b=${e.spanId}`,
      ...{ __REALTIME_TIMESTAMP: `${e.ms}${e.micros.slice(0, 3)}`, PRIORITY: "6" },
      ...{ __MONOTONIC_TIMESTAMP: `8412${e.micros}`, _BOOT_ID: e.traceId, _UID: "0", _GID: "0" },
      ...{ _TRANSPORT: "syslog", SYSLOG_IDENTIFIER: "sshd", SYSLOG_PID: `${4000 + e.seq % 9000}` },
      ...{ MESSAGE: `Accepted publickey for root from ${e.ip} port 51234 ssh2`, _COMM: "sshd" },
      ...{ _HOSTNAME: e.host, _SYSTEMD_UNIT: "ssh.service", _PID: `${4000 + e.seq % 9000}` },
    }),
  "Caddy": (e) =>
    `{"level":"info","ts":${e.ms / 1000 | 0}.${e.iso.slice(20, 23)}${e.micros.slice(0, 4)},` +
    json({
      ...{ logger: "http.log.access.log0", msg: "handled request" },
      request: {
        ...{ remote_ip: e.ip, remote_port: "51234", client_ip: e.ip, proto: "HTTP/2.0" },
        ...{ method: "GET", host: "shop.example.net", uri: e.path },
        headers: {
          "User-Agent": [AGENT],
          Accept: ["*/*"],
          "Accept-Encoding": ["gzip, deflate, br"],
          Cookie: [`session=${e.spanId}`],
        },
        tls: { resumed: false, version: 772, cipher_suite: 4865, proto: "h2" },
      },
      ...{ bytes_read: 0, user_id: "", duration: e.durationMs / 1000, size: 512 + e.seq },
      ...{ status: e.status, resp_headers: { Server: ["Caddy"], "Content-Type": ["text/html"] } },
    }).slice(1),
  "MongoDB": (e) =>
    json({
      t: { $date: `${e.iso.slice(0, -1)}+00:00` },
      ...{ s: "I", c: "NETWORK", id: 22_943, ctx: "listener", msg: "Connection accepted" },
      attr: {
        remote: `${e.ip}:51234`,
        uuid: { uuid: { $uuid: `${e.spanId.slice(0, 8)}-0f3c-4c2b-9d1e-0a1b2c3d4e5f` } },
        ...{ connectionId: e.seq, connectionCount: 14 },
      },
    }),
} as const satisfies Readonly<Record<string, Shape>>;
