import { afterEach, describe, expect, it } from "vitest";
import { readVerdict } from "../../../../src/core/oauth/redirect/redirectCheck.ts";
import { startHostileServer, type HostileServer } from "../../../peers/hostile.ts";
import {
  REDIRECT_REFUSALS,
  refuseRedirect,
  type RedirectRefusal,
} from "../../../peers/redirectRefusals.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, redirectOnly, REDIRECT_URI, createHarness } from "../harness.ts";

let peer: HostileServer | undefined;

afterEach(async () => {
  await peer?.stop();
  peer = undefined;
});

const WORDINGS: RedirectRefusal[] = [
  "microsoft",
  "google",
  "salesforce",
  "notRegistered",
  "invalid",
];

describe("a refused redirect URI", () => {
  it.each(WORDINGS)(
    "is recognized in the words of %s before the browser opens (R42)",
    async (wording) => {
      peer = await startHostileServer(refuseRedirect(wording, "authorization"));
      const { signIn, seen } = createHarness({ browser: redirectOnly() });
      const failure = await failureOf(signIn(oauthServer({}, peer.url)));
      expect({
        code: failure.code,
        redirectUri: failure.facts["redirectUri"],
        step: failure.facts["step"],
        opened: seen.opened,
        cookies: peer.credentialsAt("server"),
      }).toEqual({
        code: "redirectUriRejected",
        redirectUri: REDIRECT_URI,
        step: "authorization",
        opened: [],
        cookies: [],
      });
    },
  );

  it.each(WORDINGS)("is recognized in the words of %s at registration (R42)", async (wording) => {
    peer = await startHostileServer(refuseRedirect(wording, "registration"));
    const failure = await failureOf(createHarness().signIn(oauthServer({}, peer.url)));
    expect([failure.code, failure.facts["step"]]).toEqual(["redirectUriRejected", "registration"]);
  });

  it("is tested with every wording that there is", () => {
    expect(WORDINGS.toSorted()).toEqual(Object.keys(REDIRECT_REFUSALS).toSorted());
  });

  it("is recognized in the error that comes back to the redirect URI", async () => {
    peer = await startHostileServer({
      redirect: (parameters) => {
        parameters.delete("code");
        parameters.set("error", "redirect_uri_mismatch");
      },
    });
    const { signIn } = createHarness({ browser: redirectOnly() });
    const failure = await failureOf(signIn(oauthServer({}, peer.url)));
    expect([failure.code, failure.facts["redirectUri"]]).toEqual([
      "redirectUriRejected",
      REDIRECT_URI,
    ]);
  });
});

describe("a refusal that comes back to the redirect URI", () => {
  it.each([
    ["access_denied", "", "authorizationDenied", undefined],
    ["access_denied", "AADSTS90094: admin consent is required", "authorizationDenied", true],
    ["consent_required", "An administrator must approve this app", "authorizationDenied", true],
    ["invalid_request", "AADSTS50011: no", "redirectUriRejected", undefined],
    ["unauthorized_client", "", "clientUnknown", undefined],
    ["invalid_scope", "", "authorizationRejected", undefined],
    ["invalid_target", "", "authorizationRejected", undefined],
    ["temporarily_unavailable", "", "authorizationRejected", undefined],
    ["<b>", "", "authorizationRejected", undefined],
  ])("reads %s %s as %s (R39)", async (error, description, code, adminNeeded) => {
    peer = await startHostileServer({
      redirect: (parameters) => {
        parameters.delete("code");
        parameters.set("error", error);
        parameters.set("error_description", description);
      },
    });
    const failure = await failureOf(
      createHarness({ browser: redirectOnly() }).signIn(oauthServer({}, peer.url)),
    );
    expect([failure.code, failure.facts["adminNeeded"], failure.message.includes("<")]).toEqual([
      code,
      adminNeeded,
      false,
    ]);
  });
});

function page(status: number, text: string): Response {
  return new Response(`<!doctype html><h1>Sign in</h1><p>${text}</p>`, { status });
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

describe("the answer of an authorization endpoint without cookies", () => {
  it.each([
    [400, "The redirect_uri MUST match the registered callback URL for this application."],
    [400, "redirect_uri did not match any of the client's registered redirect_uris"],
    [400, "Invalid parameter: redirect_uri"],
    [400, "Mismatching redirect URI."],
    [400, "invalid_request: The redirect_uri parameter is not valid"],
    [400, "Unregistered redirect_uri"],
    [
      403,
      "Callback URL mismatch. The provided redirect_uri is not in the list of allowed callback URLs.",
    ],
    [400, "'redirect_uri' is not registered for this client"],
    [400, "The redirect URI 'x' in the request does not match the ones authorized"],
    [400, "redirect_uri is not whitelisted"],
    [200, "AADSTS50011: The redirect URI does not match"],
  ])("shows a refused redirect URI: %d %s", async (status, text) => {
    expect(await readVerdict(page(status, text), REDIRECT_URI)).toBe("redirectUri");
  });

  it.each([
    [400, "invalid_client"],
    [401, "Client not found."],
    [400, "Unknown client_id"],
    [400, "AADSTS700016: Application with identifier 'x' was not found"],
    [400, "The client does not exist"],
  ])("shows an unknown client: %d %s", async (status, text) => {
    expect(await readVerdict(page(status, text), REDIRECT_URI)).toBe("client");
  });

  it.each([
    [200, "Invalid password. The redirect_uri is not registered"],
    [400, "invalid_scope: the scope mcp:tools is unknown"],
    [400, "code_challenge is missing"],
    [403, "Your browser is not supported. Enable cookies."],
    [404, "Not found"],
    [500, "redirect_uri_mismatch"],
    [429, "Too many requests from this client"],
    [400, "AADSTS90014: The required field 'scope' is missing"],
  ])("raises no alarm for %d %s", async (status, text) => {
    expect(await readVerdict(page(status, text), REDIRECT_URI)).toBe("unremarkable");
  });

  it("is followed into the query of an error page, in clear or in base64, and nowhere else", async () => {
    const encoded = Buffer.from("\n\u0015redirect_uri_mismatch\u0012 more").toString("base64");
    const verdicts = [
      `https://accounts.example.com/signin/oauth/error?authError=${encodeURIComponent(encoded)}`,
      "/error?error=redirect_uri_mismatch",
      "https://as.example.com/login?return=redirect_uri_mismatch",
      `${REDIRECT_URI}?error=redirect_uri_mismatch&state=x`,
      "https://as.example.com/login?redirect_uri=x",
    ].map((location) => readVerdict(redirect(location), REDIRECT_URI));
    expect(await Promise.all(verdicts)).toEqual([
      "redirectUri",
      "redirectUri",
      "unremarkable",
      "unremarkable",
      "unremarkable",
    ]);
  });
});
