import { l10n } from "vscode";
import { suggestedName } from "../../core/servers/server.ts";
import { askText, pickOne } from "../ask/index.ts";
import type { Fixes } from "../findings/index.ts";
import { changeServer, type Settings } from "../settings/index.ts";
import type { ServerParts } from "./parts.ts";

/** Asks for address, kind of credential and name of a new server, writes it to the settings and goes on to its credential. */
export async function addServer(settings: Settings, fixes: Fixes): Promise<void> {
  const url = await askText({
    title: l10n.t("Add MCP server (1 of 3)"),
    prompt: l10n.t("Address of the server"),
    placeHolder: "https://example.com/mcp",
    problem: (text) =>
      URL.canParse(text.trim()) && /^https?:/.test(text.trim())
        ? undefined
        : l10n.t("Enter an address that begins with https://."),
  });
  if (url === undefined) return;
  const type = await pickOne(l10n.t("Add MCP server (2 of 3)"), [
    {
      label: l10n.t("Sign in with OAuth"),
      detail: l10n.t("You sign in in the browser and act with your own permissions."),
      value: "oauth" as const,
    },
    {
      label: l10n.t("Personal token or API key"),
      detail: l10n.t("You paste it once. It is kept in secret storage, not in settings."),
      value: "token" as const,
    },
    { label: l10n.t("No credential"), value: "none" as const },
  ]);
  if (!type) return;
  const name = await askText({
    title: l10n.t("Add MCP server (3 of 3)"),
    prompt: l10n.t("Name of the server, as you and your team will see it"),
    value: suggestedName(url),
    problem: (text) => (settings.get(text.trim()) ? l10n.t("This name is taken.") : undefined),
  });
  if (name === undefined) return;
  await changeServer(name, () => ({ url, ...(type !== "none" && { auth: { type } }) }));
  if (type === "oauth") await fixes.apply({ type: "signIn", server: name });
  if (type === "token") await fixes.apply({ type: "setToken", server: name });
}

/** Changes how a server is signed in to, after the user chose so, and goes on to its new credential. The old one is removed. */
export async function switchAuth(
  { settings, operations, fixes }: Pick<ServerParts, "settings" | "operations" | "fixes">,
  name: string,
  type: "oauth" | "token",
): Promise<void> {
  const server = settings.get(name);
  if (!server) return;
  // Settings that cannot be written leave everything as it was.
  await changeServer(name, (entry) => ({ ...entry, auth: { type } }));
  await operations.remove(server);
  await fixes.apply({ type: type === "oauth" ? "signIn" : "setToken", server: name });
}
