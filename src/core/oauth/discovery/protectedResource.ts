import { t } from "@vscode/l10n";
import { Failure } from "../../failure.ts";
import { quoted } from "../../log.ts";
import type { ResourceChallenge } from "./challenge.ts";
import type { EndpointTrust } from "./endpointRules.ts";
import { isObject, stringIn, stringsIn } from "../../guards.ts";
import { coversServer } from "./resource.ts";
import { readJson, safeFetch } from "../safeFetch.ts";
import type { OAuthPorts } from "../types.ts";

/** Protected-resource metadata (RFC 9728) of an MCP server, checked to be about that server. */
export interface ProtectedResource {
  readonly resource: string;
  readonly authorizationServers: readonly string[];
  readonly scopesSupported?: readonly string[];
  readonly dpopRequired: boolean;
}

const WELL_KNOWN = "/.well-known/oauth-protected-resource";
const WHAT = "resource metadata";

/**
 * Finds the metadata: where the challenge says, else at the server's path-inserted well-known address, else at the
 * origin's (RFC 9728, section 3.1). Undefined when the server has none. Rejects with `resourceMismatch` when it is
 * about another server, so that a token is never asked for on behalf of one server and sent to another.
 */
export async function findProtectedResource(
  ports: OAuthPorts,
  serverUrl: string,
  challenge: ResourceChallenge,
  signal: AbortSignal,
): Promise<ProtectedResource | undefined> {
  const trust: EndpointTrust = { serverUrl };
  for (const address of addressesOf(serverUrl, challenge)) {
    const response = await safeFetch(ports, address, {
      what: WHAT,
      trust,
      signal,
      headers: { accept: "application/json" },
      redirects: "follow",
    });
    if (response.status !== 200) {
      ports.log.debug(`No resource metadata at ${quoted(address)}: status ${response.status}.`);
      continue;
    }
    const resource = parseProtectedResource(await readJson(response));
    if (!resource) {
      ports.log.debug(`What is at ${quoted(address)} is not resource metadata.`);
      continue;
    }
    if (!coversServer(resource.resource, serverUrl))
      throw new Failure(
        "resourceMismatch",
        t(
          "The server's OAuth metadata is about another server, so the sign-in was stopped. Check the server's address, or tell its operator.",
        ),
        { server: new URL(serverUrl).origin },
      );
    return resource;
  }
  return undefined;
}

/** Parses the document; undefined when it is not resource metadata. */
function parseProtectedResource(document: unknown): ProtectedResource | undefined {
  if (!isObject(document)) return undefined;
  const resource = stringIn(document, "resource");
  if (resource === undefined) return undefined;
  const scopesSupported = stringsIn(document, "scopes_supported");
  return {
    resource,
    authorizationServers: stringsIn(document, "authorization_servers") ?? [],
    ...(scopesSupported && { scopesSupported }),
    dpopRequired: document["dpop_bound_access_tokens_required"] === true,
  };
}

function addressesOf(serverUrl: string, challenge: ResourceChallenge): string[] {
  const { origin, pathname, search } = new URL(serverUrl);
  const path = pathname === "/" ? "" : pathname.replace(/\/$/, "");
  const inserted = `${origin}${WELL_KNOWN}${path}${search}`;
  const root = `${origin}${WELL_KNOWN}`;
  const named =
    challenge.resourceMetadata === undefined
      ? []
      : [URL.parse(challenge.resourceMetadata, serverUrl)?.href ?? challenge.resourceMetadata];
  return [...new Set([...named, inserted, root])];
}
