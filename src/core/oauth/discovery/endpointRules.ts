import { Failure } from "../../failure.ts";
import { isLoopback, isPrivate } from "../../http/addresses.ts";

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
export function checkEndpoint(value: string, what: string, trust: EndpointTrust): URL {
  const url = URL.parse(value);
  if (!url)
    throw new Failure(
      "metadataInvalid",
      `The ${what} that the server names is not a valid address.`,
      {
        what,
      },
    );
  const facts = { what, origin: url.origin };
  if (url.username !== "" || url.password !== "")
    throw new Failure("metadataInvalid", `The ${what} must not contain a user name or password.`, {
      what,
    });
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname)))
    throw new Failure(
      "insecureEndpoint",
      `The ${what} does not use https, so nothing was sent to it. Ask the server's operator to offer it over https.`,
      { ...facts, protocol: url.protocol },
    );
  if (!trust.byHand && isPrivate(url.hostname) && !isPrivate(new URL(trust.serverUrl).hostname))
    throw new Failure(
      "privateEndpoint",
      `The ${what} is a private address, but the server is public, so nothing was sent to it. If it is right, enter the address in the settings.`,
      facts,
    );
  return url;
}
