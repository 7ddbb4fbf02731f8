import type { Provider } from "./provider.ts";

/** https://github.com/MicrosoftDocs/mcp: no sign-in. */
export const microsoftLearn = {
  name: "Microsoft Learn",
  hosts: ["learn.microsoft.com"],
  endpoints: [{ url: "https://learn.microsoft.com/api/mcp", transport: "http" }],
} as const satisfies Provider;
