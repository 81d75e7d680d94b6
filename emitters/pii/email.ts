/**
 * Mail addresses: `anna.nowak.k7f3qz@example.com`, with sub-addresses (RFC 5233: `anna+shop-…@…`),
 * internationalised domains in both spellings (`bücher.example`, `xn--bcher-kva.example`, RFC 5890)
 * and internationalised local parts (RFC 6531).
 */
import { createTokens, type Random } from "../chance/mod.ts";

const GIVEN = [
  ...["anna", "piotr", "maria", "jan", "ewa", "tomasz", "olga", "lukas", "emma", "noah", "sofia"],
  ...["liam", "chloe", "hugo", "ines", "mateo", "aisha", "omar", "yuki", "wei", "priya", "arjun"],
];
const GIVEN_IDN = ["józef", "łucja", "søren", "zoë", "jürgen", "ольга", "用户", "νίκος"];
const FAMILY = [
  ...["nowak", "kowalska", "smith", "jones", "garcia", "mueller", "rossi", "dubois", "silva"],
  ...["novak", "kim", "tanaka", "chen", "patel", "haddad", "ivanova", "larsen", "oconnor"],
];
const DOMAINS = [
  ...["example.com", "example.org", "example.net", "mail.example.com", "shop.example.org"],
  ...["eu-west.mail.example.net", "corp.example"],
];
const DOMAINS_IDN = ["bücher.example", "почта.example", "xn--bcher-kva.example", "例え.example"];
/** Rare, as in life: one of them makes a whole body twice as long in memory. */
const IDN_SHARE = 0.01;
const TAGS = ["shop", "news", "billing", "test", "2fa"];

export function createEmails(random: Random): () => string {
  const { word } = createTokens(random);
  return () => {
    const isIdn = random.float() < IDN_SHARE;
    const given = random.pick(isIdn && random.chance(0.4) ? GIVEN_IDN : GIVEN);
    const domain = random.pick(isIdn ? DOMAINS_IDN : DOMAINS);
    switch (random.int(8)) {
      case 0:
        return `${given}+${random.pick(TAGS)}-${word(3)}@${domain}`;
      case 1:
        return `${given}_${word(3)}@${domain}`;
      case 2:
        return `${given[0]!.toUpperCase()}${given.slice(1)}.${word(3).toUpperCase()}@${domain}`;
      default:
        return `${given}.${random.pick(FAMILY)}.${word(3)}@${domain}`;
    }
  };
}
