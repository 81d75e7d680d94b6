/** What is delivered where: the file, its secrets, its routes, and what it must be allowed. */
export * from "./delivery_file.ts";
export * from "./grants.ts";
export * from "./references.ts";
export * from "./route.ts";
export { type CommonConfig, type Match, NAME } from "./sink_fields.ts";
