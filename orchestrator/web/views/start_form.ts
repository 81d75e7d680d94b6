/** The fields that a start may override. `id` keeps the forms of a page apart. */
import { html } from "hono/html";
import type { Html } from "./layout.ts";

export interface StartDefaults {
  readonly target: string;
  /** Whether the journal of the default target can be read here. */
  readonly canVerify: boolean;
}

export function overrideFields(id: string, { target, canVerify }: StartDefaults): Html {
  return html`<div class="fields">
    ${
    field(
      id,
      "rate_factor",
      "Rate ×",
      html`type="number" min="0.01" max="1000" step="any" placeholder="1"`,
    )
  }
    ${
    field(
      id,
      "duration_sec",
      "Duration (s)",
      html`type="number" min="0.1" max="86400" step="any" placeholder="as planned"`,
    )
  }
    ${
    field(
      id,
      "seed",
      "Seed",
      html`type="text" maxlength="200" placeholder="the scenario’s" autocomplete="off"`,
    )
  }
    ${
    field(
      id,
      "target",
      "Target",
      html`type="url" placeholder="${target}" autocomplete="off" spellcheck="false"`,
      "wide",
    )
  }
    ${verifyField(id, canVerify)}
  </div>`;
}

function field(id: string, name: string, text: string, attributes: Html, kind = ""): Html {
  return html`<div class="field ${kind}"><label for="${id}-${name}">${text}</label>
    <input id="${id}-${name}" name="${name}" ${attributes}></div>`;
}

function verifyField(id: string, canVerify: boolean): Html {
  return html`<div class="field wide"><label for="${id}-verify">Stored records</label>
    <select id="${id}-verify" name="verify">
      <option value="">${
    canVerify
      ? "check them, if the target is our gateway"
      : "do not check: no journal is readable here"
  }</option>
      <option value="true">check them</option>
      <option value="false">do not check</option>
    </select></div>`;
}
