/** From connections to requests: HTTP/1.1 with a bound on everything that a client can hold open. */
export { createHttpServer, type HttpServer } from "./http_server.ts";
export { earlyReasonsByStatus } from "./http_connection.ts";
export { type BadRequestReason, STATUS_BY_BAD_REQUEST } from "./request_head.ts";
