/** The fields that a start may override. `id` keeps the forms of a page apart. */
import { html } from "hono/html";
import type { Html } from "./layout.ts";

export interface StartDefaults {
  readonly target: string;
  /** Whether the journal of the default target can be read here. */
  readonly canVerify: boolean;
}

/** What stands in the fields: what is meant if they stay empty, and what is filled in already. */
export interface StartHints {
  readonly durationSec?: number;
  readonly seed?: number | string;
  readonly filled?: Readonly<Record<string, string>>;
}

export function overrideFields(id: string, defaults: StartDefaults, hints: StartHints = {}): Html {
  const { durationSec, seed, filled = {} } = hints;
  const input = (name: string, text: string, attributes: Html, kind = "") =>
    html`<div class="field ${kind}"><label for="${id}-${name}">${text}</label>
      <input id="${id}-${name}" name="${name}" value="${filled[name] ?? ""}" ${attributes}></div>`;
  const number = (min: number, max: number, placeholder: string) =>
    html`type="number" min="${min}" max="${max}" step="any" placeholder="${placeholder}"`;
  const plain = html`autocomplete="off" spellcheck="false"`;
  return html`<div class="fields">
    ${input("rate_factor", "Rate ×", number(0.01, 1000, "1"))}
    ${input("duration_sec", "Seconds", number(0.1, 86400, String(durationSec ?? "")))}
    ${
    input(
      "seed",
      "Seed",
      html`type="text" maxlength="200" placeholder="${seed ?? "random"}" ${plain}`,
    )
  }
    ${input("target", "Target", html`type="url" placeholder="${defaults.target}" ${plain}`, "wide")}
    ${verifyField(id, defaults.canVerify)}
  </div>`;
}

function verifyField(id: string, canVerify: boolean): Html {
  return html`<div class="field wide"><label for="${id}-verify">Look into the journal afterwards</label>
    <select id="${id}-verify" name="verify">
      <option value="">${
    canVerify ? "for the default target" : "no: it cannot be read here"
  }</option>
      <option value="true">yes</option>
      <option value="false">no</option>
    </select></div>`;
}
