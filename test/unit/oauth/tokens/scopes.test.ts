import { describe, expect, it } from "vitest";
import { isFailure } from "../../../../src/core/failure.ts";
import { unannouncedServer } from "../../../../src/core/oauth/discovery/authorizationServer.ts";
import { nextStepUp, selectScopes, type StepUp } from "../../../../src/core/oauth/tokens/scopes.ts";
import { oauthServer } from "../../build/server.ts";

function select(given: {
  settings?: string[];
  challenge?: string[];
  resource?: string[];
  announced?: string[];
  additional?: string[];
  flow?: "client_credentials";
}) {
  const { auth } = oauthServer(
    {
      ...(given.settings && { scopes: given.settings }),
      ...(given.flow && { flow: given.flow }),
    },
    "https://mcp.example.com/mcp",
  );
  return selectScopes(
    auth,
    {
      challenge: { wantsDpop: false, ...(given.challenge && { scopes: given.challenge }) },
      ...(given.resource && {
        protectedResource: {
          resource: "https://mcp.example.com",
          authorizationServers: [],
          dpopRequired: false,
          scopesSupported: given.resource,
        },
      }),
      authorizationServer: unannouncedServer({
        issuer: "https://as.example.com",
        issuerKnown: true,
        tokenEndpoint: "https://as.example.com/token",
        ...(given.announced && { scopesSupported: given.announced }),
      }),
    },
    given.additional,
  );
}

describe("scope selection", () => {
  it.each([
    ["nothing named: none", {}, []],
    ["the settings first", { settings: ["s"], challenge: ["c"], resource: ["r"] }, ["s"]],
    ["then the challenge", { challenge: ["c"], resource: ["r"] }, ["c"]],
    ["then the resource metadata", { resource: ["r"] }, ["r"]],
    ["never the authorization server's list", { announced: ["a", "b"] }, []],
    [
      "offline_access where it is announced",
      { challenge: ["c"], announced: ["c", "offline_access"] },
      ["c", "offline_access"],
    ],
    ["offline_access not alone", { announced: ["offline_access"] }, []],
    [
      "offline_access not where it is not announced",
      { resource: ["r", "offline_access"], announced: ["r"] },
      ["r"],
    ],
    [
      "nothing added to what the settings say",
      { settings: ["s"], announced: ["offline_access"] },
      ["s"],
    ],
    [
      "no offline_access for a client on its own behalf",
      { challenge: ["c"], announced: ["offline_access"], flow: "client_credentials" as const },
      ["c"],
    ],
    ["what a step-up adds, once", { settings: ["a"], additional: ["a", "b"] }, ["a", "b"]],
  ])("asks for %s", (_what, given, scopes) => {
    expect(select(given)).toEqual(scopes);
  });

  it("asks for the union at each step, and gives up after three sign-ins (R39)", () => {
    const steps: (StepUp | string)[] = [];
    let step: StepUp | undefined;
    for (const challenged of [["b"], ["c"], ["b"], ["d"]]) {
      try {
        step = nextStepUp(step, ["a"], challenged);
        steps.push(step);
      } catch (error) {
        steps.push(isFailure(error) ? error.code : "another error");
      }
    }
    expect(steps).toEqual([
      { authorizations: 1, scopes: ["a", "b"] },
      { authorizations: 2, scopes: ["a", "b", "c"] },
      { authorizations: 3, scopes: ["a", "b", "c"] },
      "stepUpExhausted",
    ]);
  });
});
