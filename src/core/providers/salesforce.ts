import type { Provider } from "./provider.ts";

/** Salesforce hosted MCP servers: its apps are External Client Apps, whose page is each organization's own. */
export const salesforce = {
  name: "Salesforce",
  hosts: ["salesforce.com"],
  app: {
    place: "Setup > External Client App Manager > (your app)",
    clientId: "Consumer Key",
    clientSecret: "Consumer Secret",
    redirectUris: "Callback URL",
  },
  preset: {
    authorizationUrl: "{instanceUrl}/services/oauth2/authorize",
    tokenUrl: "{instanceUrl}/services/oauth2/token",
    values: {
      instanceUrl: {
        pattern: /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*$/,
        example: "https://example.my.salesforce.com",
      },
    },
    // Without it there is no refresh token.
    scopes: ["refresh_token"],
  },
} as const satisfies Provider;
