import { describe, expect, it } from "vitest";
import { intendedHeader } from "../../../../src/core/configfiles/read/headerNames.ts";

describe("R45: a misspelt header name", () => {
  it.each([
    ["Authorisation", "Authorization"],
    ["authorisation", "Authorization"],
    ["AUTHORISATION", "Authorization"],
    ["Authorizaton", "Authorization"],
    ["Autorization", "Authorization"],
    ["Authroization", "Authorization"],
    ["Authorizations", "Authorization"],
    ["Athorization", "Authorization"],
    ["Authoriztion", "Authorization"],
    ["Autorisation", "Authorization"],
    ["Proxy-Authorisation", "Proxy-Authorization"],
    ["Proxy-Authorizaton", "Proxy-Authorization"],
    ["API-Tokn", "API-Token"],
    ["API-Tokne", "API-Token"],
    ["API-Tokens", "API-Token"],
    ["X-API-Kye", "X-API-Key"],
    ["X-API-Ke", "X-API-Key"],
    ["X-API-Keyy", "X-API-Key"],
    ["X-AIP-Key", "X-API-Key"],
    ["x-api-kee", "X-API-Key"],
    ["Api-Kay", "Api-Key"],
    ["X-Auth-Tokan", "X-Auth-Token"],
    ["X-Auht-Token", "X-Auth-Token"],
    ["X--API-Key", "X-API-Key"],
    ["XAPI-Key", "X-API-Key"],
    ["XAuth-Token", "X-Auth-Token"],
    ["X-Acme-Authorisation", "X-Acme-Authorization"],
  ])("%s means %s", (written, meant) => {
    expect(intendedHeader(written)).toBe(meant);
  });

  const CORRECT =
    `Authorization authorization Proxy-Authorization API-Token X-API-Key X-APIKey api-key apikey API_KEY Api-Token
    Token secret-key PRIVATE-TOKEN personal-access-token Authentication authentication-key X-Authorization X-Auth-Token
    X-Auth-Key X-Auth-Email X-MCP-Token X-MCP-API-Key Cookie X-Goog-Api-Key x-functions-key Ocp-Apim-Subscription-Key
    X-Databricks-Token DD-API-KEY DD_API_KEY DD-APPLICATION-KEY CONTEXT7_API_KEY PERPLEXITY_API_KEY SONARQUBE_TOKEN
    SIGNOZ-API-KEY SERPHOUSE_API SGAI-APIKEY x-ref-api-key x-freepik-api-key X-YouTube-Api-Key x-airtable-api-key
    X-License-Key X-PB-Token X-Polymarket-Key X-Marketo-Secret ph-auth-token sw-access-key sw-secret-access-key
    sw-context-token skyfire-api-key x-mcp-token exchange-credential X-MCP-Toolsets X-AI-Source mcp-cluster-id X-Device
    x-collection-name X-Tenant-ID x-workspace-slug GITLAB-URL DD_SITE X-App-Key App-Key App-Token X-OAuth-Token X-AI-Key
    X_API_KEY API-Key2 X-API-Key-1 Accept Content-Type User-Agent Origin Referer Authority Author`.split(
      /\s+/,
    );

  it.each(CORRECT)("R49: %s is a name of its own", (name) => {
    expect(intendedHeader(name)).toBeUndefined();
  });
});
