import type { Logger } from "../log.ts";
import type { Clock } from "../ports.ts";
import type { Secret } from "../secret.ts";
import type { OAuthAuth, TokenEndpointAuthMethod } from "../kinds/oauth.ts";
import type { Server } from "../servers/server.ts";

/** What a sign-in is doing. */
export type SignInStep =
  "discovering" | "registering" | "checkingRedirect" | "waitingForBrowser" | "exchangingCode";

/** A server that is signed in to by OAuth. */
export type OAuthServer = Server & { readonly auth: OAuthAuth };

/** What the engine needs from outside. */
export interface OAuthPorts extends Clock {
  /** The platform's `fetch`; the engine itself sets `redirect: "manual"`, size and time limits. */
  readonly fetch: typeof fetch;
  readonly log: Logger;
  /** Waits between attempts; resolves early, without an error, when the signal aborts. Timers unless given. */
  sleep?(ms: number, signal: AbortSignal): Promise<void>;
  /** A number in [0, 1) that spreads retries. `Math.random` unless given. */
  random?(): number;
  /** Milliseconds that one request may take in all; 15 000 unless given. */
  readonly timeLimitMs?: number;
}

/** The client at one authorization server, however it came to be. */
export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret?: Secret;
  /** Private key for `private_key_jwt` (PEM or JWK). */
  readonly clientKey?: Secret;
  readonly source: "settings" | "metadataDocument" | "dynamic" | "asked";
  /** `token_endpoint_auth_method` (RFC 7591). */
  readonly method: TokenEndpointAuthMethod;
  readonly redirectUris: readonly string[];
  /** Origin of the token endpoint that the client was made for; its secret goes nowhere else. */
  readonly tokenOrigin?: string;
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
  /** The identity provider's session behind an enterprise-managed grant, to renew it without the user. */
  readonly idp?: IdpSession;
  /** Milliseconds by which the server's clock is ahead of this machine's, where it is a minute or more. */
  readonly clockSkewMs?: number;
}

/** A sign-in at an organization's identity provider. */
export interface IdpSession {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  /** Left out where it comes from outside, which is asked for it each time. */
  readonly idToken?: Secret;
  readonly refreshToken?: Secret;
}

/** How an authorization answer comes back to this machine. */
export interface RedirectReceiver {
  /** The exact `redirect_uri` to register and to send. */
  readonly redirectUri: string;
  /** Waits for the one redirect that carries this `state`; the full URL as received. Rejects with `cancelled` or `signInTimedOut`. */
  receive(state: string, signal: AbortSignal): Promise<URL>;
  dispose(): void;
}

/** The questions that a sign-in may have to put to the user. */
export interface SignInInteraction {
  /** Opens an http(s) URL in the browser; false when the user declined. */
  openBrowser(url: string): Promise<boolean>;
  /**
   * Listens for the answer; `registered` is the redirect URI that the client is known to be registered with, if any.
   * Only where `anyPort` is true may the receiver use another port than the usual or registered one: the client is then
   * registered with whatever it gives. Otherwise a port that is taken is a failure (R44).
   */
  redirectReceiver(
    registered: string | undefined,
    options: { readonly anyPort: boolean },
  ): Promise<RedirectReceiver>;
  chooseAuthorizationServer(issuers: readonly string[]): Promise<string | undefined>;
  /** Asks for a client id (and secret) where nothing else gives one; undefined when the user cancelled. */
  askClient(facts: {
    readonly issuer: string;
    /** Where the client's secret is sent. */
    readonly tokenEndpoint: string;
    /** Undefined for flows without a redirect. */
    readonly redirectUri: string | undefined;
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

/** Where a secret is about to be sent. */
export interface TokenDestination {
  /** The token endpoint, of the authorization server or of the identity provider. */
  readonly tokenEndpoint: string;
}

/** The secrets of one server that only the credential store knows, or that come from outside. */
export interface ClientSecrets {
  /** Secret of a client that the settings name. */
  readonly clientSecret?: Secret;
  /** Private key for `private_key_jwt` and for assertions of our own: PEM (PKCS#8, PKCS#1, SEC 1) or JWK. */
  readonly clientKey?: Secret;
  /** Secret of the client at the identity provider (enterprise-managed). */
  readonly idpClientSecret?: Secret;
  /** Origin of the identity provider's token endpoint that `idpClientSecret` was stored for; elsewhere it is not sent. */
  readonly idpSecretTokenOrigin?: string;
  /** Told before `clientSecret` or `clientKey` is used at a token endpoint, to which it belongs from then on. */
  readonly usingClient?: (destination: TokenDestination) => Promise<void>;
  /** The same for `idpClientSecret`. */
  readonly usingIdpClient?: (destination: TokenDestination) => Promise<void>;
  /**
   * An ID token of the identity provider, from outside; without it a sign-in there is started (enterprise-managed).
   * Called at each use, because such tokens are replaced where they come from.
   */
  readonly idToken?: (destination: TokenDestination) => Promise<Secret>;
  /** The workload's assertion (RFC 7523), called at each use; without it one is signed with `clientKey` (JWT bearer). */
  readonly assertion?: (
    destination: TokenDestination & { readonly audience: string },
  ) => Promise<Secret>;
}

/** What may be passed to one sign-in. */
export interface SignInOptions extends ClientSecrets {
  /** The server's last `WWW-Authenticate` field values, where a request was refused. */
  readonly challenges?: readonly string[];
  /** Scopes to ask for beyond those that the settings or the server name (step-up). */
  readonly additionalScopes?: readonly string[];
  /** Registration kept from an earlier sign-in at the same issuer. */
  knownClient?(issuer: string): Promise<OAuthClient | undefined>;
  /** Origin of the token endpoint that `clientSecret` and `clientKey` were stored for; elsewhere they are not sent. */
  readonly secretsTokenOrigin?: string;
  /** `prompt` of OpenID Connect, for signing in with another account. */
  readonly prompt?: "login" | "select_account";
  /** The issuer chosen before, where the server names several. */
  readonly chosenIssuer?: string;
  /** Leaves out the request that looks for a redirect refusal before the browser opens (R42), where no browser is used. */
  readonly skipRedirectCheck?: boolean;
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
   * One refresh, retried by the server's policy for failures of the network and 5xx only. Grants without a refresh
   * token are made again where that does not need the user (client credentials, assertions); otherwise `signInNeeded`.
   * `grantRejected` means that the refresh token no longer works, `clientUnknown` that the client's registration is gone.
   * `keep` gets the grant with a new session at the identity provider before that is used: where the provider rotates its
   * refresh token, what follows may fail and the old one is worth nothing any more.
   */
  refresh(
    server: OAuthServer,
    grant: OAuthGrant,
    signal: AbortSignal,
    secrets?: ClientSecrets,
    keep?: (grant: OAuthGrant) => Promise<void>,
  ): Promise<OAuthGrant>;
  /** RFC 7009 for both tokens; tells what the server said, and never throws for a refusal. */
  revoke(
    server: OAuthServer,
    grant: OAuthGrant,
    signal: AbortSignal,
  ): Promise<"revoked" | "unsupported" | "refused">;
  /** A DPoP proof (RFC 9449) for one request with the grant's token, for grants whose `tokenType` is `DPoP`. */
  dpopProof(
    grant: OAuthGrant,
    request: { readonly method: string; readonly url: string; readonly nonce?: string },
  ): Promise<Secret>;
}
