/** What a scenario will do, before it does: the curve, and a row for each emitter. */
import { html } from "hono/html";
import type { Plan } from "../../plan/mod.ts";
import { rate, whole } from "../../report/mod.ts";
import { COLORS, curveSvg } from "./curve_svg.ts";
import type { Html } from "./layout.ts";

const HEIGHT = 120;

export function planView(plan: Plan): Html {
  return html`<section class="plan" aria-label="Plan">
    <p class="facts"><strong>${
    whole(plan.records)
  }</strong> records in <strong>${plan.durationSec} s</strong></p>
    ${curveSvg(plan, { height: HEIGHT, axes: true })}
    <div class="scroll" role="region" tabindex="0" aria-label="Plan of each emitter"><table>
      <thead><tr><th>Emitter</th><th>Type</th><th class="n">Records</th><th class="n">Peak /s</th><th class="n">Mean /s</th><th class="n">Batch</th></tr></thead>
      <tbody>${
    plan.emitters.map((one, i) =>
      html`
        <tr>
          <th scope="row"><span class="swatch c${Math.min(
            i,
            COLORS - 1,
          )}" aria-hidden="true"></span>${one.label}</th>
          <td>${one.type}</td>
          <td class="n">${whole(one.records)}</td>
          <td class="n">${rate(one.peakEps)}</td>
          <td class="n">${rate(one.meanEps)}</td>
          <td class="n">${one.batchSize}</td>
        </tr>
      `
    )
  }
      </tbody>
    </table></div>
  </section>`;
}
