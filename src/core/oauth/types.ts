import type { Logger } from "../log.ts";
import type { Secret } from "../secret.ts";
import type { OAuthAuth, Server } from "../servers/server.ts";

/** A server that is signed in to by OAuth. */
export type OAuthServer = Server & { readonly auth: OAuthAuth };

/** What the engine needs from outside. */
export interface OAuthPorts {
  /** The platform's `fetch`; the engine itself sets `redirect: "manual"`, size and time limits. */
  readonly fetch: typeof fetch;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The client at one authorization server, however it came to be. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret?: Secret;
  readonly source: "settings" | "metadataDocument" | "dynamic" | "asked";
  /** `token_endpoint_auth_method` (RFC 7591). */
  readonly method: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
  readonly redirectUris: readonly string[];
}

/** The outcome of a sign-in or a refresh: everything that later requests need, and nothing else. */
export interface OAuthGrant {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint?: string;
  readonly client: OAuthClient;
  readonly accessToken: Secret;
  readonly tokenType: "Bearer" | "DPoP";
  readonly refreshToken?: Secret;
  /** Milliseconds since the epoch, on this machine's clock; absent when the server did not say. */
  readonly expiresAtMs?: number;
  readonly obtainedAtMs: number;
  readonly scopes: readonly string[];
  /** The `resource` sent (RFC 8707). */
  readonly resource?: string;
  /** Who signed in, as far as the server tells. */
  readonly account: { readonly id: string; readonly label: string };
  /** Private JWK of the DPoP key, serialized. */
  readonly dpopKey?: Secret;
}

/** How an authorization answer comes back to this machine. */
export interface RedirectReceiver {
  /** The exact `redirect_uri` to register and to send. */
  readonly redirectUri: string;
  /** Waits for the one redirect that carries this `state`; the full URL as received. Rejects with `cancelled` or `signInTimedOut`. */
  receive(state: string, signal: AbortSignal): Promise<URL>;
  dispose(): void;
}

/** The questions that a sign-in may have to put to a person. */
export interface SignInInteraction {
  /** Opens an http(s) URL in the browser; false when the person declined. */
  openBrowser(url: string): Promise<boolean>;
  /** Listens for the answer; `registered` is the redirect URI that the client is known to be registered with, if any. */
  redirectReceiver(registered: string | undefined): Promise<RedirectReceiver>;
  chooseAuthorizationServer(issuers: readonly string[]): Promise<string | undefined>;
  /** Asks for a client id (and secret) where nothing else gives one; undefined when the person cancelled. */
  askClient(facts: {
    readonly issuer: string;
    readonly redirectUri: string;
  }): Promise<{ readonly clientId: string; readonly clientSecret?: Secret } | undefined>;
  showDeviceCode(facts: {
    readonly userCode: string;
    readonly verificationUri: string;
    readonly verificationUriComplete?: string;
    readonly expiresAtMs: number;
  }): Promise<void>;
  /** Reports the step under way, for the tree. */
  progress(step: SignInStep): void;
}

export type SignInStep =
  "discovering" | "registering" | "checkingRedirect" | "waitingForBrowser" | "exchangingCode";

/** What may be passed to one sign-in. */
export interface SignInOptions {
  /** The server's last `WWW-Authenticate` field values, where a request was refused. */
  readonly challenges?: readonly string[];
  /** Scopes to ask for beyond those that the settings or the server name (step-up). */
  readonly additionalScopes?: readonly string[];
  /** Registration kept from an earlier sign-in at the same issuer. */
  readonly knownClient?: { readonly issuer: string; readonly client: OAuthClient };
  /** Secret of a client that the settings name. */
  readonly clientSecret?: Secret;
  /** `prompt` of OpenID Connect, for signing in with another account. */
  readonly prompt?: "login" | "select_account";
  /** The issuer chosen before, where the server names several. */
  readonly chosenIssuer?: string;
}

/**
 * The engine. Every function rejects with `Failure` and nothing else, never with a server's own text in the message;
 * an aborted signal gives the code `cancelled`.
 */
export interface OAuthEngine {
  signIn(
    server: OAuthServer,
    interaction: SignInInteraction,
    options: SignInOptions,
    signal: AbortSignal,
  ): Promise<OAuthGrant>;
  /**
   * One refresh, retried by the server's policy for failures of the network and 5xx only.
   * `grantRejected` means that the refresh token no longer works.
   */
  refresh(server: OAuthServer, grant: OAuthGrant, signal: AbortSignal): Promise<OAuthGrant>;
  /** RFC 7009 for both tokens; tells what the server said, and never throws for a refusal. */
  revoke(
    server: OAuthServer,
    grant: OAuthGrant,
    signal: AbortSignal,
  ): Promise<"revoked" | "unsupported" | "refused">;
}
