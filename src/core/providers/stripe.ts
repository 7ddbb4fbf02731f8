import type { Provider } from "./provider.ts";

/** https://docs.stripe.com/mcp */
export const stripe = {
  name: "Stripe",
  hosts: ["stripe.com"],
  endpoints: [{ url: "https://mcp.stripe.com", transport: "http" }],
  tokens: {
    place: "API keys > Restricted keys",
    page: "https://dashboard.stripe.com/apikeys",
    bearerHosts: ["mcp.stripe.com"],
  },
} as const satisfies Provider;
