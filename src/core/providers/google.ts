import { t } from "@vscode/l10n";
import type { Provider } from "./provider.ts";

/** https://developers.google.com/identity/protocols/oauth2 and https://docs.cloud.google.com/mcp/set-up-authentication-mcp-servers */
export const google = {
  name: "Google",
  hosts: ["accounts.google.com", "googleapis.com"],
  app: {
    place: "Google Auth platform > Clients > (your client)",
    page: "https://console.cloud.google.com/apis/credentials",
    clientId: "Client ID",
    clientSecret: "Client secret",
    redirectUris: "Authorized redirect URIs",
    redirectNote: () => t("A client of the type Desktop takes any loopback address."),
  },
  preset: {
    authorizationUrl: "https://accounts.google.com/o/oauth2/v2/auth",
    tokenUrl: "https://oauth2.googleapis.com/token",
    // Google gives a refresh token for these only.
    additionalParams: { access_type: "offline", prompt: "consent" },
    omitResource: true,
  },
} as const satisfies Provider;
