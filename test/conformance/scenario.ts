import { Secret } from "../../src/core/secret.ts";
import type { OAuthServer, SignInOptions } from "../../src/core/oauth/types.ts";
import type { OAuthFlow } from "../../src/core/kinds/oauth.ts";
import { DEFAULT_REFRESH } from "../../src/core/kinds/refresh.ts";

/** The client metadata document that the suite knows by its address; it is never fetched. */
const CLIENT_METADATA_URL = "https://conformance-test.local/client-metadata.json";

/** What the suite passes in `MCP_CONFORMANCE_CONTEXT`, where a scenario has credentials to give. */
export type ScenarioContext = Readonly<Record<string, string | undefined>>;

/** Turns a scenario into what a user would have in the settings and in secret storage. */
export function settingsOf(
  url: string,
  scenario: string,
  context: ScenarioContext,
): { readonly server: OAuthServer; readonly secrets: SignInOptions } {
  const clientId = context["client_id"];
  const algorithm = context["signing_algorithm"];
  const idpClientId = context["idp_client_id"];
  const idpIssuer = context["idp_issuer"];
  const idpTokenUrl = context["idp_token_endpoint"];
  const idToken = context["idp_id_token"];
  return {
    server: {
      name: "Conformance",
      url,
      transport: "http",
      headers: {},
      auth: {
        type: "oauth",
        flow: flowOf(scenario),
        refresh: DEFAULT_REFRESH,
        ...(clientId !== undefined && { clientId }),
        ...(algorithm !== undefined && { algorithm }),
        ...(scenario === "auth/basic-cimd" && { clientMetadataUrl: CLIENT_METADATA_URL }),
        ...(idpClientId !== undefined &&
          idpIssuer !== undefined && {
            idp: {
              issuer: idpIssuer,
              clientId: idpClientId,
              ...(idpTokenUrl !== undefined && { tokenUrl: idpTokenUrl }),
            },
          }),
      },
    },
    secrets: {
      ...secretOption("clientSecret", context["client_secret"]),
      ...secretOption("clientKey", context["private_key_pem"]),
      ...(idToken !== undefined && { idToken: async () => new Secret(idToken) }),
    },
  };
}

function flowOf(scenario: string): OAuthFlow {
  if (scenario.startsWith("auth/client-credentials")) return "client_credentials";
  if (scenario.startsWith("auth/cross-app-access")) return "enterprise_managed";
  return "authorization_code";
}

function secretOption(name: "clientSecret" | "clientKey", value: string | undefined) {
  return value === undefined ? {} : { [name]: new Secret(value) };
}
