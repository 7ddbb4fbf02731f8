import { t } from "@vscode/l10n";
import type { Provider } from "./provider.ts";

/** WorkBoard publishes no OAuth endpoints: they are discovered, or entered by hand (R13–R17). */
export const workboard = {
  name: "WorkBoard",
  hosts: ["myworkboard.com"],
  endpoints: [{ url: "https://www.myworkboard.com/wb/mcp", transport: "http" }],
  tokens: {
    place: "Profile > Settings > Custom Integrations > App > Instant Token",
    page: "https://www.myworkboard.com/",
    afterRotation: () =>
      t(
        "If the old token was not regenerated, revoke it in WorkBoard under Profile > Settings > Custom Integrations > App > Instant Token.",
      ),
    bearerHosts: ["myworkboard.com"],
  },
  app: {
    place: "Profile > Settings > Custom Integrations > App",
    page: "https://www.myworkboard.com/",
    clientId: "client_id",
    clientSecret: "client hash",
    redirectUris: "Redirect URI",
    redirectNote: () => t("One app takes one redirect URI, which must match to the letter."),
  },
  preset: { confidential: true },
} as const satisfies Provider;
