import type { PresetId } from "../providers/presets.ts";
import type { JwtAuth } from "./jwtAuth.ts";

/** A server as the settings describe it, after parsing. Holds no secret, except what variables put into `url`. */
export interface Server {
  /** The key under `mcpConnect.servers`; unique, and the label that the editor shows. */
  readonly name: string;
  /** The server's address, http or https, without user information or fragment. */
  readonly url: string;
  /** The address with its `${env:NAME}` references, where it has any: what is shown in place of `url`. */
  readonly writtenUrl?: string;
  /** Streamable HTTP, or the old HTTP+SSE transport of 2024-11-05. */
  readonly transport: "http" | "sse";
  /** Further request headers from the settings. Never a credential. */
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: Auth;
  /** Headers beside the one of `auth` whose values are secrets, such as a second key for a gateway in front of the server. */
  readonly secretHeaders?: readonly TokenAuth[];
}

/** The usable servers of the settings, as they are now. */
export interface ServerList {
  readonly servers: readonly Server[];
  get(name: string): Server | undefined;
}

/** How requests to a server are authenticated. */
export type Auth = NoAuth | TokenAuth | JwtAuth | BasicAuth | OAuthAuth;

export interface NoAuth {
  readonly type: "none";
}

/** A personal token or API key that is sent in a header. */
export interface TokenAuth {
  readonly type: "token";
  /** Header name; `Authorization` unless the settings say otherwise. */
  readonly header: string;
  /** Authentication scheme in front of the token, `Bearer` by default; empty for a raw token. */
  readonly scheme: string;
  /** Text with `${env:NAME}` that becomes the token when a request is sent; otherwise it is kept in secret storage. */
  readonly reference?: string;
}

/** Basic authentication (RFC 7617). */
export interface BasicAuth {
  readonly type: "basic";
  /** Without a colon, which would end it (RFC 7617 section 2). */
  readonly username: string;
  /** Text with `${env:NAME}` that becomes the password; otherwise it is kept in secret storage. */
  readonly reference?: string;
}

/** OAuth 2; what the settings leave out is discovered from the server. */
export interface OAuthAuth {
  readonly type: "oauth";
  /** The grant; the authorization code grant with PKCE unless the settings say otherwise. */
  readonly flow: OAuthFlow;
  /** The provider that the settings name, for what the user is told about it. */
  readonly preset?: PresetId;
  readonly clientId?: string;
  /** Whether the client has a secret (kept in secret storage) to authenticate with at the token endpoint. */
  readonly confidential?: boolean;
  readonly scopes?: readonly string[];
  /** Endpoints by hand, which replace discovery. */
  readonly issuer?: string;
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  readonly revocationUrl?: string;
  readonly deviceAuthorizationUrl?: string;
  /** Exactly as registered at the provider. */
  readonly redirectUri?: string;
  readonly clientMetadataUrl?: string;
  readonly additionalParams?: Readonly<Record<string, string>>;
  readonly refresh: RefreshPolicy;
  readonly omitResource?: boolean;
  readonly allowIssuerMismatch?: boolean;
  readonly allowMissingPkceMetadata?: boolean;
  /** How the client authenticates at the token endpoint; chosen from the server's metadata unless set. */
  readonly tokenEndpointAuthMethod?: TokenEndpointAuthMethod;
  /** `kid` and `alg` of the client's private key, for `private_key_jwt` and for assertions signed with it. */
  readonly keyId?: string;
  readonly algorithm?: string;
  /** Subject of an assertion signed with the client's key (JWT bearer); the client id unless set. */
  readonly subject?: string;
  /** Proof of possession (RFC 9449): always, never, or when the server asks for it (unset). */
  readonly dpop?: boolean;
  /** The organization's identity provider (enterprise-managed). */
  readonly idp?: IdentityProvider;
}

/** `token_endpoint_auth_method` values (RFC 7591, RFC 7523) that this client knows. */
export type TokenEndpointAuthMethod =
  "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";

/** Where the people of an organization sign in, and as which client (enterprise-managed authorization). */
export interface IdentityProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Replaces discovery of the identity provider. */
  readonly tokenUrl?: string;
  readonly authorizationUrl?: string;
  readonly scopes?: readonly string[];
}

export type OAuthFlow =
  "authorization_code" | "client_credentials" | "device_code" | "jwt_bearer" | "enterprise_managed";

/** When and how an access token is refreshed (R32). */
export interface RefreshPolicy {
  readonly enabled: boolean;
  /** Seconds before expiry at which a token is refreshed. */
  readonly bufferTimeS: number;
  readonly maxRetries: number;
  readonly retryDelayMs: number;
  readonly fallback: "queue" | "fail" | "use-expired";
}

/** What MCPify documents as its defaults (R32). */
export const DEFAULT_REFRESH: RefreshPolicy = {
  enabled: true,
  bufferTimeS: 300,
  maxRetries: 3,
  retryDelayMs: 1000,
  fallback: "queue",
};

/** Whether an OAuth client proves itself with a private key instead of a secret (RFC 7523). */
export function usesClientKey(auth: OAuthAuth): boolean {
  return auth.tokenEndpointAuthMethod === "private_key_jwt" || auth.flow === "jwt_bearer";
}

/** Whether a server takes a personal token or API key. */
export function usesToken(server: Server): server is Server & { readonly auth: TokenAuth } {
  return server.auth.type === "token";
}

/** Whether a server is signed in to by OAuth. */
export function usesOAuth(server: Server): server is Server & { readonly auth: OAuthAuth } {
  return server.auth.type === "oauth";
}

/** A server whose tokens are minted on this machine. */
export type JwtServer = Server & { readonly auth: JwtAuth };

/** The origin that a credential for this server is bound to, in serialized form (`https://host:port`). */
export function originOf(server: Pick<Server, "url">): string {
  return new URL(server.url).origin;
}

/** The server's address as it may be shown: without what environment variables put into it. */
export function shownUrl(server: Pick<Server, "url" | "writtenUrl">): string {
  return server.writtenUrl ?? server.url;
}
