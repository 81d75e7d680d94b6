/**
 * The detectors, in the order in which they are asked where a character triggers several:
 * what is more certain, or covers more, comes first.
 */
import { card } from "./card.ts";
import { cloudKey } from "./cloud_key.ts";
import { credential } from "./credential.ts";
import type { Detector } from "./detector.ts";
import { email } from "./email.ts";
import { iban } from "./iban.ts";
import { ipv4 } from "./ipv4.ts";
import { ipv6 } from "./ipv6.ts";
import { jwt } from "./jwt.ts";

export { maskCardNumber, NUMBER_CHARS_MAX_BELOW_CARDS } from "./card.ts";
export {
  countPii,
  createPiiCounts,
  createSpan,
  type Cut,
  type Detector,
  DIGITS,
  DIGITS_RUN_MAX,
  GLANCE,
  type Glance,
  type Hidden,
  MASK,
  OUTSIDE,
  PII_KINDS,
  type PiiCounts,
  type PiiKind,
  type Trigger,
} from "./detector.ts";
export { escapeWidth, hasWordAt, isDigit } from "./characters.ts";
export { secretNameAt } from "./secret_name.ts";
export { schemeChars } from "./secret_value.ts";

export const detectors = [
  credential,
  cloudKey,
  jwt,
  email,
  card,
  iban,
  ipv4,
  ipv6,
] as const satisfies readonly Detector[];
