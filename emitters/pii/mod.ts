/**
 * Personal and secret data that never belonged to anyone: valid by the rules of its kind, drawn
 * from a seed, and of about 30 bits and more, so that finding one downstream is no coincidence.
 *
 * Mail addresses use the domains that RFC 2606 keeps for examples. No value needs escaping in JSON,
 * CSV or a URL path.
 */
import type { PiiKind } from "../emitter.ts";
import type { Random } from "../chance/mod.ts";
import { createCards } from "./card.ts";
import { createCloudKeys } from "./cloud_key.ts";
import { createCredentials } from "./credential.ts";
import { createEmails } from "./email.ts";
import { createIbans } from "./iban.ts";
import { createIps } from "./ip.ts";
import { createJwts } from "./jwt.ts";

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
    email: createEmails(random),
    ...createIps(random),
    ...createCards(random),
    iban: createIbans(random),
    jwt: createJwts(random),
    ...createCredentials(random),
    cloud_key: createCloudKeys(random),
  };
}

export { passesLuhn } from "./card.ts";
export { isIban } from "./iban.ts";
