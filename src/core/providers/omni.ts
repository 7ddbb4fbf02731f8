import { t } from "@vscode/l10n";
import type { Provider } from "./provider.ts";

/** https://docs.omni.co/ai/mcp/authentication and …/ai/settings/mcp (R24–R29) */
export const omni = {
  name: "Omni",
  hosts: ["omniapp.co"],
  endpoints: [
    {
      url: "https://callbacks.omniapp.co/callback/mcp",
      transport: "http",
      credential: "oauth",
    },
    { url: "https://{instance}.omniapp.co/mcp/https", transport: "http", credential: "token" },
  ],
  tokens: {
    place: "Settings > API Keys",
    page: "https://omniapp.co/",
    afterRotation: () => t("Delete the old key in Omni under Settings > API Keys."),
    bearerHosts: ["omniapp.co"],
  },
  refusals: [
    {
      wording: /personal access tokens aren.t enabled/i,
      setting: "Settings > API Keys > Personal tokens",
      oauthSetting: "Settings > API access > Personal tokens",
    },
    {
      wording: /mcp server (?:access )?(?:is )?disabled|has disabled mcp server access/i,
      setting: "Settings > AI > General > MCP server",
    },
  ],
} as const satisfies Provider;
