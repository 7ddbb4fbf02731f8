import { t } from "@vscode/l10n";
import type { Provider } from "./provider.ts";

/**
 * https://docs.workato.com/mcp/mcp-authentication: a developer token, or Workato Identity, whose endpoints are
 * discovered and which registers this editor by itself (R1–R5).
 */
export const workato = {
  name: "Workato",
  hosts: ["workato.com"],
  tokens: {
    place: "AI Hub > MCP servers > (your server) > User access > Developer MCP Token",
    page: "https://app.workato.com/",
    afterRotation: () => t("Workato revoked the old token when the new one was made."),
  },
  preset: {},
} as const satisfies Provider;
