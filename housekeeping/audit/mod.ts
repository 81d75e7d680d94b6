/**
 * What is done with keys and sealed originals, offline: keys are made and rotated, tokens opened,
 * and each opening is written into a chained audit log.
 */
export { describe, verifyAuditLog } from "./audit_log.ts";
export { writeDotenv } from "./dotenv_file.ts";
export { KEY_PURPOSES, type KeyPurpose, newKey, rotated, VARIABLE_OF } from "./key_rotation.ts";
export { KeySettings } from "./key_settings.ts";
export { unseal, type UnsealOrder, type UnsealReport } from "./unseal.ts";
export { readUnsealArguments, UNSEAL_HELP } from "./unseal_arguments.ts";
