import { t } from "@vscode/l10n";
import type { Provider } from "./provider.ts";

/** https://github.com/github/github-mcp-server/blob/main/docs/remote-server.md and …/host-integration.md */
export const github = {
  name: "GitHub",
  hosts: ["github.com", "githubcopilot.com"],
  endpoints: [{ url: "https://api.githubcopilot.com/mcp", below: true, transport: "http" }],
  tokens: {
    place: "Settings > Developer settings > Personal access tokens",
    page: "https://github.com/settings/personal-access-tokens/new",
    bearerHosts: ["api.githubcopilot.com"],
  },
  app: {
    place: "Settings > Developer settings > OAuth apps > (your app)",
    page: "https://github.com/settings/developers",
    clientId: "Client ID",
    clientSecret: "Client secrets > Generate a new client secret",
    redirectUris: "Authorization callback URL",
    redirectNote: () =>
      t("One app takes one address; for http://127.0.0.1 the port need not match."),
  },
} as const satisfies Provider;
