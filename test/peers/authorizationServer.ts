import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { jwtVerify } from "jose";
import { Provider } from "oidc-provider";
import type { StoredPayload, TokenModel } from "oidc-provider";
import { providerConfiguration } from "./authorizationServerConfiguration.ts";
import { interactions } from "./interactions.ts";
import { closeServer, listenOnLoopback } from "./loopback.ts";
import { OidcStore } from "./oidcStore.ts";
import { announceToBrowsers, defaultScope, faults, recordRequests } from "./providerMiddleware.ts";
import type { Faults, RecordedRequest } from "./providerMiddleware.ts";
import { signingKeys } from "./signingKeys.ts";

/** Client metadata of RFC 7591, with the id that a dynamic registration would be given. */
export type RegisteredClient = { readonly client_id: string } & Readonly<Record<string, unknown>>;

/** Settings that a test may change while the server runs; they apply from the next token or registration on. */
export interface AuthorizationServerControls {
  accessTokenTtlS: number;
  refreshTokenTtlS: number;
  /** `jwt` holds for requests with a `resource`; a token without one is always opaque. */
  tokenFormat: "opaque" | "jwt";
  /** Dynamic registrations with such a redirect URI are refused with `invalid_redirect_uri`. */
  refuseRedirectUri: (redirectUri: string) => boolean;
  /** Whether the code grant gives a refresh token to a client that registered for the grant type. */
  issueRefreshTokens: boolean;
}

export interface AuthorizationServerOptions extends Partial<AuthorizationServerControls> {
  readonly port?: number;
  /** Host in the issuer and in every endpoint that the client itself calls. */
  readonly host?: "127.0.0.1" | "localhost" | "as.localhost";
  /**
   * Host in the URLs that a person's browser opens. The editor rewrites `127.0.0.1` and `localhost` there, and
   * not every system's resolver knows `as.localhost`, so only browsers are sent to it.
   */
  readonly browserHost?: "127.0.0.1" | "localhost" | "as.localhost";
  readonly clients?: readonly RegisteredClient[];
  /** False turns dynamic registration off. */
  readonly registration?: boolean;
  /** Scopes beyond `openid` and `offline_access`; the first one is granted when a request names none. */
  readonly scopes?: readonly string[];
  /** Whether DPoP proofs must carry a nonce of the server (RFC 9449, section 8). */
  readonly dpopNonce?: boolean;
  /** Overrides of the metadata document. A key whose value is undefined is left out of it. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What the server knows of a token that it issued and that still works. */
export interface TokenFacts {
  readonly accountId: string | undefined;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  /** Thumbprint of the key that a DPoP-bound token belongs to. */
  readonly jkt: string | undefined;
}

/** A running authorization server. */
export interface AuthorizationServer {
  readonly issuer: string;
  readonly url: string;
  readonly port: number;
  readonly controls: AuthorizationServerControls;
  readonly faults: Faults;
  /** Every request, oldest first. No secrets in it. */
  readonly requests: readonly RecordedRequest[];
  /** Everything the server remembers: `store.all("RefreshToken")`, `"AccessToken"`, `"Grant"`, `"Client"`, … */
  readonly store: OidcStore;
  /** How many token requests of a grant type there were, of any outcome. */
  tokenRequests(grantType?: string): number;
  /** The facts of an access token, or undefined when it is unknown, expired or revoked. */
  introspect(token: string): Promise<TokenFacts | undefined>;
  /** Revokes the grants of an account, a client or both, with all their tokens; tells how many there were. */
  revokeGrants(of: { readonly accountId?: string; readonly clientId?: string }): Promise<number>;
  revokeAll(): Promise<number>;
  /** Makes every access token stop working and leaves the refresh tokens alone. */
  expireAccessTokens(): void;
  forgetClient(clientId: string): void;
  forgetClients(): void;
  /** Stops listening and breaks every connection; everything is remembered. */
  down(): Promise<void>;
  /** Listens again on the same port. */
  up(): Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts `oidc-provider` on loopback with everything that an MCP authorization server may have: dynamic
 * registration, mandatory PKCE, rotating refresh tokens with reuse detection, revocation, introspection, device
 * flow, resource indicators, DPoP, pushed authorization requests, client credentials, `iss` in the response.
 */
export async function startAuthorizationServer(
  options: AuthorizationServerOptions = {},
): Promise<AuthorizationServer> {
  const controls: AuthorizationServerControls = {
    accessTokenTtlS: options.accessTokenTtlS ?? 3600,
    refreshTokenTtlS: options.refreshTokenTtlS ?? 14 * 24 * 3600,
    tokenFormat: options.tokenFormat ?? "opaque",
    refuseRedirectUri: options.refuseRedirectUri ?? (() => false),
    issueRefreshTokens: options.issueRefreshTokens ?? true,
  };
  const scopes = options.scopes ?? ["mcp:tools"];
  const store = new OidcStore();
  for (const client of options.clients ?? []) {
    await store.adapterFor("Client").upsert(client.client_id, { ...client });
  }

  const server = createServer();
  const port = await listenOnLoopback(server, options.port);
  const issuer = `http://${options.host ?? "127.0.0.1"}:${port}`;
  const browserOrigin = `http://${options.browserHost ?? "as.localhost"}:${port}`;

  const requests: RecordedRequest[] = [];
  const serverFaults: Faults = { failures: [], delayMs: 0, waiting: 0, lostAnswers: 0 };
  const provider = new Provider(
    issuer,
    providerConfiguration({
      port,
      store,
      controls,
      scopes,
      registration: options.registration ?? true,
      dpopNonceSecret: options.dpopNonce ? randomBytes(32) : undefined,
      jwks: { keys: [signingKeys().privateJwk] },
    }),
  );
  provider
    .use(recordRequests(requests))
    .use(faults(serverFaults))
    .use(announceToBrowsers(browserOrigin, options.metadata ?? {}))
    .use(defaultScope(scopes[0]))
    .use(interactions(provider));
  const issued = ledgerOf(provider);
  const handle = provider.callback();
  server.on("request", (request, response) => {
    if (request.url !== undefined) handle(request, response);
  });

  async function revokeGrants(of: { accountId?: string; clientId?: string }): Promise<number> {
    const doomed = store
      .all("Grant")
      .filter(
        (grant) =>
          (of.accountId === undefined || grant["accountId"] === of.accountId) &&
          (of.clientId === undefined || grant["clientId"] === of.clientId),
      );
    for (const grant of doomed) await store.removeGrant(String(grant["jti"]));
    return doomed.length;
  }

  return {
    issuer,
    url: issuer,
    port,
    controls,
    faults: serverFaults,
    requests,
    store,
    tokenRequests: (grantType) =>
      requests.filter(
        (request) =>
          request.path === "/token" &&
          request.method === "POST" &&
          (grantType === undefined || request.grantType === grantType),
      ).length,
    introspect: async (token) => {
      const model =
        (await provider.AccessToken.find(token)) ??
        (await provider.ClientCredentials.find(token)) ??
        (await issued.find(token, issuer));
      if (!model || (model.grantId !== undefined && !store.find("Grant", model.grantId))) {
        return undefined;
      }
      return tokenFacts(model);
    },
    revokeGrants,
    revokeAll: async () => {
      const revoked = await revokeGrants({});
      store.clear("ClientCredentials");
      issued.clear();
      return revoked;
    },
    expireAccessTokens: () => {
      store.clear("AccessToken");
      issued.clear();
    },
    forgetClient: (clientId) => store.remove("Client", clientId),
    forgetClients: () => store.clear("Client"),
    down: () => closeServer(server),
    up: async () => {
      await listenOnLoopback(server, port);
    },
    stop: () => closeServer(server),
  };
}

function tokenFacts(model: TokenModel): TokenFacts {
  const audience = model.aud ?? [];
  return {
    accountId: model.accountId,
    clientId: model.clientId,
    scopes: model.scope?.split(" ").filter(Boolean) ?? [],
    audience: typeof audience === "string" ? [audience] : audience,
    jkt: model.jkt,
  };
}

/** Remembers the JWT access tokens, which the provider signs and forgets, so that they can be revoked here. */
function ledgerOf(provider: Provider) {
  const issued = new Map<string, StoredPayload & TokenModel>();
  for (const kind of ["access_token", "client_credentials"]) {
    provider.on(`${kind}.issued`, (token: StoredPayload & TokenModel) =>
      issued.set(token.jti, token),
    );
  }
  return {
    async find(token: string, issuer: string): Promise<TokenModel | undefined> {
      try {
        const { payload } = await jwtVerify(token, signingKeys().publicKey, { issuer });
        return issued.get(payload.jti ?? "");
      } catch {
        return undefined;
      }
    },
    clear: () => issued.clear(),
  };
}
