import { t } from "@vscode/l10n";

/** A header that requests to MCP servers carry, and what it is for, in a sentence for the hover. */
export interface KnownHeader {
  readonly name: string;
  purpose(): string;
}

/** Headers worth completing and explaining. Sources: RFC 9110, the MCP specification, the providers' documentation. */
export const HEADER_CATALOG: readonly KnownHeader[] = [
  {
    name: "Authorization",
    purpose: () =>
      t(
        "Carries the credential: a scheme, mostly “Bearer”, a space, and the token. Some services want the token alone.",
      ),
  },
  {
    name: "Proxy-Authorization",
    purpose: () => t("Carries the credential for a proxy on the way, not for the server."),
  },
  { name: "X-API-Key", purpose: () => t("Carries an API key alone, without a scheme.") },
  { name: "Api-Key", purpose: () => t("Carries an API key alone, without a scheme.") },
  {
    name: "API-Token",
    purpose: () =>
      t("Carries the auth token of a Workato API access profile alone, without a scheme."),
  },
  { name: "X-Auth-Token", purpose: () => t("Carries a token alone, without a scheme.") },
  { name: "PRIVATE-TOKEN", purpose: () => t("Carries a personal access token of GitLab.") },
  { name: "DD-API-KEY", purpose: () => t("Carries an API key of Datadog.") },
  { name: "DD-APPLICATION-KEY", purpose: () => t("Carries an application key of Datadog.") },
  { name: "X-Goog-Api-Key", purpose: () => t("Carries an API key of Google Cloud.") },
  { name: "x-functions-key", purpose: () => t("Carries a key of Azure Functions.") },
  {
    name: "Ocp-Apim-Subscription-Key",
    purpose: () => t("Carries a subscription key of Azure API Management."),
  },
  { name: "CONTEXT7_API_KEY", purpose: () => t("Carries an API key of Context7.") },
  {
    name: "X-MCP-Toolsets",
    purpose: () => t("Chooses the tool sets of GitHub's server. Not a secret."),
  },
  { name: "X-MCP-Readonly", purpose: () => t("Limits GitHub's server to reading. Not a secret.") },
  {
    name: "X-Tenant-ID",
    purpose: () => t("Names the tenant that requests are for. Not a secret."),
  },
  { name: "User-Agent", purpose: () => t("Names the program that sends the request.") },
];

/** The entry for a header, compared without case. */
export function knownHeader(name: string): KnownHeader | undefined {
  const lower = name.toLowerCase();
  return HEADER_CATALOG.find((one) => one.name.toLowerCase() === lower);
}
