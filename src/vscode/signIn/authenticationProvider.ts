import {
  authentication,
  EventEmitter,
  l10n,
  type AuthenticationProvider,
  type AuthenticationProviderAuthenticationSessionsChangeEvent,
  type AuthenticationSession,
  type Disposable,
} from "vscode";
import type { CredentialKey, CredentialStore } from "../../core/credentials/storage/store.ts";
import type { StoredCredential } from "../../core/credentials/storage/stored.ts";
import { AUTHENTICATION_PROVIDER } from "../../manifest.ts";

/**
 * What other extensions and the editor get in place of the access token: a token belongs to its server
 * and is sent there by the gateway only.
 */
const WITHHELD = "held-by-mcp-connect";

/** What the Accounts menu lets the user do. */
export interface AccountActions {
  /** Lets the user choose a server and sign in; false when nothing came of it. */
  signIn(): Promise<boolean>;
  /** Signs out of the server that the session belongs to. */
  signOut(key: CredentialKey): Promise<void>;
}

/** Shows the sign-ins in the Accounts menu, and signs out from there. */
export class Authentication implements AuthenticationProvider, Disposable {
  readonly #store: CredentialStore;
  readonly #actions: AccountActions;
  readonly #changed = new EventEmitter<AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #subscriptions: Disposable[];
  #known = new Map<string, AuthenticationSession>();

  readonly onDidChangeSessions = this.#changed.event;

  constructor(store: CredentialStore, actions: AccountActions) {
    this.#store = store;
    this.#actions = actions;
    this.#subscriptions = [
      authentication.registerAuthenticationProvider(
        AUTHENTICATION_PROVIDER,
        l10n.t("MCP Connect"),
        this,
        { supportsMultipleAccounts: true },
      ),
      store.onDidChange(() => void this.#compare()),
      this.#changed,
    ];
  }

  async getSessions(scopes?: readonly string[]): Promise<AuthenticationSession[]> {
    const sessions = (await this.#entries()).map(({ session }) => session);
    this.#known = new Map(sessions.map((session) => [session.id, session]));
    return scopes === undefined
      ? sessions
      : sessions.filter((session) => scopes.every((scope) => session.scopes.includes(scope)));
  }

  async createSession(): Promise<AuthenticationSession> {
    const before = new Set((await this.#entries()).map(({ session }) => session.id));
    if (await this.#actions.signIn()) {
      const created = (await this.#entries()).find(({ session }) => !before.has(session.id));
      if (created) return created.session;
    }
    throw new Error(l10n.t("The sign-in was cancelled."));
  }

  async removeSession(id: string): Promise<void> {
    const entry = (await this.#entries()).find(({ session }) => session.id === id);
    if (entry) await this.#actions.signOut(entry.key);
  }

  async #entries(): Promise<readonly { key: CredentialKey; session: AuthenticationSession }[]> {
    const stored = await this.#store.list();
    return stored.flatMap(({ key, credential }) =>
      credential.kind === "oauth" ? [{ key, session: sessionOf(key, credential) }] : [],
    );
  }

  /** Tells the editor which sessions came and went, in this window or in another one. */
  async #compare(): Promise<void> {
    const sessions = new Map(
      (await this.#entries()).map(({ session }) => [session.id, session] as const),
    );
    const known = this.#known;
    this.#known = sessions;
    const added = [...sessions.values()].filter(({ id }) => !known.has(id));
    const removed = [...known.values()].filter(({ id }) => !sessions.has(id));
    if (added.length > 0 || removed.length > 0) {
      this.#changed.fire({ added, removed, changed: [] });
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function sessionOf(
  key: CredentialKey,
  credential: Extract<StoredCredential, { kind: "oauth" }>,
): AuthenticationSession {
  const { account, scopes } = credential.grant;
  return {
    id: credential.sessionId,
    accessToken: WITHHELD,
    // The Accounts menu signs out by label: with the server in it, one sign-out ends one sign-in.
    account: { id: `${key.server}/${account.id}`, label: `${account.label} (${key.server})` },
    scopes: [...scopes],
  };
}
