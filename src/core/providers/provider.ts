/**
 * What is known of one provider from its public documentation: the one place of each fact, read by prompts, rules,
 * presets and diagnosis. Names of menus and fields stand as the provider's own pages print them.
 */
export interface Provider {
  readonly name: string;
  /** Host names of its servers, its authorization servers and its pages, each with all below it. */
  readonly hosts: readonly string[];
  readonly endpoints?: readonly McpEndpoint[];
  readonly tokens?: TokenFacts;
  readonly app?: AppFacts;
  readonly refusals?: readonly Refusal[];
  readonly preset?: Preset;
}

/** An address of an MCP server. */
export interface McpEndpoint {
  /** The address without a slash at the end; `{name}` stands for a part that is the user's own. */
  readonly url: string;
  /** Whether the server answers at any address below this one too. */
  readonly below?: boolean;
  /** The only transport that it speaks. */
  readonly transport: "http" | "sse";
  /** The only kind of credential that it takes, where the provider has an address for each. */
  readonly credential?: "oauth" | "token";
}

/** Where the user makes a personal token or an API key, and how it is sent. */
export interface TokenFacts {
  /** The way through the provider's menus. */
  readonly place: string;
  /** Where to begin in the browser. */
  readonly page: string;
  /** A sentence on what becomes of the old token when a new one is made, and where to revoke it. */
  readonly afterRotation?: () => string;
  /** The header that takes an opaque token without a scheme, where `Authorization` does not. */
  readonly rawHeader?: string;
  /** Hosts, each with all below it, that take tokens as `Authorization: Bearer` and in no other form. */
  readonly bearerHosts?: readonly string[];
  /** The algorithms of JSON Web Tokens (RFC 7518, section 3.1) that it accepts, where it accepts tokens that the user signs. */
  readonly signingAlgorithms?: readonly string[];
}

/** Where the user registers an OAuth client, and what the fields of that page are called. */
export interface AppFacts {
  /** The way through the provider's menus. */
  readonly place: string;
  /** Where to begin in the browser; left out where each customer has an address of its own. */
  readonly page?: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly redirectUris: string;
  /** A sentence on which redirect URIs the page takes. */
  readonly redirectNote?: () => string;
}

/** An answer that means that an administrator has to turn something on. */
export interface Refusal {
  /** The provider's words, in the body of a 403. */
  readonly wording: RegExp;
  /** The switch, as the way through the administrator's menus. */
  readonly setting: string;
  /** The switch for those who sign in with OAuth, where it is another one. */
  readonly oauthSetting?: string;
}

/** What `auth.preset` fills in. Settings of the same name win. */
export interface Preset {
  /** Endpoints, with `{name}` where a value of the user's own belongs; left out where they are discovered. */
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  /** The values that stand in braces. */
  readonly values?: Readonly<Record<string, PresetValue>>;
  readonly scopes?: readonly string[];
  readonly additionalParams?: Readonly<Record<string, string>>;
  /** Whether the server refuses `resource` (RFC 8707). */
  readonly omitResource?: boolean;
  /** Whether the client has a secret, with which it authenticates at the token endpoint. */
  readonly confidential?: boolean;
}

export interface PresetValue {
  readonly pattern: RegExp;
  readonly example: string;
}
