/**
 * Keys of clouds and services → `***`. Known by their form, in any place:
 *
 * | service | form |
 * |---|---|
 * | AWS | `AKIA…`, `ASIA…` and a secret of 40 characters right after; `aws_secret_access_key=…` |
 * | GitHub, GitLab | `ghp_ gho_ ghu_ ghs_ ghr_ github_pat_`, `glpat-` |
 * | Google | `AIza…`, `ya29.…`, `GOCSPX-…` |
 * | Slack | `xoxa- xoxb- xoxe- xoxp- xoxr- xoxs-`, `xapp-` |
 * | Stripe | `sk_live_ rk_live_ sk_test_ rk_test_ whsec_` |
 * | npm, PyPI, Docker | `npm_`, `pypi-`, `dckr_pat_` |
 * | OpenAI, Anthropic, Hugging Face | `sk-…`, `hf_` |
 * | Azure | `AccountKey=`, `SharedAccessKey=`, `sig=` |
 * | others | `SG.….…`, `hvs.`, `dop_v1_`, `shpat_`, `glsa_`, `sntrys_` |
 * | PEM | `-----BEGIN … PRIVATE KEY-----` to its end, or to the end of the text |
 *
 * Does not match: certificates and public keys; keys without a form of their own, such as a bare
 * AWS secret, an Azure key or a Twilio token, unless a name gives them away (`secret_name.ts`); a
 * PEM block whose lines come as one record each, beyond its first line.
 */
import { ALPHANUMERIC, type Detector, GLANCE, MASK, type Span, type Trigger } from "./detector.ts";
import { codeAt, isAfterEscape, isAlphanumeric, isBase64 } from "./characters.ts";
import type { Reading, RunClass } from "./reading.ts";
import {
  findSecretValue,
  glanceAtSecret,
  isSecretTrigger,
  SECRET_TRIGGERS,
} from "./secret_value.ts";

/** A prefix and what follows it. */
interface KeyForm {
  readonly prefix: string;
  /** The character of the prefix by which it is seen: rare in logs, or looked at anyway. */
  readonly trigger: string;
  readonly body: RunClass;
  readonly bodyCharsMin: number;
  /** A prefix that could be the end of a word must not stand in one. */
  readonly isOwnWord?: true;
  /** A body that could be words must have a digit in it. */
  readonly hasDigit?: true;
}

const FORMS: readonly KeyForm[] = [
  { prefix: "AKIA", trigger: "I", body: "upper", bodyCharsMin: 16 },
  { prefix: "ASIA", trigger: "I", body: "upper", bodyCharsMin: 16 },
  { prefix: "ghp_", trigger: "_", body: "base64Url", bodyCharsMin: 30 },
  { prefix: "gho_", trigger: "_", body: "base64Url", bodyCharsMin: 30 },
  { prefix: "ghu_", trigger: "_", body: "base64Url", bodyCharsMin: 30 },
  { prefix: "ghs_", trigger: "_", body: "base64Url", bodyCharsMin: 30 },
  { prefix: "ghr_", trigger: "_", body: "base64Url", bodyCharsMin: 30 },
  { prefix: "github_pat_", trigger: "_", body: "base64Url", bodyCharsMin: 22 },
  { prefix: "glpat-", trigger: "-", body: "base64Url", bodyCharsMin: 20 },
  { prefix: "AIza", trigger: "z", body: "base64Url", bodyCharsMin: 35 },
  { prefix: "ya29.", trigger: ".", body: "base64Url", bodyCharsMin: 20 },
  { prefix: "GOCSPX-", trigger: "-", body: "base64Url", bodyCharsMin: 20 },
  { prefix: "xoxa-", trigger: "-", body: "base64Url", bodyCharsMin: 10 },
  { prefix: "xoxb-", trigger: "-", body: "base64Url", bodyCharsMin: 10 },
  { prefix: "xoxe-", trigger: "-", body: "base64Url", bodyCharsMin: 10 },
  { prefix: "xoxp-", trigger: "-", body: "base64Url", bodyCharsMin: 10 },
  { prefix: "xoxr-", trigger: "-", body: "base64Url", bodyCharsMin: 10 },
  { prefix: "xoxs-", trigger: "-", body: "base64Url", bodyCharsMin: 10 },
  { prefix: "xapp-", trigger: "-", body: "base64Url", bodyCharsMin: 10 },
  { prefix: "sk_live_", trigger: "_", body: "alphanumeric", bodyCharsMin: 10 },
  { prefix: "rk_live_", trigger: "_", body: "alphanumeric", bodyCharsMin: 10 },
  { prefix: "sk_test_", trigger: "_", body: "alphanumeric", bodyCharsMin: 10 },
  { prefix: "rk_test_", trigger: "_", body: "alphanumeric", bodyCharsMin: 10 },
  { prefix: "whsec_", trigger: "_", body: "padded", bodyCharsMin: 20 },
  { prefix: "npm_", trigger: "_", body: "alphanumeric", bodyCharsMin: 30, isOwnWord: true },
  { prefix: "pypi-", trigger: "-", body: "base64Url", bodyCharsMin: 50 },
  { prefix: "dckr_pat_", trigger: "_", body: "base64Url", bodyCharsMin: 20 },
  {
    prefix: "sk-",
    trigger: "-",
    body: "base64Url",
    bodyCharsMin: 20,
    isOwnWord: true,
    hasDigit: true,
  },
  { prefix: "hf_", trigger: "_", body: "alphanumeric", bodyCharsMin: 30, isOwnWord: true },
  { prefix: "SG.", trigger: ".", body: "dotted", bodyCharsMin: 40, isOwnWord: true },
  { prefix: "hvs.", trigger: ".", body: "base64Url", bodyCharsMin: 20, isOwnWord: true },
  { prefix: "dop_v1_", trigger: "_", body: "alphanumeric", bodyCharsMin: 40 },
  { prefix: "shpat_", trigger: "_", body: "alphanumeric", bodyCharsMin: 30 },
  { prefix: "glsa_", trigger: "_", body: "base64Url", bodyCharsMin: 20 },
  { prefix: "sntrys_", trigger: "_", body: "padded", bodyCharsMin: 20 },
];

const DASH = 0x2d;
const PEM_BEGIN = "-----BEGIN ";
const PEM_END = "-----END ";
const PEM_LABEL_CHARS_MAX = 64;
const AWS_SECRET_CHARS = 40;

export const cloudKey: Detector = {
  kind: "cloud_key",
  triggers: [...formTriggers(), { on: "-", after: "-" }, ...SECRET_TRIGGERS],
  find(text, at, found) {
    const code = text.charCodeAt(at);
    const forms = formsAt(code, codeAt(text, at - 1));
    if (forms !== undefined && findForm(text, at, forms, found)) return true;
    if (code === DASH && codeAt(text, at + 1) === DASH) {
      return findPem(text, at, found) || findSecretValue(text, at, "cloud_key", found);
    }
    return isSecretTrigger(code) && findSecretValue(text, at, "cloud_key", found);
  },
  mask: () => MASK,
  glance(bytes, at, from) {
    const code = bytes[at]!;
    const forms = formsAt(code, bytes[at - 1]!);
    if (forms !== undefined && hasPrefix(bytes, at, from, forms)) return GLANCE.unsure;
    return isSecretTrigger(code) ? glanceAtSecret(bytes, at) : GLANCE.nothing;
  },
};

function hasPrefix(
  bytes: Uint8Array,
  at: number,
  from: number,
  forms: readonly PlacedForm[],
): boolean {
  for (let i = 0; i < forms.length; i++) {
    const { prefix, offset } = forms[i]!;
    let chars = at - offset < from ? -1 : 0;
    while (chars >= 0 && bytes[at - offset + chars] === prefix.charCodeAt(chars)) chars++;
    if (chars >= prefix.length) return true;
  }
  return false;
}

/** A form as it is looked for at its trigger, which is the last of its kind in the prefix. */
interface PlacedForm extends KeyForm {
  readonly offset: number;
}

const ASCII = 0x80;

/** Forms by their trigger and the character before it, which leaves a few of them at most. */
const formsByPair = indexByPair();

function formsAt(trigger: number, before: number): readonly PlacedForm[] | undefined {
  return before < 0 || before >= ASCII ? undefined : formsByPair[trigger * ASCII + before];
}

function indexByPair(): readonly (readonly PlacedForm[] | undefined)[] {
  const index: (PlacedForm[] | undefined)[] = new Array(ASCII * ASCII).fill(undefined);
  for (const form of FORMS) {
    const offset = form.prefix.lastIndexOf(form.trigger);
    const pair = form.trigger.charCodeAt(0) * ASCII + form.prefix.charCodeAt(offset - 1);
    (index[pair] ??= []).push({ ...form, offset });
  }
  return index;
}

/** One trigger for each character, with the neighbours that it has in the prefixes. */
function formTriggers(): Trigger[] {
  return [...new Set(FORMS.map((form) => form.trigger))].map((on) => {
    const ends = FORMS.filter((form) => form.trigger === on)
      .map(({ prefix }) => ({ prefix, at: prefix.lastIndexOf(on) }));
    const before = ends.map(({ prefix, at }) => prefix.charAt(at - 1));
    const after = ends.map(({ prefix, at }) => prefix.charAt(at + 1) || ALPHANUMERIC + "-_+/");
    return {
      on,
      after: after.join(""),
      before: before.join(""),
    };
  });
}

function findForm(
  text: string,
  at: number,
  forms: readonly PlacedForm[],
  found: Span,
): boolean {
  for (let i = 0; i < forms.length; i++) {
    const form = forms[i]!;
    const start = at - form.offset;
    if (start < 0 || !text.startsWith(form.prefix, start)) continue;
    if (form.isOwnWord && isGlued(text, start)) continue;
    const end = bodyEnd(text, start, form, found.reading);
    if (end < 0) continue;
    found.start = start;
    found.end = form.body === "upper" ? awsSecretEnd(text, end) : end;
    return true;
  }
  return false;
}

function isGlued(text: string, start: number): boolean {
  return isAlphanumeric(codeAt(text, start - 1)) && !isAfterEscape(text, start);
}

/** A body is a run, remembered: one that stands in another key's body is not read again. */
function bodyEnd(text: string, start: number, form: KeyForm, reading: Reading): number {
  const bodyStart = start + form.prefix.length;
  const end = reading.runEnd(form.body, text, bodyStart);
  const isLong = end - bodyStart >= form.bodyCharsMin;
  return isLong && (form.hasDigit !== true || reading.hasDigit(text, bodyStart, end)) ? end : -1;
}

/** Where the secret ends that follows an AWS key id behind one to four separators; else `end`. */
function awsSecretEnd(text: string, end: number): number {
  let start = end;
  while (start - end < 4 && "\"' ,:;|\t".includes(text.charAt(start)) && start < text.length) {
    start++;
  }
  if (start === end) return end;
  let secretEnd = start;
  while (secretEnd - start <= AWS_SECRET_CHARS && isBase64(codeAt(text, secretEnd))) secretEnd++;
  return secretEnd - start === AWS_SECRET_CHARS ? secretEnd : end;
}

/** A block becomes a finding to its end. RFC 7468; also OpenPGP's `PRIVATE KEY BLOCK`. */
function findPem(text: string, at: number, found: Span): boolean {
  if (!text.startsWith(PEM_BEGIN, at)) return false;
  const label = at + PEM_BEGIN.length;
  const labelEnd = text.slice(label, label + PEM_LABEL_CHARS_MAX).indexOf("-----");
  if (labelEnd < 0 || !text.slice(label, label + labelEnd).includes("PRIVATE KEY")) return false;
  found.start = at;
  found.end = text.length;
  const close = text.indexOf(PEM_END, label);
  if (close >= 0) {
    const tail = text.slice(close + PEM_END.length, close + PEM_LABEL_CHARS_MAX).indexOf("-----");
    found.end = close + PEM_END.length + (tail < 0 ? 0 : tail + 5);
  }
  found.reading.steps += found.end - at;
  return true;
}
