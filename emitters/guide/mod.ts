/** The pages on emitters, written from the code. */
export { emitterPages, type Page } from "./pages.ts";
