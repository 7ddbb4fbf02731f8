import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { isLoopback, isPrivate } from "../../http/addresses.ts";

/** What an OAuth URL is called in sentences, by its name in the facts of a failure. */
const ENDPOINT_WORDS = {
  "authorization endpoint": () => t("authorization endpoint"),
  "authorization server": () => t("authorization server"),
  "authorization server metadata": () => t("authorization server metadata"),
  "device address": () => t("device address"),
  "device endpoint": () => t("device endpoint"),
  "pushed authorization endpoint": () => t("pushed authorization endpoint"),
  "registration endpoint": () => t("registration endpoint"),
  "resource metadata": () => t("resource metadata"),
  "revocation address": () => t("revocation address"),
  "revocation endpoint": () => t("revocation endpoint"),
  server: () => t("server"),
  "token address": () => t("token address"),
  "token endpoint": () => t("token endpoint"),
} as const;

/** The name of an OAuth URL in the facts of a failure. */
export type EndpointName = keyof typeof ENDPOINT_WORDS;

/** The words for an OAuth URL within a sentence, such as “token endpoint”. */
export function endpointWords(name: EndpointName): string {
  return ENDPOINT_WORDS[name]();
}

/** How far an OAuth URL may be trusted. */
export interface EndpointTrust {
  /** The MCP server's own address. */
  readonly serverUrl: string;
  /** Whether the user wrote the URL into the settings; then it may be a private address. */
  readonly byHand?: boolean;
}

/**
 * Parses an OAuth URL and refuses what must not be contacted: `metadataInvalid` for what is no URL, `insecureEndpoint`
 * for anything but https (loopback excepted), `privateEndpoint` for a private address that a public server named.
 * `what` names the URL in the sentence, such as "token endpoint".
 */
export function checkEndpoint(value: string, what: EndpointName, trust: EndpointTrust): URL {
  const url = URL.parse(value);
  if (!url)
    throw new Failure(
      "metadataInvalid",
      t("The {0} that the server names is not a valid address.", endpointWords(what)),
      {
        what,
      },
    );
  const facts = { what, origin: url.origin };
  if (url.username !== "" || url.password !== "")
    throw new Failure(
      "metadataInvalid",
      t("The {0} must not contain a user name or password.", endpointWords(what)),
      {
        what,
      },
    );
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    throw new Failure(
      "insecureEndpoint",
      t(
        "The {0} does not use https, so nothing was sent to it. Ask the server's operator to offer it over https.",
        endpointWords(what),
      ),
      { ...facts, protocol: url.protocol },
    );
  if (!trust.byHand && isPrivate(url.hostname) && !isPrivate(new URL(trust.serverUrl).hostname))
    throw new Failure(
      "privateEndpoint",
      t(
        "The {0} is a private address, but the server is public, so nothing was sent to it. If it is right, enter the address in the settings.",
        endpointWords(what),
      ),
      facts,
    );
  return url;
}
