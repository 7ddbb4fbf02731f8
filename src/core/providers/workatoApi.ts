import { t } from "@vscode/l10n";
import type { Provider } from "./provider.ts";

/** Workato's API platform: access profiles with an auth token, or with JSON Web Tokens that the user signs (R6–R12). */
export const workatoApi = {
  name: "Workato API platform",
  hosts: ["apim.workato.com"],
  tokens: {
    place: "Platform > API platform > Clients > (your client) > (access profile)",
    page: "https://app.workato.com/",
    afterRotation: () => t("Workato revoked the old auth token when it was refreshed."),
    rawHeader: "API-Token",
    signingAlgorithms: ["HS256", "RS256"],
  },
} as const satisfies Provider;
