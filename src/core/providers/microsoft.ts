import { t } from "@vscode/l10n";
import type { Provider } from "./provider.ts";

/** https://learn.microsoft.com/entra/identity-platform/reply-url and …/v2-oauth2-auth-code-flow */
export const microsoft = {
  name: "Microsoft Entra ID",
  hosts: ["login.microsoftonline.com"],
  app: {
    place: "Microsoft Entra admin center > App registrations > (your app)",
    page: "https://entra.microsoft.com/",
    clientId: "Application (client) ID",
    clientSecret: "Certificates & secrets > Client secrets > Value",
    redirectUris: "Authentication > Mobile and desktop applications",
    redirectNote: () =>
      t("The page takes http://localhost; http://127.0.0.1 goes into the app's manifest."),
  },
  preset: {
    authorizationUrl: "https://login.microsoftonline.com/{tenantId}/oauth2/v2.0/authorize",
    tokenUrl: "https://login.microsoftonline.com/{tenantId}/oauth2/v2.0/token",
    values: {
      tenantId: {
        // A GUID, a verified domain, or one of the multi-tenant words.
        pattern: /^[A-Za-z0-9][A-Za-z0-9.-]{1,252}$/,
        example: "contoso.onmicrosoft.com",
      },
    },
    // AADSTS9010010: scopes and `resource` together are refused.
    omitResource: true,
  },
} as const satisfies Provider;
