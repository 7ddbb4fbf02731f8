import { createHash, randomBytes } from "node:crypto";
import { parseRecord } from "./json.ts";
import { jsonAnswer } from "./hostileHarness.ts";
import type {
  Answer,
  Behaviour,
  Document,
  Exchange,
  HostileEndpoint,
  Harness,
} from "./hostileHarness.ts";

/** The paths of the endpoints. Both well-known places of the metadata are served. */
export function endpointAt(path: string): HostileEndpoint | undefined {
  if (path.startsWith("/.well-known/oauth-protected-resource")) return "resourceMetadata";
  if (/^\/\.well-known\/(oauth-authorization-server|openid-configuration)$/.test(path)) {
    return "metadata";
  }
  const endpoints: Readonly<Record<string, HostileEndpoint>> = {
    "/mcp": "mcp",
    "/register": "registration",
    "/authorize": "authorization",
    "/token": "token",
    "/revoke": "revocation",
    "/device": "deviceAuthorization",
  };
  return endpoints[path];
}

/**
 * An honest authorization server and MCP server in miniature, which says yes to everybody at once. It checks the code
 * and its PKCE verifier, so that a client which gets through was right. Behaviours change its documents and answers.
 */
export function honestEndpoints(
  harness: Harness,
  behaviour: Behaviour,
  authorizationOrigin: string,
) {
  const challenges = new Map<string, { challenge: string; redirectUri: string }>();
  const accessTokens = new Set<string>();
  const refreshTokens = new Set<string>();
  let metadataReads = 0;

  function metadata(): Document {
    const honest = {
      issuer: harness.origin,
      authorization_endpoint: `${authorizationOrigin}/authorize`,
      token_endpoint: `${harness.origin}/token`,
      registration_endpoint: `${harness.origin}/register`,
      revocation_endpoint: `${harness.origin}/revoke`,
      device_authorization_endpoint: `${harness.origin}/device`,
      response_types_supported: ["code"],
      grant_types_supported: [
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
      ],
      code_challenge_methods_supported: ["S256"],
      token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post"],
      authorization_response_iss_parameter_supported: true,
    };
    metadataReads += 1;
    return behaviour.metadata?.(honest, harness, metadataReads) ?? honest;
  }

  function resourceMetadata(): Document {
    const honest = { resource: `${harness.origin}/mcp`, authorization_servers: [harness.origin] };
    return behaviour.resourceMetadata?.(honest, harness) ?? honest;
  }

  function authorization({ parameters }: Exchange): Answer {
    const code = randomBytes(12).toString("base64url");
    const redirectUri = parameters.get("redirect_uri") ?? "";
    if (!URL.canParse(redirectUri)) return jsonAnswer(400, { error: "invalid_request" });
    const challenge = parameters.get("code_challenge") ?? "";
    challenges.set(code, { challenge, redirectUri });
    const response = new URLSearchParams({
      code,
      state: parameters.get("state") ?? "",
      iss: harness.origin,
    });
    behaviour.redirect?.(response, harness);
    const target = new URL(redirectUri);
    for (const [key, value] of response) target.searchParams.set(key, value);
    return { status: 302, headers: { location: target.href } };
  }

  function token({ parameters, headers }: Exchange): Answer {
    const grantType = parameters.get("grant_type");
    if (grantType === "authorization_code") {
      const issued = challenges.get(parameters.get("code") ?? "");
      const verifier = parameters.get("code_verifier") ?? "";
      const computed = createHash("sha256").update(verifier).digest("base64url");
      const fits =
        issued?.challenge === computed && issued.redirectUri === parameters.get("redirect_uri");
      challenges.delete(parameters.get("code") ?? "");
      if (!fits) return jsonAnswer(400, { error: "invalid_grant" });
    } else if (grantType === "refresh_token") {
      const known = refreshTokens.delete(parameters.get("refresh_token") ?? "");
      if (!known) return jsonAnswer(400, { error: "invalid_grant" });
    } else if (grantType !== "client_credentials") {
      return jsonAnswer(400, { error: "unsupported_grant_type" });
    }
    const accessToken = randomBytes(18).toString("base64url");
    const refreshToken = randomBytes(18).toString("base64url");
    accessTokens.add(accessToken);
    refreshTokens.add(refreshToken);
    return jsonAnswer(200, {
      access_token: accessToken,
      token_type: headers["dpop"] === undefined ? "Bearer" : "DPoP",
      expires_in: 3600,
      refresh_token: refreshToken,
    });
  }

  function mcp({ headers }: Exchange): Answer {
    const presented = headers.authorization?.replace(/^(Bearer|DPoP) /, "");
    if (presented !== undefined && accessTokens.has(presented)) return jsonAnswer(200, {});
    const url = `${harness.origin}/.well-known/oauth-protected-resource/mcp`;
    return { status: 401, headers: { "www-authenticate": `Bearer resource_metadata="${url}"` } };
  }

  const answers: Record<HostileEndpoint, (exchange: Exchange) => Answer> = {
    metadata: () => jsonAnswer(200, metadata()),
    resourceMetadata: () => jsonAnswer(200, resourceMetadata()),
    authorization,
    token,
    registration,
    mcp,
    revocation: () => ({ status: 200 }),
    deviceAuthorization: () =>
      jsonAnswer(200, {
        device_code: randomBytes(18).toString("base64url"),
        user_code: "ABCD-EFGH",
        verification_uri: `${authorizationOrigin}/device`,
        expires_in: 600,
        interval: 1,
      }),
  };
  return answers;
}

function registration({ body }: Exchange): Answer {
  const wanted = parseRecord(body);
  if (!wanted) return jsonAnswer(400, { error: "invalid_client_metadata" });
  const method = wanted["token_endpoint_auth_method"] ?? "client_secret_basic";
  const secret = { client_secret: randomBytes(18).toString("hex"), client_secret_expires_at: 0 };
  return jsonAnswer(201, {
    ...wanted,
    client_id: `client-${randomBytes(6).toString("hex")}`,
    token_endpoint_auth_method: method,
    ...(method === "none" ? {} : secret),
  });
}
