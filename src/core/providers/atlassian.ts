import type { Provider } from "./provider.ts";

/** https://github.com/atlassian/atlassian-mcp-server: it registers clients by itself. */
export const atlassian = {
  name: "Atlassian",
  hosts: ["atlassian.com"],
  endpoints: [
    { url: "https://mcp.atlassian.com/v1/sse", transport: "sse" },
    { url: "https://mcp.atlassian.com/v1/mcp", transport: "http" },
    { url: "https://mcp.atlassian.com/v1/mcp/authv2", transport: "http" },
  ],
} as const satisfies Provider;
