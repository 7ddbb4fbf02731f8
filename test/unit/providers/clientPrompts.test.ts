import { describe, expect, it } from "vitest";
import { clientIdPrompt, secretDestination } from "../../../src/core/providers/clientPrompts.ts";
import { appProviderOf } from "../../../src/core/providers/providerOf.ts";

const REDIRECT_URI = "http://127.0.0.1:28417/callback";

describe("The question for a client that settings call one of a known provider", () => {
  it("names who asks for it, whatever provider the settings name", () => {
    const evil = "https://auth.evil.example/tenant";
    expect([
      clientIdPrompt(appProviderOf("workboard", evil), evil, REDIRECT_URI),
      clientIdPrompt(undefined, evil, REDIRECT_URI),
    ]).toEqual([
      "WorkBoard at auth.evil.example does not register clients by itself. Create an app there under Profile > Settings > Custom Integrations > App, with http://127.0.0.1:28417/callback as “Redirect URI”, and enter its “client_id”. One app takes one redirect URI, which must match to the letter.",
      "https://auth.evil.example/tenant does not register clients by itself. Create an app there with the redirect URI http://127.0.0.1:28417/callback and enter its client ID.",
    ]);
  });

  it("names who gets the secret, or who will name that", () => {
    const namedBy = "https://mcp.example/mcp";
    expect([
      secretDestination({ tokenEndpoint: "https://auth.evil.example:8443/token", namedBy }),
      secretDestination({ namedBy }),
    ]).toEqual([
      "It is kept in secret storage and sent to auth.evil.example:8443 only.",
      "It is kept in secret storage and sent only to the token endpoint that mcp.example names.",
    ]);
  });
});
