/** Asks for the token, where one is set. */
import { html } from "hono/html";
import { type Html, page } from "./layout.ts";

export function signInPage(wasWrong: boolean): Html {
  return page(
    { title: "Sign in" },
    html`
      <form class="sign-in card" hx-post="/sign-in" hx-target="body" hx-swap="innerHTML">
        <h1>Sign in</h1>
        ${wasWrong ? html`<p class="notice bad" role="alert">That is not the token.</p>` : ""}
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
        <p class="facts">It is the value of <code>LOGOPS_ORCH_TOKEN</code> where the service runs.</p>
        <div class="actions"><button class="primary">Sign in</button></div>
      </form>
    `,
  );
}
