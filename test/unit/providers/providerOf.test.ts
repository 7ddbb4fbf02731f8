import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../src/core/providers/index.ts";
import {
  appProviderOf,
  endpointAt,
  providerOf,
  takesBearerOnly,
} from "../../../src/core/providers/providerOf.ts";
import type { Provider } from "../../../src/core/providers/provider.ts";

describe("The provider of an address", () => {
  it.each<[string, Provider | undefined]>([
    ["https://app.workato.com/mcp", PROVIDERS.workato],
    ["https://apim.workato.com/team/mcp", PROVIDERS.workatoApi],
    ["https://www.myworkboard.com/wb/mcp", PROVIDERS.workboard],
    ["https://callbacks.omniapp.co/callback/mcp", PROVIDERS.omni],
    ["https://login.microsoftonline.com/contoso/v2.0", PROVIDERS.microsoft],
    ["https://github.com/login/oauth", PROVIDERS.github],
    ["https://workato.com.example/mcp", undefined],
    ["https://notworkato.com/mcp", undefined],
    ["not an address", undefined],
  ])("%s is known or not", (address, provider) => {
    expect(providerOf(address)).toBe(provider);
  });

  it("says where the token is found, and what becomes of the old one (R2, R17)", () => {
    const { place, page, afterRotation } =
      providerOf("https://www.myworkboard.com/wb/mcp")?.tokens ?? {};
    expect({ tokenPlace: place, page, afterRotation: afterRotation?.() }).toEqual({
      tokenPlace: "Profile > Settings > Custom Integrations > App > Instant Token",
      page: "https://www.myworkboard.com/",
      afterRotation:
        "If the old token was not regenerated, revoke it in WorkBoard under Profile > Settings > Custom Integrations > App > Instant Token.",
    });
    expect(providerOf("https://app.workato.com/mcp")?.tokens?.place).toBe(
      "AI Hub > MCP servers > (your server) > User access > Developer MCP Token",
    );
  });
});

describe("The provider on whose page a client is registered", () => {
  const entra = "https://login.microsoftonline.com/contoso/v2.0";
  const workboard = "https://www.myworkboard.com/wb/mcp";
  it.each<[string, Parameters<typeof appProviderOf>, Provider | undefined]>([
    ["is the one that the settings name", ["workboard", entra, undefined], PROVIDERS.workboard],
    ["is that of the authorization server", [undefined, entra, workboard], PROVIDERS.microsoft],
    ["is that of the server", [undefined, "https://idp.example", workboard], PROVIDERS.workboard],
    [
      "is none where clients register by themselves",
      ["workato", "https://app.workato.com/mcp"],
      undefined,
    ],
    ["is none where nothing is known", [undefined, undefined, "https://mcp.example"], undefined],
  ])("%s (R14, R43)", (_what, question, provider) => {
    expect(appProviderOf(...question)).toBe(provider);
  });
});

describe("The MCP server at an address", () => {
  it.each([
    ["www.myworkboard.com", "/wb/mcp/", "http", undefined],
    ["api.githubcopilot.com", "/mcp/x/repos/readonly", "http", undefined],
    ["mcp.stripe.com", "/", "http", undefined],
    ["learn.microsoft.com", "/api/mcp?maxTokenBudget=2000", "http", undefined],
    ["mcp.atlassian.com", "/v1/sse", "sse", undefined],
    ["callbacks.omniapp.co", "/callback/mcp", "http", "oauth"],
    ["acme.omniapp.co", "/mcp/https/", "http", "token"],
    ["${env:instance}.omniapp.co", "/mcp/https", "http", "token"],
  ])("%s%s speaks one transport (R47)", (host, path, transport, credential) => {
    const endpoint = endpointAt({ host, path });
    expect([endpoint?.transport, endpoint?.credential]).toEqual([transport, credential]);
  });

  it.each([
    ["api.githubcopilot.com", "/mcpx"],
    ["mcp.stripe.com", "/other"],
    ["a.b.omniapp.com", "/mcp/https"],
    ["mcp.example", "/mcp"],
    ["wwwXmyworkboard.com", "/wb/mcp"],
  ])("%s%s is not known", (host, path) => {
    expect(endpointAt({ host, path })).toBe(undefined);
  });

  it("takes its token behind Bearer only at some hosts, and none where it is signed in to (R46, R49)", () => {
    expect(
      [
        "www.myworkboard.com",
        "api.githubcopilot.com",
        "mcp.stripe.com",
        "acme.omniapp.co",
        "callbacks.omniapp.co",
        "api.github.com",
        "app.workato.com",
        "mcp.example",
      ].filter(takesBearerOnly),
    ).toEqual([
      "www.myworkboard.com",
      "api.githubcopilot.com",
      "mcp.stripe.com",
      "acme.omniapp.co",
    ]);
  });
});

describe("Every provider", () => {
  it.each(Object.entries<Provider>(PROVIDERS))(
    "%s has its endpoints at its own hosts, and pages behind https",
    (_id, provider) => {
      const { endpoints = [], tokens, app } = provider;
      const addresses = endpoints.map(({ url }) => url.replace(/\{\w+\}/, "acme"));
      expect(addresses.filter((url) => providerOf(url) !== provider)).toEqual([]);
      expect(
        [tokens?.page, app?.page].filter(
          (page) => page !== undefined && !page.startsWith("https:"),
        ),
      ).toEqual([]);
    },
  );
});
