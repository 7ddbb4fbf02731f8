// Credentials: their storage, and everything that the user does with them. All but the storage loads on first use.
import { l10n, window } from "vscode";
import type { Candidate, TrialOutcome } from "../../core/gateway/trial.ts";
import { isSecretAuth } from "../../core/kinds/auth.ts";
import { once } from "../../core/once.ts";
import type { JwtServer, Server } from "../../core/servers/server.ts";
import { chooseAnyServer, chooseOAuthServer, chooseServer } from "../ask/index.ts";
import type { CommandHandlers, FixActionOf, FixHandlers } from "../handlers.ts";
import type { enterSecret as enter } from "./forms/enterSecret.ts";
import { offerMemory } from "./memoryOffer.ts";
import type { CredentialParts } from "./parts.ts";

export { openCredentials } from "./openCredentials.ts";

/** Registers what the user does with credentials. */
export function registerCredentials(parts: CredentialParts) {
  const { context, settings, secrets, connections, tree, log, fixes: allFixes } = parts;
  const actions = once(async () => {
    const { CredentialActions } = await import("./credentialActions.ts");
    return new CredentialActions(parts);
  });
  const fixes = once(async () => {
    const { CredentialFixes } = await import("./credentialFixes.ts");
    return new CredentialFixes(parts);
  });
  const views = once(async () => {
    const { CredentialViews } = await import("./credentialViews.ts");
    return new CredentialViews(parts, await actions());
  });
  const list = once(async () => {
    const { CredentialList } = await import("./credentialList.ts");
    return new CredentialList(parts, await actions(), await views());
  });

  const choose = (argument: unknown, question: string) =>
    chooseAnyServer(settings, argument, question);
  const chooseSecret = (argument: unknown, question: string) =>
    chooseServer(settings, argument, {
      fits: wantsSecret,
      question,
      none: l10n.t("No server in the settings wants a token, a password or a key."),
    });
  const chooseJwt = (argument: unknown, question: string) =>
    chooseServer(settings, argument, {
      fits: usesJwt,
      question,
      none: l10n.t("No server in the settings has tokens signed on this machine."),
    });
  const applyFix = async (
    action: FixActionOf<"unlockKey" | "useCredentialHere" | "changePlacement">,
  ) => (await fixes()).apply(action);

  context.subscriptions.push(
    secrets.onDidFail((failure) => {
      log.error(failure.message);
      void offerMemory(failure, () => allFixes.apply({ type: "useMemoryStorage" }));
    }),
    settings.onDidRemove(async (gone) => {
      if (window.state.focused) await (await list()).offerOrphans(gone);
    }),
  );
  return {
    commands: {
      "mcpConnect.setCredential": async (argument) => {
        const server = await chooseSecret(argument, l10n.t("Set the credential of which server?"));
        return server ? (await actions()).set(server) : false;
      },
      "mcpConnect.rotateCredential": async (argument) => {
        const server = await choose(argument, l10n.t("Rotate the credential of which server?"));
        return server ? (await actions()).rotate(server) : false;
      },
      "mcpConnect.removeCredential": async (argument) => {
        const server = await choose(argument, l10n.t("Remove the credential of which server?"));
        if (server) await (await list()).remove(server);
      },
      "mcpConnect.removeAllCredentials": async () => (await list()).removeAll(),
      "mcpConnect.setClientSecret": async (argument) => {
        const question = l10n.t("Set the client secret of which server?");
        const server = await chooseOAuthServer(settings, argument, question);
        return server ? (await fixes()).setClientSecret(server) : false;
      },
      "mcpConnect.listCredentials": async () => (await list()).show(),
      "mcpConnect.inspectToken": async (argument) => {
        const server = await choose(argument, l10n.t("Inspect the token of which server?"));
        if (server) await (await views()).inspectToken(server);
      },
      "mcpConnect.copyAsCurl": async (argument) => {
        const server = await choose(argument, l10n.t("Copy a request to which server?"));
        if (server) await (await views()).copyAsCurl(server);
      },
      // Without a server too: a secret can be made before the settings name one.
      "mcpConnect.generateSecret": async (argument) => {
        const isForOne = argument !== undefined || settings.servers.some(usesJwt);
        const server = isForOne
          ? await chooseJwt(argument, l10n.t("Generate a shared secret for which server?"))
          : undefined;
        await (await views()).generateSecret(server);
      },
      "mcpConnect.showPublicKey": async (argument) => {
        const server = await chooseJwt(argument, l10n.t("Show the public key of which server?"));
        if (server) await (await views()).showPublicKey(server);
      },
    } satisfies CommandHandlers,
    fixHandlers: {
      setToken: async ({ server: name }) => {
        const server = settings.get(name);
        if (server && wantsSecret(server)) await (await actions()).set(server);
      },
      rotateToken: async ({ server: name }) => {
        const server = settings.get(name);
        if (server) await (await actions()).rotate(server);
      },
      setClientSecret: async ({ server: name }) => {
        const server = settings.get(name);
        if (server) await (await fixes()).setClientSecret(server);
      },
      unlockKey: applyFix,
      useCredentialHere: applyFix,
      changePlacement: applyFix,
      useMemoryStorage: async () => {
        secrets.useMemory();
        await connections.settleAll();
        tree.rebuild();
      },
    } satisfies FixHandlers,
  };
}

/** Tries credentials that are not stored yet. Rejects with `cancelled` when the signal aborts. */
export async function tryCandidates(
  parts: Pick<CredentialParts, "log" | "clock">,
  server: Server,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<TrialOutcome> {
  return (await import("./trial.ts")).tryCandidates(parts, server, candidates, signal);
}

/** Asks for the secret of a slot, in the way of its kind; nothing when the user cancelled. */
export async function enterSecret(...args: Parameters<typeof enter>): ReturnType<typeof enter> {
  return (await import("./forms/enterSecret.ts")).enterSecret(...args);
}

function wantsSecret(server: Server): server is Server {
  return isSecretAuth(server.auth) || !!server.secretHeaders;
}

function usesJwt(server: Server): server is JwtServer {
  return server.auth.type === "jwt";
}
