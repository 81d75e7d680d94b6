/**
 * Personal and secret data that never belonged to anyone: valid by the rules of its kind, drawn
 * from a seed, and of at least 30 bits, so that finding one downstream is no coincidence.
 *
 * Mail addresses use the domains that RFC 2606 keeps for examples.
 */
import type { PiiKind } from "../emitter.ts";
import type { Random } from "../random.ts";
import { drawCard, drawCardNumber } from "./card.ts";
import { drawBasic, drawBearer, drawPassword } from "./credential.ts";
import { drawCloudKey } from "./cloud_key.ts";
import { drawEmail } from "./email.ts";
import { drawIban } from "./iban.ts";
import { drawIpv4, drawIpv6 } from "./ip.ts";
import { drawJwt } from "./jwt.ts";

/** What can be planted, by the name that a message template calls it. */
export type PiiName =
  | "email"
  | "ipv4"
  | "ipv6"
  | "card"
  | "card_number"
  | "iban"
  | "jwt"
  | "bearer"
  | "basic"
  | "password"
  | "cloud_key";

export const KIND_BY_NAME: Readonly<Record<PiiName, PiiKind>> = {
  email: "email",
  ipv4: "ipv4",
  ipv6: "ipv6",
  card: "card",
  card_number: "card",
  iban: "iban",
  jwt: "jwt",
  bearer: "credential",
  basic: "credential",
  password: "credential",
  cloud_key: "cloud_key",
};

/** One fresh value per call. */
export type PiiSource = Readonly<Record<PiiName, () => string>>;

export function createPii(random: Random): PiiSource {
  return {
    email: () => drawEmail(random),
    ipv4: () => drawIpv4(random),
    ipv6: () => drawIpv6(random),
    card: () => drawCard(random),
    card_number: () => drawCardNumber(random),
    iban: () => drawIban(random),
    jwt: () => drawJwt(random),
    bearer: () => drawBearer(random),
    basic: () => drawBasic(random),
    password: () => drawPassword(random),
    cloud_key: () => drawCloudKey(random),
  };
}

export { passesLuhn } from "./card.ts";
export { isIban } from "./iban.ts";
