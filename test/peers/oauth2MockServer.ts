import { OAuth2Server } from "oauth2-mock-server";
import type { OAuth2Service } from "oauth2-mock-server";

export interface MockAuthorizationServer {
  readonly issuer: string;
  readonly port: number;
  /** Its events (`beforeTokenSigning`, `beforeResponse`, …) let a test change an answer before it is sent. */
  readonly service: OAuth2Service;
  readonly stop: () => Promise<void>;
}

/**
 * Starts `oauth2-mock-server`: an authorization server that signs everybody in at once, knows every client, has no
 * dynamic registration, no protected-resource metadata and no `iss` in the response, and publishes OpenID metadata only.
 */
export async function startOAuth2MockServer(port = 0): Promise<MockAuthorizationServer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(port, "127.0.0.1");
  const issuer = server.issuer.url;
  if (issuer === undefined) throw new Error("oauth2-mock-server started without an issuer.");
  return {
    issuer,
    port: server.address().port,
    service: server.service,
    stop: () => server.stop(),
  };
}
