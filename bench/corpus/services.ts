/** Shapes of JSON as libraries in services write them, one record at a time. */
import { AGENT, type Event, localIso } from "./values.ts";

/** The JSON text of an event as one logger writes it. */
export type Shape = (event: Event) => string;

const TEXT = "payment declined by issuer, retry scheduled; order kept";
const json = JSON.stringify;

/** Python's `json.dumps` puts a blank behind each comma and colon. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value !== "object" || value === null) return json(value);
  const fields = Object.entries(value).map(([key, inner]) => `${json(key)}: ${spaced(inner)}`);
  return `{${fields.join(", ")}}`;
}

/** And writes what is not ASCII as `\u00fc`. */
function escaped(text: string): string {
  return text.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const STACK = [
  'java.lang.IllegalStateException: order 7731 is "closed"',
  ...Array.from(
    { length: 8 },
    (_, i) => `\tat com.example.shop.order.OrderService.step${i}(OrderService.java:${120 + i})`,
  ),
  "Caused by: java.net.ConnectException: Connection refused",
  "\t... 12 more",
].join("\n");

export const services = {
  "canonical, nothing to mask": (e) =>
    json({
      ...{ ts: e.iso, level: e.level.toUpperCase(), msg: `request ${e.seq} served: ${TEXT}` },
      ...{ seq: e.seq, service: "checkout", host: e.host, trace_id: e.traceId },
      user: { id: 1000 + e.seq, agent: AGENT },
      duration_ms: e.durationMs,
    }),
  "mail and addresses": (e) =>
    json({
      ...{ ts: e.iso, level: e.level.toUpperCase(), msg: `${e.mail} from ${e.ip}: ${TEXT}` },
      ...{ seq: e.seq, service: "checkout", host: e.host, trace_id: e.traceId },
      user: { id: 1000 + e.seq, ip: `10.0.${e.seq % 256}.7`, agent: AGENT.slice(0, 50) },
      duration_ms: e.durationMs,
    }),
  "Logback ECS, stack": (e) =>
    json({
      ...{ "@timestamp": e.iso, "log.level": "ERROR", message: `order ${e.seq} failed` },
      ...{ "ecs.version": "1.2.0", "service.name": "checkout", "event.dataset": "checkout" },
      ...{ "process.thread.name": `http-nio-8080-exec-${e.seq % 10}` },
      "log.logger": "com.example.shop.order.OrderService",
      "error.type": "java.lang.IllegalStateException",
      "error.message": 'order 7731 is "closed"',
      "error.stack_trace": STACK,
    }),
  "log4j2 JsonTemplate": (e) =>
    json({
      instant: { epochSecond: Math.floor(e.ms / 1000), nanoOfSecond: e.ms % 1000 * 1_000_000 },
      ...{ "@timestamp": `${e.iso.slice(0, -1)}${e.micros.slice(0, 3)}Z`, level: e.level },
      ...{ thread: "main", loggerName: "com.example.shop.Checkout", message: TEXT },
      ...{ endOfBatch: false, loggerFqcn: "org.apache.logging.slf4j.Log4jLogger" },
      contextMap: { requestId: e.traceId.slice(0, 12), userIp: e.ip },
      ...{ threadId: 1, threadPriority: 5 },
    }),
  "Python logging": (e) =>
    spaced({
      timestamp: `${e.iso.slice(0, -1)}${e.micros.slice(0, 3)}+00:00`,
      ...{ level: e.level.toUpperCase(), logger: "shop.orders", message: `${TEXT} (${e.seq})` },
      ...{ module: "orders", funcName: "decline", lineno: 212, process: 4000 },
      ...{ threadName: "MainThread", request_id: e.traceId, remote_addr: e.ip },
    }),
  "Python, \\u escapes": (e) =>
    escaped(spaced({
      timestamp: `${e.iso.slice(0, -1)}${e.micros.slice(0, 3)}Z`,
      ...{ level: "INFO", logger: "shop.müller", message: `Zahlung für Größe ${e.seq} geprüft` },
      customer: { name: "Jürgen Gößmann", city: "Köln", mail: e.mail },
    })),
  "beyond ASCII": (e) =>
    json({
      ...{ ts: e.iso, level: "INFO", msg: `Zahlung für Größe ${e.seq} von ${e.mail} geprüft ✓` },
      ...{ service: "müller", host: e.host, customer: { name: "Jürgen Gößmann", city: "Köln" } },
      note: "お支払いは発行者によって拒否されました。注文は保持されます。",
      duration_ms: e.durationMs,
    }),
  "Go slog": (e) =>
    json({
      ...{ time: `${localIso(e)}${e.micros}+02:00`, level: e.level.toUpperCase() },
      ...{ msg: "request served", method: "GET", path: e.path, status: e.status },
      ...{ duration: e.seq * 1013 % 90_000_000, remote_addr: `${e.ip}:${40_000 + e.seq % 20_000}` },
      ...{ trace_id: e.traceId, span_id: e.spanId, user: { id: 1000 + e.seq, role: "member" } },
    }),
  "zap": (e) =>
    `{"level":"${e.level}","ts":${e.ms / 1000 | 0}.${e.iso.slice(20, 23)}${e.micros.slice(0, 4)},` +
    json({
      ...{ logger: "http", caller: "server/handler.go:142", msg: "request served" },
      ...{ method: "GET", path: e.path, status: e.status, latency: e.durationMs / 1000 },
      ...{ peer: e.ip, request_id: e.traceId, user_agent: AGENT },
    }).slice(1),
  "zerolog": (e) =>
    json({
      ...{ level: e.level, service: "checkout", trace_id: e.traceId, ip: e.ip, method: "POST" },
      ...{ url: e.path, status: e.status, size: 512 + e.seq, duration: e.durationMs },
      ...{ time: `${localIso(e).slice(0, 19)}+02:00`, message: "request served" },
    }),
  "winston": (e) =>
    json({
      ...{ level: e.level, message: `user=${e.mail} ip=${e.ip} action=checkout result=declined` },
      ...{ service: "shop", timestamp: e.iso.slice(0, 19).replace("T", " "), requestId: e.traceId },
      meta: { cart: { items: 3, total: 129.95, currency: "EUR" }, retries: 0, cached: false },
    }),
  "pino": (e) =>
    json({
      ...{ level: 30, time: e.ms, pid: 4242, hostname: e.host, reqId: `req-${e.seq}` },
      req: {
        ...{ method: "GET", url: `${e.path}?page=2`, remoteAddress: e.ip, remotePort: 51_234 },
        headers: { host: "shop.example.net", "user-agent": AGENT, accept: "*/*" },
      },
      res: { statusCode: e.status },
      ...{ responseTime: e.durationMs, msg: "request completed" },
    }),
  "bunyan": (e) =>
    json({
      ...{ name: "shop", hostname: e.host, pid: 4242, level: 30, component: "orders" },
      ...{ req_id: e.traceId, remote: e.ip, msg: TEXT, time: e.iso, v: 0 },
    }),
  "Serilog compact": (e) =>
    json({
      ...{ "@t": `${e.iso.slice(0, -1)}${e.micros.slice(0, 4)}Z`, "@l": "Warning" },
      ...{
        "@mt": "HTTP {RequestMethod} {RequestPath} responded {StatusCode} in {Elapsed:0.0000} ms",
      },
      ...{ "@tr": e.traceId, "@sp": e.spanId, RequestMethod: "GET", RequestPath: e.path },
      ...{ StatusCode: e.status, Elapsed: e.durationMs, SourceContext: "Serilog.AspNetCore" },
      ...{ ClientIp: e.ip, ConnectionId: "0HN5KQ3V2L9AB", UserName: e.mail },
    }),
  "time with offset, key=value": (e) =>
    json({
      ...{ ts: `${localIso(e)}+02:00`, level: e.level.toUpperCase() },
      ...{ msg: `login user=${e.mail} ip=${e.ip} method=password result=ok` },
      ...{ service: "auth", host: e.host, seq: e.seq, trace_id: e.traceId },
    }),
  "token and password fields": (e) =>
    json({
      ...{ ts: e.iso, level: "INFO", msg: "client configured", service: "gateway", host: e.host },
      config: { user: "svc-orders", password: `hunter${e.seq}`, retries: 3, ssl: true },
      ...{ access_token: e.traceId, session: { csrf_token: e.spanId, ttl: 3600 }, seq: e.seq },
    }),
} as const satisfies Readonly<Record<string, Shape>>;
