/** What running gateways do, second by second, from their metrics alone. */
export { type Look, lookAt, type LookDeps } from "./look.ts";
export { type Rates, ratesBetween, type Reading } from "./rates.ts";
export { renderTop, type TopRow } from "./view.ts";
