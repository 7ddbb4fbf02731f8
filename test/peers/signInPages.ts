import { escapeHtml, htmlPage } from "./page.ts";

/** What the sign-in page shows. */
export interface SignInRequest {
  /** Path that the form is posted to. */
  readonly action: string;
  readonly clientName: string;
  readonly scopes: readonly string[];
  readonly resource: string | undefined;
  /** The name that this browser is signed in with, when it need not be asked for again. */
  readonly signedInAs: string | undefined;
  readonly suggestedName: string | undefined;
}

function requested(request: SignInRequest): string {
  const scopes = request.scopes
    .map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`)
    .join("");
  const at = request.resource ? ` at <code>${escapeHtml(request.resource)}</code>` : "";
  return `<p><strong>${escapeHtml(request.clientName)}</strong> asks for access${at}${scopes ? `:</p><ul>${scopes}</ul>` : ".</p>"}`;
}

/** One page for signing in and consenting: any name will do. With a remembered name it only asks for consent. */
export function signInPage(request: SignInRequest): string {
  const name = request.signedInAs;
  const who =
    name === undefined
      ? `<label for="name">Your name</label>
<input type="text" id="name" name="name" required autofocus autocomplete="username" value="${escapeHtml(request.suggestedName ?? "")}">`
      : `<p>You are signed in as <strong>${escapeHtml(name)}</strong>.</p><input type="hidden" name="name" value="${escapeHtml(name)}">`;
  return htmlPage(
    name === undefined ? "Sign in" : "Allow access?",
    `${requested(request)}
<form method="post" action="${escapeHtml(request.action)}">
${who}
<div class="buttons">
<button class="primary" type="submit" name="decision" value="allow">${name === undefined ? "Sign in" : "Allow"}</button>
<button type="submit" name="decision" value="deny" formnovalidate>Deny</button>
</div>
</form>
<p class="note">This is a demo authorization server on this computer. Any name works, and no password is asked for.</p>`,
  );
}

/** The page that asks for the code a device shows; `form` comes from the provider. */
export function deviceCodePage(form: string, problem: string | undefined): string {
  return htmlPage(
    "Enter the code",
    `<p>${escapeHtml(problem ?? "Type the code that the application shows.")}</p>
${form}
<div class="buttons"><button class="primary" type="submit" form="op.deviceInputForm">Continue</button></div>`,
  );
}

/** The page on which the person compares the code and goes on, or stops. */
export function deviceConfirmPage(form: string, clientName: string, userCode: string): string {
  return htmlPage(
    "Is this the code you see?",
    `<output>${escapeHtml(userCode)}</output>
<p><strong>${escapeHtml(clientName)}</strong> waits for it. Continue only when you started this yourself.</p>
${form}
<div class="buttons">
<button class="primary" type="submit" form="op.deviceConfirmForm">Continue</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Cancel</button>
</div>`,
  );
}

/** The page that ends the device flow. */
export function deviceDonePage(clientName: string): string {
  return htmlPage(
    "You are signed in",
    `<p>Go back to ${escapeHtml(clientName)}. You can close this window.</p>`,
  );
}

/** The page for a request that cannot go back to the client, such as one with an unregistered redirect URI. */
export function errorPage(error: string, description: string): string {
  return htmlPage(
    "This request cannot be answered",
    `<p><code>${escapeHtml(error)}</code></p><p>${escapeHtml(description)}</p>`,
  );
}
