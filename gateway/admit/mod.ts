/** Whether a request may come in: who sends it, how much, and its body in memory. */
export { type Admission, createAdmission, defaultBurst } from "./admission.ts";
export { type Admitted, AUTH_MODES, type AuthMode, createAuthenticate } from "./auth.ts";
export { ENCODINGS, INFLATE_COPIES } from "./body.ts";
export {
  ANY_EMITTER,
  BAD_RECORDS,
  type Clients,
  type ClientsResult,
  readClients,
} from "./clients.ts";
export { type DeclaredOrigin, NAME, UNKNOWN_EMITTER } from "./origin.ts";
export { createRateLimiter, type RateLimits } from "./rate_limit.ts";
export { createReceiving } from "./receiving.ts";
export { createReplayGuard } from "./replay_guard.ts";
export { SIGNATURE_VERSIONS, type SignatureVersion } from "./signature.ts";
export { createSharedKv, type SharedKv } from "./shared_kv.ts";
