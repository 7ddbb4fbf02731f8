import type { IncomingMessage, ServerResponse } from "node:http";
import { readText } from "./loopback.ts";
import { escapeHtml, htmlPage } from "./page.ts";
import type { PersonalTokens } from "./personalTokens.ts";

/** Path of the page on which a person makes a token, as services have one in their account settings. */
export const TOKEN_PAGE_PATH = "/tokens";

/** Serves the page. Regenerating revokes the old token at once, as it does at most services. */
export function personalTokenPage(tokens: PersonalTokens, person: string) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (pathname !== TOKEN_PAGE_PATH) return false;
    if (request.method === "POST") {
      await change(tokens, person, request);
      response.writeHead(303, { location: TOKEN_PAGE_PATH }).end();
    } else {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
      });
      response.end(page(tokens.tokenOf(person)));
    }
    return true;
  };
}

async function change(
  tokens: PersonalTokens,
  person: string,
  request: IncomingMessage,
): Promise<void> {
  const action = new URLSearchParams(await readText(request)).get("action");
  if (action === "create") tokens.regenerate(person);
  const token = tokens.tokenOf(person);
  if (action === "revoke" && token !== undefined) tokens.revoke(token);
}

function page(token: string | undefined): string {
  const create = `<form method="post"><div class="buttons">
<button class="primary" type="submit" name="action" value="create">Create token</button></div></form>`;
  if (token === undefined) {
    return htmlPage("Personal tokens", `<p>You have no token yet.</p>${create}`);
  }
  return htmlPage(
    "Personal tokens",
    `<p>Your token for the Notes demo server:</p>
<output id="token">${escapeHtml(token)}</output>
<form method="post"><div class="buttons">
<button class="primary" type="button" id="copy">Copy</button>
<button type="submit" name="action" value="create">Regenerate</button>
<button type="submit" name="action" value="revoke">Revoke</button>
</div></form>
<p class="note" role="status" id="status">Regenerating stops the old token from working at once.</p>
<script>
document.getElementById("copy").addEventListener("click", async () => {
  const token = document.getElementById("token");
  const status = document.getElementById("status");
  try {
    await navigator.clipboard.writeText(token.textContent);
    status.textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(token);
    status.textContent = "Press Ctrl+C (Cmd+C on a Mac) to copy the selected token.";
  }
});
</script>`,
  );
}
