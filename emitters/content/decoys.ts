/**
 * Texts that look like personal data and are none: emitters put them into messages so that false
 * positives can be counted. A decoy that is not in the stored message any more was masked wrongly.
 *
 * The set is fixed and each text occurs in no other, so counting is a plain search.
 */
import type { PiiKind } from "../emitter.ts";

export interface Decoy {
  readonly looksLike: PiiKind;
  readonly text: string;
  /** Why it is not what it looks like. */
  readonly why: string;
}

export const DECOYS: readonly Decoy[] = [
  { looksLike: "ipv4", text: "agent 1.2.3.4.5", why: "five parts" },
  { looksLike: "ipv4", text: "build 2024.10.11", why: "three parts, a date" },
  { looksLike: "ipv4", text: "kernel 10.0.19045.3693", why: "parts above 255" },
  { looksLike: "ipv4", text: "firmware 7.300.12.9", why: "a part above 255" },
  { looksLike: "ipv4", text: "Chrome/124.0.0.0", why: "a browser's version" },
  { looksLike: "ipv6", text: "std::vector::push_back", why: "a C++ name" },
  { looksLike: "ipv6", text: "window 10:15:30", why: "a time of day" },
  { looksLike: "ipv6", text: "Net::HTTP::Get", why: "a Ruby name" },
  { looksLike: "email", text: "package @acme/queue@4.2.0", why: "a package and its version" },
  { looksLike: "email", text: "5 apples @ 3 each", why: "a price" },
  { looksLike: "card", text: "order 4929120034550011", why: "fails Luhn" },
  { looksLike: "card", text: "offset 1714550400123456", why: "microseconds; fails Luhn" },
  { looksLike: "card", text: "batch 2024-1011-0815-4242", why: "fails Luhn" },
  { looksLike: "iban", text: "part DE00500105175407324930", why: "check digits 00" },
  { looksLike: "jwt", text: "com.acme.billing.InvoiceService", why: "a Java class" },
  { looksLike: "credential", text: "basic auth is off", why: "the words alone" },
  {
    looksLike: "credential",
    text: "https://cdn.example.com:8443/a",
    why: "a port, not a password",
  },
  { looksLike: "cloud_key", text: "AKIA prefix", why: "nothing after the prefix" },
  {
    looksLike: "cloud_key",
    text: "commit 5f3e1c9ab27d4608e1f0c3b2a4d5968778695a4b",
    why: "a git hash",
  },
];
