import { t } from "@vscode/l10n";
import type { PresetId } from "../providers/presets.ts";
import type { Kind } from "./kind.ts";
import { parseOAuth } from "./oauthSettings.ts";
import type { OutsideToken } from "./outsideToken.ts";
import type { RefreshPolicy } from "./refresh.ts";

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
  /** The workload's assertion, in place of one signed with the client's key (JWT bearer). */
  readonly assertion?: OutsideToken;
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
  /** Whether the client there has a secret, which is kept in secret storage. */
  readonly confidential?: boolean;
  /** An ID token from outside, in place of a sign-in there. */
  readonly idToken?: OutsideToken;
  /** Replaces discovery of the identity provider. */
  readonly tokenUrl?: string;
  readonly authorizationUrl?: string;
  readonly scopes?: readonly string[];
}

export type OAuthFlow =
  "authorization_code" | "client_credentials" | "device_code" | "jwt_bearer" | "enterprise_managed";

/** A sign-in by OAuth; the token that it gives goes into `Authorization`. */
export const oauth: Kind<OAuthAuth> = {
  given: "bySignIn",
  noun: () => t("OAuth"),
  offers: ["inspectToken"],
  secrets: {},
  parse: parseOAuth,
  about: ({ dpop }) => ({
    placements: [{ header: "Authorization", scheme: "Bearer" }],
    ...(dpop !== false && { proofField: "DPoP" }),
    label: () => t("Sign-in"),
  }),
};

/** Whether an OAuth client proves itself with a private key instead of a secret (RFC 7523). */
export function usesClientKey(auth: OAuthAuth): boolean {
  if (auth.tokenEndpointAuthMethod === "private_key_jwt") return true;
  return auth.flow === "jwt_bearer" && auth.assertion === undefined;
}
