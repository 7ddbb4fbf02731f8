import { env, l10n } from "vscode";
import {
  initializeRequest,
  toCurl,
  type CurlCredential,
} from "../../core/credentials/request/curl.ts";
import { describeToken } from "../../core/credentials/list/describe.ts";
import { generateSecret } from "../../core/credentials/jwt/generateSecret.ts";
import { readSigningKey } from "../../core/credentials/jwt/signer.ts";
import { exportPublicKey } from "../../core/credentials/keys/publicKey.ts";
import { slotsOf } from "../../core/credentials/request/slots.ts";
import { isFailure } from "../../core/failure.ts";
import { factsOfAuth } from "../../core/kinds/auth.ts";
import { Secret } from "../../core/secret.ts";
import { shownUrl, type Server } from "../../core/servers/server.ts";
import { copyText, showError, showInformation, showWarning } from "../ask/index.ts";
import type { CredentialActions } from "./credentialActions.ts";
import type { CredentialParts } from "./parts.ts";
import { openPrivateKey } from "./forms/privateKey.ts";

/** Shows and copies what can be told of credentials; a secret only where the user asks for it and confirms. */
export class CredentialViews {
  readonly #parts: CredentialParts;
  readonly #actions: CredentialActions;

  constructor(parts: CredentialParts, actions: CredentialActions) {
    this.#parts = parts;
    this.#actions = actions;
  }

  /** Shows header and claims of the token that a request would be sent with now (R11). */
  async inspectToken(server: Server): Promise<void> {
    const { credentials, clock, textViews } = this.#parts;
    const sent = await credentials.token(server, new AbortController().signal);
    if (!sent) {
      void showInformation(l10n.t("“{0}” has no token yet that could be inspected.", server.name));
      return;
    }
    const [header = ""] = sent.credential.headers.map(([name]) => name);
    const title = l10n.t("Token for “{0}”, sent in {1}.", server.name, header);
    const text = describeToken(sent.token, title, clock.now());
    if (text === undefined) {
      void showInformation(
        l10n.t(
          "The token of “{0}” is opaque: it says nothing about itself, and only the server knows whether it is valid.",
          server.name,
        ),
      );
      return;
    }
    await textViews.show(l10n.t("Token of {0}", server.name), text, "jsonc");
  }

  /** Copies a request to the server as a command, with a placeholder; with the real secrets after a confirmation. */
  async copyAsCurl(server: Server): Promise<void> {
    const placeholders = slotsOf(server).flatMap(({ auth }): CurlCredential[] =>
      factsOfAuth(auth).placements.map((placement) => ({ ...placement, token: new Secret("") })),
    );
    await copyText(this.#curl(shownUrl(server), server, placeholders, false));
    if (placeholders.length === 0) return;
    const reveal = l10n.t("Copy with token…");
    const chosen = await showInformation(
      l10n.t("The curl command is copied, with a placeholder in place of the token."),
      reveal,
    );
    if (chosen === reveal) await this.#copyRevealed(server);
  }

  async #copyRevealed(server: Server): Promise<void> {
    const copy = l10n.t("Copy with token");
    const confirmed = await showWarning(
      l10n.t("Copy the real token of “{0}”?", server.name),
      {
        modal: true,
        detail: l10n.t(
          "Whoever sees the command can use the token. A shell keeps it in its history.",
        ),
      },
      copy,
    );
    if (confirmed !== copy) return;
    const answer = await this.#parts.credentials.current(server, new AbortController().signal);
    if (answer.kind === "blocked") {
      void showError(answer.sentence);
      return;
    }
    const revealed = answer.credential.headers.map(([header, token]): CurlCredential => ({
      header,
      scheme: "",
      token,
    }));
    await copyText(this.#curl(server.url, server, revealed, true));
    const clear = l10n.t("Clear clipboard");
    const chosen = await showInformation(
      l10n.t("The curl command is copied, with the token in it."),
      clear,
    );
    if (chosen === clear) await env.clipboard.writeText("");
  }

  #curl(
    url: string,
    server: Server,
    credentials: readonly CurlCredential[],
    revealTokens: boolean,
  ): string {
    const request = initializeRequest(url);
    return toCurl(
      { ...request, headers: [...request.headers, ...Object.entries(server.headers)], credentials },
      { shell: process.platform === "win32" ? "powershell" : "posix", revealTokens },
    );
  }

  /** Makes a shared secret and copies it (R9); for a server that signs with one, offers to use it. */
  async generateSecret(server: Server | undefined): Promise<void> {
    const secret = generateSecret();
    await env.clipboard.writeText(secret.reveal());
    const clear = l10n.t("Clear clipboard");
    const use = l10n.t("Use it");
    const usable =
      server?.auth.type === "jwt" &&
      server.auth.jwt.algorithm === "HS256" &&
      server.auth.reference === undefined;
    const chosen = await showInformation(
      usable
        ? l10n.t(
            "A shared secret of 256 bits is copied. Paste it at the provider of “{0}” first, then use it here.",
            server.name,
          )
        : l10n.t("A shared secret of 256 bits is copied. Paste it at the provider."),
      ...(usable ? [use] : []),
      clear,
    );
    if (chosen === use && server) await this.#actions.set(server, { given: secret });
    if (chosen === clear) await env.clipboard.writeText("");
  }

  /** Shows the public half of a server's private key in the two forms that providers want pasted (R10). */
  async showPublicKey(server: Server): Promise<void> {
    const { store, textViews } = this.#parts;
    const [slot] = slotsOf(server);
    const stored = slot && (await store.read(slot.key));
    if (slot?.auth.type !== "jwt" || stored?.kind !== "jwt" || stored.algorithm === "HS256") {
      void showInformation(
        l10n.t("“{0}” has no private key whose public half could be shown.", server.name),
      );
      return;
    }
    const opened = stored.passphrase
      ? { passphrase: stored.passphrase }
      : await openPrivateKey(slot.auth, stored.key, server);
    if (!opened) return;
    const key = await readSigningKey(slot.auth, stored.key, opened.passphrase).catch(
      (error: unknown) => {
        if (!isFailure(error)) throw error;
        void showError(error.message);
      },
    );
    if (!key || key instanceof Secret) return;
    const { ssh, pem, fingerprint } = exportPublicKey(key);
    await textViews.show(l10n.t("Public key of {0}", server.name), `${ssh}\n\n${pem}`, "plaintext");
    const [type = ""] = ssh.split(" ");
    const copySsh = l10n.t("Copy {0}", type);
    const copyPem = l10n.t("Copy PEM");
    const chosen = await showInformation(
      l10n.t("Public key of “{0}”: {1}. Paste it at the provider.", server.name, fingerprint),
      copySsh,
      copyPem,
    );
    if (chosen === copySsh) await copyText(ssh);
    if (chosen === copyPem) await copyText(pem);
  }
}
