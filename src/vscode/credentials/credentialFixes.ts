import { l10n } from "vscode";
import { rebound } from "../../core/credentials/storage/rebind.ts";
import { clientsOf, type ConfidentialClient } from "../../core/credentials/request/oauthSecrets.ts";
import { slotsOf } from "../../core/credentials/request/slots.ts";
import { credentialKeyOf } from "../../core/credentials/storage/store.ts";
import { newRevision } from "../../core/credentials/storage/storedBase.ts";
import { signInFix } from "../../core/fixes.ts";
import type { Candidate } from "../../core/gateway/trial.ts";
import { usesOAuth, type Server } from "../../core/servers/server.ts";
import { pickOne, sayOfSecret, showInformation, showWarning } from "../ask/index.ts";
import type { FixActionOf } from "../handlers.ts";
import { changeServer } from "../settings/index.ts";
import { enterClientKey, enterClientSecret } from "./forms/clientSecret.ts";
import { openPrivateKey } from "./forms/privateKey.ts";
import type { CredentialParts } from "./parts.ts";

/** What a fix can do with a stored credential. */
type CredentialFixAction = FixActionOf<"unlockKey" | "useCredentialHere" | "changePlacement">;

/** Does what fixes say of stored credentials: unlocks them, sends them elsewhere, carries them in another header. */
export class CredentialFixes {
  readonly #parts: CredentialParts;

  constructor(parts: CredentialParts) {
    this.#parts = parts;
  }

  /** Does what a fix says that concerns the stored credential. */
  async apply(action: CredentialFixAction): Promise<void> {
    const server = this.#parts.settings.get(action.server);
    if (!server) return;
    switch (action.type) {
      case "unlockKey":
        return this.#unlock(server);
      case "useCredentialHere":
        return this.#useHere(server);
      case "changePlacement":
        return this.#changePlacement(server, action);
    }
  }

  /** Asks for the secret of the OAuth client that the settings name (R14), which the next sign-in uses. True when stored. */
  async setClientSecret(server: Server): Promise<boolean> {
    if (!usesOAuth(server)) return false;
    const clients = clientsOf(server.auth);
    if (clients.length === 0) {
      void showInformation(
        l10n.t(
          "The settings of “{0}” name no client. Add “clientId” to them, or sign in: a client secret is asked for where one is needed.",
          server.name,
        ),
      );
      return false;
    }
    const client = await chooseClient(server, clients);
    if (!client) return false;
    const { clientId, part, usesKey } = client;
    const entered = usesKey
      ? await enterClientKey(server).then((secret) => secret && { secret, fromClipboard: false })
      : await enterClientSecret(server, client);
    if (!entered) return false;
    await this.#parts.operations.keep([
      {
        key: { ...credentialKeyOf(server), part },
        credential: {
          kind: "client",
          revision: newRevision(),
          createdAtMs: this.#parts.clock.now(),
          clientId,
          secret: entered.secret,
        },
      },
    ]);
    const { title: signIn } = signInFix(server.name);
    const chosen = await sayOfSecret(
      usesKey
        ? l10n.t(
            "The private key of the client of “{0}” is stored. The next sign-in uses it and shows whether it is right.",
            server.name,
          )
        : l10n.t(
            "The client secret of “{0}” is stored. The next sign-in uses it and shows whether it is right.",
            server.name,
          ),
      [signIn],
      entered.fromClipboard,
    );
    if (chosen === signIn) await this.#parts.signIns.signIn(server);
    return true;
  }

  /** Asks for the passphrase of a private key that is kept without it, and goes on. */
  async #unlock(server: Server): Promise<void> {
    const [slot] = slotsOf(server);
    const stored = slot && (await this.#parts.store.read(slot.key));
    if (stored?.kind !== "jwt" || slot?.auth.type !== "jwt") return;
    const opened = await openPrivateKey(slot.auth, stored.key, server);
    if (!opened?.passphrase) return;
    this.#parts.credentials.unlock(stored.revision, opened.passphrase);
    await this.#parts.connections.connect(server);
  }

  /** After the settings changed: lets the user send what was stored for the old address to the new one. */
  async #useHere(server: Server): Promise<void> {
    const { operations, store, connections } = this.#parts;
    const found: Candidate[] = [];
    for (const slot of slotsOf(server)) {
      const credential = await rebound(store, slot);
      if (credential) found.push({ key: slot.key, credential });
    }
    if (found.length === 0) return;
    const use = l10n.t("Use it");
    const chosen = await showWarning(
      l10n.t(
        "Send the stored credential of “{0}” to {1}?",
        server.name,
        new URL(server.url).origin,
      ),
      {
        modal: true,
        detail: l10n.t(
          "The settings have changed since it was stored. Do this only if you know that the new settings are right.",
        ),
      },
      use,
    );
    if (chosen !== use) return;
    await operations.keep(found);
    await connections.connect(server);
  }

  /** Sends a token in another header from now on: the settings say so, and the stored token with them (R12). */
  async #changePlacement(
    server: Server,
    { header, scheme }: FixActionOf<"changePlacement">,
  ): Promise<void> {
    const { store, operations, connections } = this.#parts;
    const key = credentialKeyOf(server);
    const stored = await store.readFresh(key);
    if (stored?.kind !== "token") return;
    const { workedAtMs: _worked, ...token } = stored;
    await operations.keep([
      { key, credential: { ...token, revision: newRevision(), header, scheme } },
    ]);
    const usual = header.toLowerCase() === "authorization" && scheme === "Bearer";
    await changeServer(server.name, (entry) => ({
      ...entry,
      auth: {
        type: "token",
        ...(!usual && { header }),
        ...(scheme !== "" && !usual && { scheme }),
      },
    }));
    await connections.connect(this.#parts.settings.get(server.name) ?? server);
  }
}

/** The client whose secret is meant; asks where the settings name one at the identity provider too. */
async function chooseClient(
  server: Server,
  clients: readonly ConfidentialClient[],
): Promise<ConfidentialClient | undefined> {
  if (clients.length <= 1) return clients[0];
  return pickOne(
    l10n.t("Which client of “{0}”?", server.name),
    clients.map((client) => ({
      label: client.clientId,
      detail:
        client.idpHost === undefined
          ? l10n.t("at the server’s own authorization server")
          : l10n.t("at your organization’s identity provider, {0}", client.idpHost),
      value: client,
    })),
  );
}
