import { errors, interactionPolicy } from "oidc-provider";
import type { ClientModel, Context } from "oidc-provider";
import type { JsonWebKey } from "node:crypto";
import type { AuthorizationServerControls } from "./authorizationServer.ts";
import { interactionPath } from "./interactions.ts";
import type { OidcStore } from "./oidcStore.ts";
import { deviceCodePage, deviceConfirmPage, deviceDonePage, errorPage } from "./signInPages.ts";

interface ConfigurationInput {
  readonly port: number;
  readonly store: OidcStore;
  readonly controls: AuthorizationServerControls;
  readonly scopes: readonly string[];
  readonly registration: boolean;
  readonly dpopNonceSecret: Buffer | undefined;
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
}

/** The provider's configuration. What the controls say is read anew at every use. */
export function providerConfiguration(input: ConfigurationInput): Record<string, unknown> {
  const { controls, port } = input;
  return {
    adapter: input.store.adapterFor,
    jwks: input.jwks,
    clientDefaults: {
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_basic",
    },
    // Cookies do not know ports: several servers of one test would overwrite each other's sessions.
    cookies: {
      keys: [`cookies-of-${port}`],
      names: {
        session: `session_${port}`,
        interaction: `interaction_${port}`,
        resume: `interaction_resume_${port}`,
      },
    },
    // A token that lives two seconds is to end after two seconds.
    clockTolerance: 0,
    conformIdTokenClaims: false,
    claims: { openid: ["sub"], profile: ["name"], email: ["email"] },
    responseTypes: ["code"],
    scopes: ["openid", "offline_access", "profile", "email", ...input.scopes],
    pkce: { required: () => true },
    ttl: {
      AccessToken: () => controls.accessTokenTtlS,
      ClientCredentials: () => controls.accessTokenTtlS,
      RefreshToken: () => controls.refreshTokenTtlS,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Grant: 14 * 24 * 3600,
      IdToken: 3600,
      Interaction: 3600,
      Session: 14 * 24 * 3600,
    },
    rotateRefreshToken: true,
    issueRefreshToken: (_context: Context, client: ClientModel) =>
      controls.issueRefreshTokens && client.grantTypeAllowed("refresh_token"),
    // Switching the account in the browser must not end what another MCP server was granted.
    expiresWithSession: () => false,
    interactions: {
      policy: policy(),
      url: (_context: Context, it: { uid: string }) => interactionPath(it.uid),
    },
    findAccount: (_context: Context, name: string) => ({
      accountId: name,
      claims: () => ({
        sub: name,
        name,
        email: `${name.toLowerCase().replace(/\W+/g, ".")}@example.test`,
      }),
    }),
    renderError: (context: Context, out: { error: string; error_description?: string }) => {
      context.type = "html";
      context.body = errorPage(out.error, out.error_description ?? "");
    },
    extraClientMetadata: {
      properties: ["software_id"],
      validator: (
        _context: Context,
        _key: string,
        _value: unknown,
        metadata: Record<string, unknown>,
      ) => refuseRedirectUris(metadata["redirect_uris"], controls),
    },
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: input.registration },
      revocation: {
        enabled: true,
        allowedPolicy: (_context: Context, client: ClientModel, token: { clientId: string }) =>
          client.clientId === token.clientId,
      },
      introspection: { enabled: true, allowedPolicy: () => true },
      clientCredentials: { enabled: true },
      dPoP: {
        enabled: true,
        ...(input.dpopNonceSecret && {
          nonceSecret: input.dpopNonceSecret,
          requireNonce: () => true,
        }),
      },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context: Context, _client: ClientModel, oneOf?: readonly string[]) =>
          oneOf?.[0],
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: Context, resource: string) => ({
          scope: input.scopes.join(" "),
          audience: resource,
          accessTokenFormat: controls.tokenFormat,
          accessTokenTTL: controls.accessTokenTtlS,
        }),
      },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (context: Context, form: string, out?: unknown, error?: Error) => {
          context.body = deviceCodePage(
            form,
            out || error ? "That code does not work. Check it and type it again." : undefined,
          );
        },
        userCodeConfirmSource: (
          context: Context,
          form: string,
          client: ClientModel,
          _device: unknown,
          code: string,
        ) => {
          context.body = deviceConfirmPage(form, nameOf(client), code);
        },
        successSource: (context: Context) => {
          const client = context.oidc?.client;
          context.body = deviceDonePage(client ? nameOf(client) : "the application");
        },
      },
    },
  };
}

function nameOf(client: ClientModel): string {
  return client.clientName ?? client.clientId;
}

function policy() {
  const base = interactionPolicy.base();
  base.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  return base;
}

function refuseRedirectUris(redirectUris: unknown, controls: AuthorizationServerControls): void {
  if (!Array.isArray(redirectUris)) return;
  const refused = redirectUris.find(
    (uri) => typeof uri === "string" && controls.refuseRedirectUri(uri),
  );
  if (refused) throw new errors.InvalidRedirectUri("redirect_uri is not allowed for this client");
}
