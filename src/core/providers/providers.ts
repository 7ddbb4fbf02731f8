/** What is known about a provider's tokens: data for prompts and rules, from the provider's public documentation. */
export interface Provider {
  readonly id: "workatoApi" | "workato" | "workboard" | "omni";
  readonly name: string;
  /** Host names, each with all below it. */
  readonly hosts: readonly string[];
  /** Where a person finds or makes a token, as the provider's menus name it. */
  readonly tokenPlace: string;
  /** Where to begin in the browser. */
  readonly page: string;
  /** What happens to the old token when a new one is made, and where it is revoked if that does not happen by itself. */
  readonly afterRotation: string;
  /** The header of its opaque tokens, where they are no Bearer tokens. */
  readonly rawHeader?: string;
}

const PROVIDERS: readonly Provider[] = [
  {
    id: "workatoApi",
    name: "Workato API platform",
    hosts: ["apim.workato.com"],
    tokenPlace: "Platform > API platform > Clients > (your client) > (access profile)",
    page: "https://app.workato.com/",
    afterRotation: "Workato revoked the old auth token when it was refreshed.",
    rawHeader: "API-Token",
  },
  {
    id: "workato",
    name: "Workato",
    hosts: ["workato.com"],
    tokenPlace: "AI Hub > MCP servers > (your server) > User access > Developer MCP Token",
    page: "https://app.workato.com/",
    afterRotation: "Workato revoked the old token when the new one was made.",
  },
  {
    id: "workboard",
    name: "WorkBoard",
    hosts: ["myworkboard.com"],
    tokenPlace: "Profile > Settings > Custom Integrations > App > Instant Token",
    page: "https://www.myworkboard.com/",
    afterRotation:
      "If the old token was not regenerated, revoke it in WorkBoard under Profile > Settings > Custom Integrations > App > Instant Token.",
  },
  {
    id: "omni",
    name: "Omni",
    hosts: ["omniapp.co"],
    tokenPlace: "Settings > API Keys",
    page: "https://omniapp.co/",
    afterRotation: "Delete the old key in Omni under Settings > API Keys.",
  },
];

/** The provider behind an address, the most specific first, as far as it is one that is known. */
export function providerOf(address: string): Provider | undefined {
  const host = URL.canParse(address) ? new URL(address).hostname : "";
  return PROVIDERS.find(({ hosts }) =>
    hosts.some((known) => host === known || host.endsWith(`.${known}`)),
  );
}
