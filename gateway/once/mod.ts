/** A batch that is sent again is stored once: its key stands where it stands. See docs/idempotency.md. */
export { bodyPrint, idOfBody, idOfKey, readKey } from "./batch_id.ts";
export { claimsOfWorkers } from "./claims_of_workers.ts";
export { begunBatchStart, markFields } from "./mark.ts";
export { type Claims, claimsAlone, createOnce, type Once, type Outcome } from "./once.ts";
export { StoredKeys } from "./stored_keys.ts";
