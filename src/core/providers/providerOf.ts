import { PROVIDERS } from "./index.ts";
import { providerOfPreset, type PresetId } from "./presets.ts";
import type { AppFacts, McpEndpoint, Provider } from "./provider.ts";

const ALL: readonly Provider[] = Object.values(PROVIDERS);

/** Host name in lower case, and path with its query: what is read of an address, in files also with variables in it. */
export interface HostAndPath {
  readonly host: string;
  readonly path: string;
}

/** The provider behind an absolute URL, as far as it is one that is known. */
export function providerOf(url: string): Provider | undefined {
  return URL.canParse(url) ? providerAt(new URL(url).hostname) : undefined;
}

/** A provider on one of whose pages OAuth clients are registered. */
export type AppProvider = Provider & { readonly app: AppFacts };

/**
 * The provider on whose page the client of a sign-in is registered: the one that the settings name, else the first one
 * behind these URLs (that of the authorization server before that of the MCP server).
 */
export function appProviderOf(
  preset: PresetId | undefined,
  ...urls: readonly (string | undefined)[]
): AppProvider | undefined {
  const candidates = [
    preset && providerOfPreset(preset),
    ...urls.map((url) => (url === undefined ? undefined : providerOf(url))),
  ];
  return candidates.find(hasApp);
}

function hasApp(provider: Provider | undefined): provider is AppProvider {
  return provider?.app !== undefined;
}

/** The provider behind a host, the most specific first. */
function providerAt(host: string): Provider | undefined {
  let found: Provider | undefined;
  let length = 0;
  for (const provider of ALL) {
    for (const known of provider.hosts) {
      if (known.length > length && isWithin(host, known))
        [found, length] = [provider, known.length];
    }
  }
  return found;
}

/** What is known of the MCP server at an address. */
export function endpointAt(address: HostAndPath): McpEndpoint | undefined {
  const place = address.host + address.path.replace(/\/?(?:\?.*)?$/s, "");
  return providerAt(address.host)?.endpoints?.find((endpoint) => isAt(endpoint, place));
}

/** Whether the servers of a host are known to take a token behind `Bearer` and in no other form. */
export function takesBearerOnly(host: string): boolean {
  const { tokens, endpoints = [] } = providerAt(host) ?? {};
  const signInOnly = endpoints.some(
    ({ url, credential }) => credential === "oauth" && new URL(url).hostname === host,
  );
  return !signInOnly && (tokens?.bearerHosts ?? []).some((known) => isWithin(host, known));
}

function isWithin(host: string, known: string): boolean {
  return host === known || host.endsWith(`.${known}`);
}

function isAt({ url, below = false }: McpEndpoint, place: string): boolean {
  const pattern = url
    .replace(/^https:\/\//, "")
    .split(/\{\w+\}/)
    .map((part) => part.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&"))
    .join("[^/]+");
  return new RegExp(`^${pattern}${below ? "(?:/.*)?" : ""}$`).test(place);
}
