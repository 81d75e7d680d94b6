/** Whether a request may come in, and its body in memory. */
export { type Body, type BodyBudget, type BodyLimits, createBodyBudget, readBody } from "./body.ts";
export { type DeclaredOrigin, readOrigin, UNKNOWN_EMITTER } from "./origin.ts";
