import type { Provider } from "./provider.ts";

/** https://github.com/upstash/context7/blob/master/docs/howto/oauth.mdx */
export const context7 = {
  name: "Context7",
  hosts: ["context7.com"],
  endpoints: [
    { url: "https://mcp.context7.com/mcp", transport: "http" },
    { url: "https://mcp.context7.com/mcp/oauth", transport: "http", credential: "oauth" },
  ],
  tokens: {
    place: "Dashboard",
    page: "https://context7.com/dashboard",
  },
} as const satisfies Provider;
