/** Limits of the gateway that others go by as well. */

/** Bytes of a request body that a gateway takes where nobody has set another limit. */
export const BODY_BYTES_MAX_DEFAULT = 8 * 2 ** 20;
