import { env, l10n, window, workspace } from "vscode";
import { EXPORT_FORMATS, exportServer } from "../../core/configfiles/plans/exportServer.ts";
import { credentialKeyOf, type CredentialStore } from "../../core/credentials/storage/store.ts";
import type { Secret } from "../../core/secret.ts";
import { usesToken, type Server } from "../../core/servers/server.ts";
import { pickOne, showInformation } from "../ask/index.ts";

/** Gives a server as another client's configuration (R23); the token only when the user asks for it, and only to the clipboard. */
export async function exportConfiguration(server: Server, store: CredentialStore): Promise<void> {
  const client = await pickOne(
    l10n.t("Export “{0}” for which client?", server.name),
    EXPORT_FORMATS.map((value) => ({ label: value.client, value })),
  );
  if (!client) return;
  const token = usesToken(server) ? await storedToken(server, store) : undefined;
  const exported = exportServer(server, client);
  const choice = await pickOne(l10n.t("Export “{0}”", server.name), [
    {
      label: l10n.t("Open as a new document"),
      detail: l10n.t("For {0}, without the token.", exported.file),
      value: "document" as const,
    },
    {
      label: l10n.t("Copy to the clipboard"),
      detail: l10n.t("For {0}, without the token.", exported.file),
      value: "clipboard" as const,
    },
    ...(token
      ? [
          {
            label: l10n.t("Copy with the token in clear"),
            detail: l10n.t("Everyone who can read the file that it goes into can use the token."),
            value: "token" as const,
          },
        ]
      : []),
  ]);
  if (!choice) return;
  if (choice === "document") {
    const language = client.syntax === "toml" ? "toml" : "jsonc";
    const document = await workspace.openTextDocument({ content: exported.text, language });
    await window.showTextDocument(document);
  } else {
    const text =
      choice === "token" && token ? exportServer(server, client, token).text : exported.text;
    await env.clipboard.writeText(text);
  }
  void showInformation(whatNext(exported, choice));
}

async function storedToken(server: Server, store: CredentialStore): Promise<Secret | undefined> {
  const stored = await store.read(credentialKeyOf(server));
  return stored?.kind === "token" ? stored.token : undefined;
}

function whatNext(
  { file, variable }: ReturnType<typeof exportServer>,
  choice: "document" | "clipboard" | "token",
): string {
  const place =
    choice === "document"
      ? l10n.t("This text belongs in {0}.", file)
      : l10n.t("Copied. The text belongs in {0}.", file);
  if (variable === undefined || choice === "token") return place;
  return `${place} ${l10n.t("It reads the token from the environment variable {0}.", variable)}`;
}
