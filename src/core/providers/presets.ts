/** What `auth.preset` fills in for a provider: data from its public documentation. Settings of the same name win. */
export interface Preset {
  readonly id: string;
  readonly name: string;
  /** Endpoints, with `{name}` where a value of the person's own belongs; left out where they are discovered. */
  readonly authorizationUrl?: string;
  readonly tokenUrl?: string;
  /** Values that the addresses need, by their name in braces, and which of them have a default. */
  readonly values: Readonly<Record<string, PresetValue>>;
  readonly scopes?: readonly string[];
  readonly additionalParams?: Readonly<Record<string, string>>;
  /** Whether the server refuses `resource` (RFC 8707). */
  readonly omitResource?: boolean;
  /** Where the app is registered, and what its fields are called there. */
  readonly app: {
    readonly place: string;
    readonly page?: string;
    readonly clientId: string;
    readonly clientSecret?: string;
    readonly redirectUris: string;
  };
}

export interface PresetValue {
  readonly pattern: RegExp;
  readonly example: string;
}

const PRESETS = {
  microsoft: {
    name: "Microsoft Entra ID",
    authorizationUrl: "https://login.microsoftonline.com/{tenantId}/oauth2/v2.0/authorize",
    tokenUrl: "https://login.microsoftonline.com/{tenantId}/oauth2/v2.0/token",
    values: {
      tenantId: {
        // A GUID, a verified domain, or one of the multi-tenant words.
        pattern: /^[A-Za-z0-9][A-Za-z0-9.-]{1,252}$/,
        example: "contoso.onmicrosoft.com",
      },
    },
    // AADSTS9010010: scopes and `resource` together are refused.
    omitResource: true,
    app: {
      place: "Microsoft Entra admin center > App registrations > (your app)",
      page: "https://entra.microsoft.com/",
      clientId: "Application (client) ID",
      clientSecret: "Certificates & secrets > Client secrets > Value",
      redirectUris:
        "Authentication > Mobile and desktop applications; http://127.0.0.1 goes into the manifest, http://localhost into the page",
    },
  },
  google: {
    name: "Google",
    authorizationUrl: "https://accounts.google.com/o/oauth2/v2/auth",
    tokenUrl: "https://oauth2.googleapis.com/token",
    values: {},
    // Google gives a refresh token for these only.
    additionalParams: { access_type: "offline", prompt: "consent" },
    omitResource: true,
    app: {
      place: "Google Cloud console > APIs & Services > Credentials > OAuth 2.0 Client IDs",
      page: "https://console.cloud.google.com/apis/credentials",
      clientId: "Client ID",
      clientSecret: "Client secret",
      redirectUris: "an app of type Desktop takes any loopback address",
    },
  },
  salesforce: {
    name: "Salesforce",
    authorizationUrl: "{instanceUrl}/services/oauth2/authorize",
    tokenUrl: "{instanceUrl}/services/oauth2/token",
    values: {
      instanceUrl: {
        pattern: /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*$/,
        example: "https://example.my.salesforce.com",
      },
    },
    scopes: ["refresh_token"],
    app: {
      place: "Setup > App Manager > (your app) > Manage Consumer Details",
      clientId: "Consumer Key",
      clientSecret: "Consumer Secret",
      redirectUris: "Callback URL",
    },
  },
  workato: {
    name: "Workato Identity",
    values: {},
    app: {
      place: "AI Hub > MCP servers > (your server) > User access",
      page: "https://app.workato.com/",
      clientId: "Client ID",
      redirectUris: "registered by the sign-in itself",
    },
  },
  workboard: {
    name: "WorkBoard",
    values: {},
    app: {
      place: "Profile > Settings > Custom Integrations > App",
      page: "https://www.myworkboard.com/",
      clientId: "client_id",
      clientSecret: "client hash",
      redirectUris: "one redirect URI, which must match to the letter",
    },
  },
} as const satisfies Record<string, Omit<Preset, "id">>;

export type PresetId = keyof typeof PRESETS;

/** The ids of the presets, in the order in which they are offered. */
export const PRESET_IDS = [
  "microsoft",
  "google",
  "salesforce",
  "workato",
  "workboard",
] as const satisfies readonly PresetId[];

/** The preset with this id. */
export function presetOf(id: PresetId): Preset {
  return { id, ...PRESETS[id] };
}

/** Puts values for the names in braces; gives the names that no usable value was given for. */
export function fillIn(
  template: string,
  preset: Preset,
  values: Readonly<Record<string, string | undefined>>,
): { readonly url: string; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const url = template.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name]?.replace(/\/$/, "");
    if (value !== undefined && preset.values[name]?.pattern.test(value)) return value;
    missing.push(name);
    return placeholder;
  });
  return { url, missing };
}
