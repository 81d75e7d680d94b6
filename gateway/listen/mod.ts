/** From connections to requests: HTTP/1.1 with a bound on everything that a client can hold open. */
export { createHttpServer, type HttpServer } from "./http_server.ts";
export { BAD_REQUEST_REASONS, type BadRequestReason } from "./request_head.ts";
