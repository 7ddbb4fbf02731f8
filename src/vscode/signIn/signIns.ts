import { l10n } from "vscode";
import type { CredentialOperations } from "../../core/credentials/operations.ts";
import { isFailure } from "../../core/failure.ts";
import type { LazyGateway } from "../../core/gateway/lazyGateway.ts";
import type { OAuthServer, SignInOptions } from "../../core/oauth/types.ts";
import type { StatusBoard } from "../../core/status/status.ts";
import type { ConnectionTracker } from "../../core/status/tracker.ts";
import { showWarning, withCancellableProgress } from "../ask/index.ts";
import { showFinding, type Fixes } from "../findings/index.ts";
import type { Connections } from "../servers/index.ts";
import type { RedirectReceivers } from "./redirectReceivers.ts";

/** What signing in and out works with. */
export interface SignInParts {
  readonly operations: CredentialOperations;
  readonly gateway: LazyGateway;
  readonly board: StatusBoard;
  readonly tracker: ConnectionTracker;
  readonly connections: Connections;
  readonly fixes: Fixes;
}

/** Signs in and out, from commands, menus, notifications and fixes alike. */
export class SignIns {
  readonly #parts: SignInParts;
  readonly #redirects: () => Promise<RedirectReceivers>;

  constructor(parts: SignInParts, redirects: () => Promise<RedirectReceivers>) {
    this.#parts = parts;
    this.#redirects = redirects;
  }

  /** Signs in, with a notification that shows the steps and can be cancelled. True when signed in. */
  async signIn(server: OAuthServer, options: SignInOptions = {}): Promise<boolean> {
    const { operations, board, tracker, connections, fixes } = this.#parts;
    connections.want(server);
    try {
      const { createSignInInteraction } = await import("./signInInteraction.ts");
      const redirects = await this.#redirects();
      await withCancellableProgress(l10n.t("Signing in to “{0}”", server.name), (report, signal) =>
        operations.signIn(
          server,
          createSignInInteraction(server, report, (registered, how) =>
            redirects.open(registered, how),
          ),
          options,
          signal,
        ),
      );
      return true;
    } catch (error) {
      if (isFailure(error, "cancelled")) {
        // An earlier sign-in may still be there.
        board.set(server.name, { kind: "notStarted" });
        await connections.settle(server);
        return false;
      }
      tracker.showFailure(server, error);
      const status = board.get(server.name);
      if (status.kind === "failed") await showFinding(status.finding, fixes);
      return false;
    }
  }

  /** Signs out, and ends what is open to the server, so that nothing goes on with a credential that is gone. */
  async signOut(server: OAuthServer): Promise<void> {
    const { operations, gateway } = this.#parts;
    const outcome = await operations.signOut(server);
    gateway.disconnect(server.name);
    if (outcome === "refused") {
      void showWarning(
        l10n.t(
          "Signed out of “{0}” here, but its authorization server did not revoke the tokens. Revoke them in your account there.",
          server.name,
        ),
      );
    }
  }
}
