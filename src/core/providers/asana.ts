import type { Provider } from "./provider.ts";

/** https://developers.asana.com/docs/integrating-with-asanas-mcp-server: it registers no clients by itself. */
export const asana = {
  name: "Asana",
  hosts: ["asana.com"],
  endpoints: [
    { url: "https://mcp.asana.com/sse", transport: "sse" },
    { url: "https://mcp.asana.com/v2/mcp", transport: "http" },
  ],
  app: {
    place: "Settings > Apps > View developer console > (your MCP app)",
    page: "https://app.asana.com/0/my-apps",
    clientId: "Client ID",
    clientSecret: "Client secret",
    redirectUris: "OAuth > Redirect URLs",
  },
} as const satisfies Provider;
