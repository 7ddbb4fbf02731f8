import { l10n } from "vscode";
import { usesOAuth, type JwtServer, type Server } from "../../core/servers/server.ts";
import type { CommandId } from "../../manifest.ts";
import type { Handler } from "../commands.ts";
import type { CredentialActions } from "./credentialActions.ts";
import type { CredentialFixes } from "./credentialFixes.ts";
import type { CredentialList } from "./credentialList.ts";
import type { CredentialViews } from "./credentialViews.ts";
import { chooseServer, isServer, type ServerChoicePorts } from "../ask/serverChoice.ts";

/** What the commands for credentials do; their code is loaded with the first of them. */
export interface CredentialCommandPorts extends ServerChoicePorts {
  features(): Promise<{
    readonly actions: CredentialActions;
    readonly fixes: CredentialFixes;
    readonly list: CredentialList;
    readonly views: CredentialViews;
  }>;
}

/** The commands that deal with credentials. */
export type CredentialCommandId = Extract<
  CommandId,
  | "mcpConnect.setCredential"
  | "mcpConnect.rotateCredential"
  | "mcpConnect.removeCredential"
  | "mcpConnect.removeAllCredentials"
  | "mcpConnect.setClientSecret"
  | "mcpConnect.listCredentials"
  | "mcpConnect.inspectToken"
  | "mcpConnect.copyAsCurl"
  | "mcpConnect.generateSecret"
  | "mcpConnect.showPublicKey"
>;

/** What each of these commands does. A command takes the server of the tree line or link it came from, else it asks which. */
export function createCredentialHandlers(
  ports: CredentialCommandPorts,
): Record<CredentialCommandId, Handler> {
  const choose = (argument: unknown, question: string) =>
    chooseServer(ports, argument, {
      fits: isServer,
      question,
      none: l10n.t("The settings name no server yet."),
    });
  const chooseSecret = (argument: unknown, question: string) =>
    chooseServer(ports, argument, {
      fits: wantsSecret,
      question,
      none: l10n.t("No server in the settings wants a token, a password or a key."),
    });
  const chooseOAuth = (argument: unknown, question: string) =>
    chooseServer(ports, argument, {
      fits: usesOAuth,
      question,
      none: l10n.t("No server in the settings uses OAuth."),
    });
  const chooseJwt = (argument: unknown, question: string) =>
    chooseServer(ports, argument, {
      fits: usesJwt,
      question,
      none: l10n.t("No server in the settings has tokens signed on this machine."),
    });

  return {
    "mcpConnect.setCredential": async (argument) => {
      const server = await chooseSecret(argument, l10n.t("Set the credential of which server?"));
      return server ? (await ports.features()).actions.set(server) : false;
    },
    "mcpConnect.rotateCredential": async (argument) => {
      const server = await choose(argument, l10n.t("Rotate the credential of which server?"));
      return server ? (await ports.features()).actions.rotate(server) : false;
    },
    "mcpConnect.removeCredential": async (argument) => {
      const server = await choose(argument, l10n.t("Remove the credential of which server?"));
      if (server) await (await ports.features()).list.remove(server);
    },
    "mcpConnect.removeAllCredentials": async () => (await ports.features()).list.removeAll(),
    "mcpConnect.setClientSecret": async (argument) => {
      const server = await chooseOAuth(argument, l10n.t("Set the client secret of which server?"));
      return server ? (await ports.features()).fixes.setClientSecret(server) : false;
    },
    "mcpConnect.listCredentials": async () => (await ports.features()).list.show(),
    "mcpConnect.inspectToken": async (argument) => {
      const server = await choose(argument, l10n.t("Inspect the token of which server?"));
      if (server) await (await ports.features()).views.inspectToken(server);
    },
    "mcpConnect.copyAsCurl": async (argument) => {
      const server = await choose(argument, l10n.t("Copy a request to which server?"));
      if (server) await (await ports.features()).views.copyAsCurl(server);
    },
    // Without a server too: a secret can be made before the settings name one.
    "mcpConnect.generateSecret": async (argument) => {
      const isForOne = argument !== undefined || ports.servers().some(usesJwt);
      const server = isForOne
        ? await chooseJwt(argument, l10n.t("Generate a shared secret for which server?"))
        : undefined;
      await (await ports.features()).views.generateSecret(server);
    },
    "mcpConnect.showPublicKey": async (argument) => {
      const server = await chooseJwt(argument, l10n.t("Show the public key of which server?"));
      if (server) await (await ports.features()).views.showPublicKey(server);
    },
  };
}

function wantsSecret(server: Server): server is Server {
  return (server.auth.type !== "none" && server.auth.type !== "oauth") || !!server.secretHeaders;
}

function usesJwt(server: Server): server is JwtServer {
  return server.auth.type === "jwt";
}
