import { afterEach, describe, expect, it } from "vitest";
import type { FailureCode } from "../../../src/core/failure.ts";
import { Secret } from "../../../src/core/secret.ts";
import {
  startHostileServer,
  type HostileOptions,
  type HostileServer,
} from "../../peers/hostile.ts";
import { HOSTILE, type HostileName } from "../../peers/hostileBehaviours.ts";
import { oauthServer } from "../build/server.ts";
import { failureOf, known, never, outline, redirectOnly, createHarness } from "./harness.ts";

let peer: HostileServer | undefined;

afterEach(async () => {
  await peer?.stop();
  peer = undefined;
});

async function meet(behaviour: HostileName, options?: HostileOptions) {
  const started = await startHostileServer(behaviour, options);
  peer = started;
  const stage = createHarness(
    { browser: redirectOnly(started.fetch) },
    // Short only where an answer never ends: a busy machine is no hostile server.
    { fetch: started.fetch, ...(behaviour.startsWith("endless") && { timeLimitMs: 1000 }) },
  );
  return { started, ...stage, server: oauthServer({}, started.url) };
}

const PUBLIC: HostileOptions = { publicOrigin: "https://mcp.example.com" };

/** What each server is refused with, and which credentials it has seen by then. */
const REFUSED: readonly (readonly [
  behaviour: HostileName,
  code: FailureCode,
  received: readonly string[],
  options?: HostileOptions,
])[] = [
  ["wrongIss", "responseIssuerMismatch", []],
  ["slashedIss", "responseIssuerMismatch", []],
  ["missingIss", "responseIssuerMismatch", []],
  ["missingState", "stateMismatch", []],
  ["wrongState", "stateMismatch", []],
  ["missingCode", "authorizationRejected", []],
  ["mixUp", "responseIssuerMismatch", []],
  ["mixUpUnannounced", "responseIssuerMismatch", []],
  ["htmlInRedirectError", "authorizationDenied", []],
  ["errorOfAnotherIssuer", "responseIssuerMismatch", []],
  ["otherIssuer", "issuerMismatch", []],
  ["otherResource", "resourceMismatch", []],
  ["tokenEndpointElsewhere", "tokenEndpointElsewhere", []],
  ["httpTokenEndpoint", "insecureEndpoint", []],
  ["httpRegistrationEndpoint", "insecureEndpoint", []],
  ["httpAuthorizationEndpoint", "insecureEndpoint", []],
  ["httpIssuer", "insecureEndpoint", []],
  ["privateTokenEndpoint", "privateEndpoint", [], PUBLIC],
  ["privateRegistrationEndpoint", "privateEndpoint", [], PUBLIC],
  ["linkLocalTokenEndpoint", "privateEndpoint", [], PUBLIC],
  ["privateV6TokenEndpoint", "privateEndpoint", [], PUBLIC],
  ["mappedV6TokenEndpoint", "privateEndpoint", [], PUBLIC],
  ["loopbackTokenEndpoint", "privateEndpoint", [], PUBLIC],
  ["privateIssuer", "privateEndpoint", [], PUBLIC],
  ["javascriptAuthorizationUrl", "authorizationUrlUnsafe", []],
  ["fileAuthorizationUrl", "authorizationUrlUnsafe", []],
  ["commandAuthorizationUrl", "authorizationUrlUnsafe", []],
  ["plainPkceOnly", "pkceUnsupported", []],
  ["noPkceMetadata", "pkceUnsupported", []],
  ["metadataNotAnObject", "metadataInvalid", []],
  ["metadataNotJson", "metadataInvalid", []],
  ["endpointsNotStrings", "metadataInvalid", []],
  ["redirectsWithoutEnd", "redirectedElsewhere", []],
  ["resourceMetadataRedirectsWithoutEnd", "redirectedElsewhere", []],
  ["registrationRedirectsElsewhere", "redirectedElsewhere", []],
  ["hugeMetadata", "tooLarge", []],
  ["hugeResourceMetadata", "tooLarge", []],
  ["hugeRegistration", "tooLarge", []],
  ["endlessMetadata", "timedOut", []],
  ["endlessResourceMetadata", "timedOut", []],
  ["endlessRegistration", "timedOut", []],
  ["htmlInRegistrationError", "registrationRejected", []],
  // From here on the honest token endpoint has been reached; it may have what belongs there.
  ["tokenRedirectsElsewhere", "redirectedElsewhere", ["code", "code_verifier"]],
  ["hugeTokenAnswer", "tooLarge", ["code", "code_verifier"]],
  ["endlessTokenAnswer", "timedOut", ["code", "code_verifier"]],
  ["htmlInTokenError", "grantRejected", ["code", "code_verifier"]],
  ["tokenNotJson", "tokenResponseInvalid", ["code", "code_verifier"]],
  ["tokenWithLineBreak", "tokenResponseInvalid", ["code", "code_verifier"]],
  ["tokenOfUnknownType", "tokenResponseInvalid", ["code", "code_verifier"]],
];

describe("hostile authorization servers", () => {
  for (const [behaviour, code, received, options] of REFUSED) {
    it(`refuses ${behaviour} with ${code}`, async () => {
      const { started, signIn, server } = await meet(behaviour, options);
      const failure = await failureOf(signIn(server));
      expect({
        code: failure.code,
        received: started.credentialsAt("server"),
        elsewhere: started.credentialsAt("elsewhere"),
        strays: started.requests.filter(({ to }) => to === "stray"),
        foreignText: /<|owned|support at/.test(failure.message + JSON.stringify(failure.facts)),
        sentence: /^[A-Z].*\.$/s.test(failure.message),
      }).toEqual({
        code,
        received,
        elsewhere: [],
        strays: [],
        foreignText: false,
        sentence: true,
      });
    });
  }

  it("is tested with every hostile server that there is", () => {
    const lenient = [
      "honest",
      "metadataChanges",
      "secretWithoutExpiry",
      "rawBasicOnly",
      "dpopNonce",
    ];
    expect([...REFUSED.map(([behaviour]): string => behaviour), ...lenient].toSorted()).toEqual(
      Object.keys(HOSTILE).toSorted(),
    );
  });

  it("signs in with the same server when it is honest, under a public name too", async () => {
    const { started, signIn, server } = await meet("honest", PUBLIC);
    expect([outline(await signIn(server)), started.credentialsAt("elsewhere")]).toEqual([
      {
        issuer: "https://mcp.example.com",
        tokenType: "Bearer",
        scopes: [],
        resource: "https://mcp.example.com/mcp",
        account: "mcp.example.com",
        client: {
          source: "dynamic",
          method: "none",
          redirectUris: ["http://127.0.0.1:33418/callback"],
        },
        refreshable: true,
      },
      [],
    ]);
  });

  it("never opens the browser for a server that is refused before", async () => {
    for (const behaviour of [
      "javascriptAuthorizationUrl",
      "plainPkceOnly",
      "otherIssuer",
    ] as const) {
      const { signIn, server, seen, started } = await meet(behaviour);
      await failureOf(signIn(server));
      await started.stop();
      expect(seen.opened).toEqual([]);
    }
  });

  it("refuses metadata that has changed to a token endpoint elsewhere, and keeps the secret", async () => {
    const { started, signIn, server, engine } = await meet("metadataChanges");
    const confidential = oauthServer({ clientId: "registered" }, server.url);
    const clientSecret = new Secret("the-secret-of-the-client");
    const grant = await signIn(confidential, { clientSecret });
    const failure = await failureOf(signIn(confidential, { clientSecret }));
    const refreshed = await engine.refresh(server, grant, never());
    expect({
      code: failure.code,
      elsewhere: started.credentialsAt("elsewhere"),
      // A grant stays with the endpoint that it came from.
      refreshedAt: refreshed.tokenEndpoint,
    }).toEqual({
      code: "tokenEndpointElsewhere",
      elsewhere: [],
      refreshedAt: `${started.origin}/token`,
    });
  });

  it("never sends a client's secret to another token endpoint than it was stored for", async () => {
    const { started, signIn, server } = await meet("tokenEndpointElsewhere");
    const moved = oauthServer(
      {
        clientId: "registered",
        tokenUrl: `${started.elsewhere}/token`,
      },
      server.url,
    );
    const failure = await failureOf(
      signIn(moved, {
        clientSecret: new Secret("the-secret-of-the-client"),
        secretsTokenOrigin: started.origin,
      }),
    );
    expect([failure.code, started.credentialsAt("elsewhere")]).toEqual([
      "credentialBoundElsewhere",
      [],
    ]);
  });

  it("registers again rather than send an earlier registration's secret to a new token endpoint", async () => {
    const { signIn, server, started } = await meet("honest");
    const stale = {
      clientId: "of-the-old-endpoint",
      clientSecret: new Secret("secret-for-the-old-endpoint"),
      source: "dynamic",
      method: "client_secret_post",
      redirectUris: ["http://127.0.0.1:33418/callback"],
      tokenOrigin: "https://old.example.com",
    } as const;
    const grant = await signIn(server, known(started.origin, stale));
    expect([
      grant.client.clientId === stale.clientId,
      started.hasReceived("secret-for-the-old-endpoint"),
    ]).toEqual([false, false]);
  });

  it.each(["allowIssuerMismatch", "allowMissingPkceMetadata"] as const)(
    "goes on where the setting %s allows it for the one server",
    async (setting) => {
      const { signIn, server } = await meet(
        setting === "allowIssuerMismatch" ? "otherIssuer" : "noPkceMetadata",
      );
      const allowed = oauthServer({ [setting]: true }, server.url);
      const grant = await signIn(allowed);
      // What is kept stays with the issuer that was asked.
      expect(grant.issuer).toEqual(new URL(server.url).origin);
    },
  );

  it("lives with what careless servers do: a secret without expiry, raw Basic, a DPoP nonce", async () => {
    const outcomes: unknown[] = [];
    for (const behaviour of ["secretWithoutExpiry", "rawBasicOnly", "dpopNonce"] as const) {
      const { signIn, server, started } = await meet(behaviour);
      const { tokenType, client } = await signIn(server);
      outcomes.push([behaviour, tokenType, client.method]);
      await started.stop();
    }
    expect(outcomes).toEqual([
      ["secretWithoutExpiry", "Bearer", "client_secret_basic"],
      ["rawBasicOnly", "Bearer", "client_secret_basic"],
      ["dpopNonce", "DPoP", "none"],
    ]);
  });
});
