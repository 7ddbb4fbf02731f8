import { describe, expect, it } from "vitest";
import { createContext } from "../../../../src/core/oauth/context.ts";
import { discover } from "../../../../src/core/oauth/discovery/discovery.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import type { OAuthServer, SignInOptions } from "../../../../src/core/oauth/types.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, never } from "../harness.ts";

type Documents = Readonly<Record<string, unknown>>;

/** A web of documents by address; everything else is 404. */
function web(documents: Documents) {
  const asked: string[] = [];
  const fetchDocument: typeof fetch = async (input, init) => {
    const url = new Request(input).url;
    asked.push(init?.method === "POST" ? `POST ${url}` : url);
    const document = documents[url];
    return document === undefined
      ? new Response("not here", { status: 404 })
      : Response.json(document);
  };
  const find = (
    server: OAuthServer,
    options: Pick<SignInOptions, "challenges" | "chosenIssuer"> = { challenges: [] },
    chosen?: string,
  ) =>
    discover(
      createContext({ fetch: fetchDocument, log: silentLogger, now: Date.now }),
      server,
      { chooseAuthorizationServer: async () => chosen },
      options,
      never(),
    );
  return { asked, find };
}

/** A server whose metadata exists and cannot be had just now. */
const brokenMetadata: typeof fetch = async (input) => {
  const { url } = new Request(input);
  return new Response("", { status: url.includes("authorization-server") ? 503 : 404 });
};

const SERVER = "https://mcp.example.com/team/mcp";

function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    code_challenge_methods_supported: ["S256"],
  };
}

describe("discovery", () => {
  it("reads the resource metadata where the challenge says", async () => {
    const { asked, find } = web({
      "https://mcp.example.com/elsewhere": {
        resource: SERVER,
        authorization_servers: ["https://as.example.com"],
      },
      "https://as.example.com/.well-known/oauth-authorization-server":
        metadata("https://as.example.com"),
    });
    const found = await find(oauthServer({}, SERVER), {
      challenges: ['Bearer resource_metadata="https://mcp.example.com/elsewhere"'],
    });
    expect([found.authorizationServer.tokenEndpoint, found.resource, asked]).toEqual([
      "https://as.example.com/token",
      SERVER,
      [
        "https://mcp.example.com/elsewhere",
        "https://as.example.com/.well-known/oauth-authorization-server",
      ],
    ]);
  });

  it("asks the server itself for its challenge when there is none yet", async () => {
    const { asked, find } = web({});
    await find(oauthServer({}, SERVER), {});
    expect(asked[0]).toBe(`POST ${SERVER}`);
  });

  it("looks for metadata in the order of the specification, for an issuer with a path", async () => {
    const issuer = "https://as.example.com/tenant";
    const { asked, find } = web({
      "https://mcp.example.com/.well-known/oauth-protected-resource": {
        resource: "https://mcp.example.com/",
        authorization_servers: [issuer],
      },
      [`${issuer}/.well-known/openid-configuration`]: metadata(issuer),
    });
    const found = await find(oauthServer({}, SERVER));
    expect([asked, found.resource]).toEqual([
      [
        "https://mcp.example.com/.well-known/oauth-protected-resource/team/mcp",
        "https://mcp.example.com/.well-known/oauth-protected-resource",
        "https://as.example.com/.well-known/oauth-authorization-server/tenant",
        "https://as.example.com/.well-known/openid-configuration/tenant",
        "https://as.example.com/tenant/.well-known/openid-configuration",
      ],
      // As the server's own metadata writes it.
      "https://mcp.example.com/",
    ]);
  });

  it("takes the 2025-03-26 default endpoints of a server without any metadata", async () => {
    const { asked, find } = web({});
    const { authorizationServer, resource } = await find(oauthServer({}, SERVER));
    expect([authorizationServer, resource, asked.slice(2)]).toEqual([
      {
        announced: false,
        authorizationEndpoint: "https://mcp.example.com/authorize",
        clientMetadataDocuments: false,
        issuer: "https://mcp.example.com",
        issuerKnown: false,
        pushedAuthorizationRequired: false,
        registrationEndpoint: "https://mcp.example.com/register",
        sendsIssuer: false,
        tokenEndpoint: "https://mcp.example.com/token",
      },
      SERVER,
      [
        "https://mcp.example.com/.well-known/oauth-authorization-server",
        "https://mcp.example.com/.well-known/openid-configuration",
      ],
    ]);
  });

  it("does not take the default endpoints of a server that has problems of its own", async () => {
    const failure = await failureOf(
      discover(
        createContext({ fetch: brokenMetadata, log: silentLogger, now: Date.now }),
        oauthServer({}, SERVER),
        { chooseAuthorizationServer: async () => undefined },
        { challenges: [] },
        never(),
      ),
    );
    expect([failure.code, failure.facts["status"]]).toEqual(["discoveryFailed", 503]);
  });

  it("lets the user choose between several authorization servers, and remembers the choice", async () => {
    const [first, second] = ["https://one.example.com", "https://two.example.com"];
    const { find } = web({
      "https://mcp.example.com/.well-known/oauth-protected-resource/team/mcp": {
        resource: SERVER,
        authorization_servers: [first, second],
      },
      [`${first}/.well-known/oauth-authorization-server`]: metadata(first),
      [`${second}/.well-known/oauth-authorization-server`]: metadata(second),
    });
    const server = oauthServer({}, SERVER);
    const chosen = await find(server, { challenges: [] }, second);
    const remembered = await find(server, { challenges: [], chosenIssuer: second }, first);
    const gone = await find(
      server,
      { challenges: [], chosenIssuer: "https://three.example.com" },
      first,
    );
    const declined = await failureOf(find(server));
    const configured = await find(oauthServer({ issuer: first }, SERVER), { challenges: [] });
    expect([
      chosen.authorizationServer.issuer,
      remembered.authorizationServer.issuer,
      gone.authorizationServer.issuer,
      declined.code,
      configured.authorizationServer.issuer,
    ]).toEqual([second, second, first, "cancelled", first]);
  });

  it("asks nobody when the settings name the endpoints (R16, R31)", async () => {
    const { asked, find } = web({});
    const found = await find(
      oauthServer(
        {
          authorizationUrl: "https://login.example.com/authorize",
          tokenUrl: "https://api.example.com/token",
          revocationUrl: "https://api.example.com/revoke",
          omitResource: true,
        },
        SERVER,
      ),
      {},
    );
    expect([asked, found]).toEqual([
      [],
      {
        authorizationServer: {
          announced: false,
          authorizationEndpoint: "https://login.example.com/authorize",
          clientMetadataDocuments: false,
          issuer: "https://api.example.com",
          issuerKnown: false,
          pushedAuthorizationRequired: false,
          revocationEndpoint: "https://api.example.com/revoke",
          sendsIssuer: false,
          tokenEndpoint: "https://api.example.com/token",
        },
        challenge: { wantsDpop: false },
      },
    ]);
  });

  it("lets one endpoint of the settings replace the one that was found", async () => {
    const { find } = web({
      "https://mcp.example.com/.well-known/oauth-authorization-server":
        metadata("https://mcp.example.com"),
    });
    const found = await find(
      oauthServer({ authorizationUrl: "https://login.example.com/authorize" }, SERVER),
    );
    expect([
      found.authorizationServer.authorizationEndpoint,
      found.authorizationServer.tokenEndpoint,
    ]).toEqual(["https://login.example.com/authorize", "https://mcp.example.com/token"]);
  });

  it.each([
    ["https://mcp.example.com/team/mcp", true],
    ["https://mcp.example.com/team/mcp/", true],
    ["https://mcp.example.com/team", true],
    ["https://mcp.example.com", true],
    ["https://mcp.example.com/tea", false],
    ["https://mcp.example.com/team/mcp/more", false],
    ["https://mcp.example.com:8443/team/mcp", false],
    ["http://mcp.example.com/team/mcp", false],
    ["https://other.example.com/team/mcp", false],
    ["nonsense", false],
  ])("takes metadata about %s for this server's: %s", async (resource, fits) => {
    const { find } = web({
      "https://mcp.example.com/.well-known/oauth-protected-resource/team/mcp": { resource },
    });
    const outcome = await find(oauthServer({}, SERVER)).then(
      (found) => found.resource,
      (error: { code: string }) => error.code,
    );
    expect(outcome).toBe(fits ? resource : "resourceMismatch");
  });
});
