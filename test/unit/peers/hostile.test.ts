import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { startHostileServer } from "../../peers/hostile.ts";
import type { HostileOptions, HostileServer } from "../../peers/hostile.ts";
import type { Behaviour } from "../../peers/hostileHarness.ts";
import type { HostileName } from "../../peers/hostileBehaviours.ts";
import { parseRecord } from "../../peers/json.ts";
import { REDIRECT_REFUSALS, refuseRedirect } from "../../peers/redirectRefusals.ts";

const REDIRECT_URI = "http://127.0.0.1:33418/callback";
const VERIFIER = "a-verifier-that-is-long-enough-for-pkce-0123456789";

let server: HostileServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function start(behaviour: HostileName | Behaviour, options?: HostileOptions) {
  server = await startHostileServer(behaviour, options);
  return server;
}

async function metadataOf({ fetch: get, origin }: HostileServer) {
  const response = await get(`${origin}/.well-known/oauth-authorization-server`);
  return parseRecord(await response.text()) ?? {};
}

/** A client that believes everything it is told. */
async function signInGullibly(peer: HostileServer) {
  const metadata = await metadataOf(peer);
  const challenge = createHash("sha256").update(VERIFIER).digest("base64url");
  const query = new URLSearchParams({
    client_id: "gullible",
    redirect_uri: REDIRECT_URI,
    state: "the-state",
    code_challenge: challenge,
  });
  const authorization = await peer.fetch(
    `${String(metadata["authorization_endpoint"])}?${query.toString()}`,
    {
      redirect: "manual",
    },
  );
  const redirect = new URL(authorization.headers.get("location") ?? "about:blank").searchParams;
  const token = await peer.fetch(String(metadata["token_endpoint"]), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: redirect.get("code") ?? "",
      redirect_uri: REDIRECT_URI,
      code_verifier: VERIFIER,
    }),
  });
  return { redirect, token };
}

describe("the hostile authorization server", () => {
  it("is honest when it is told to be, under a public name too", async () => {
    const peer = await start("honest", { publicOrigin: "https://mcp.example.com" });
    const { redirect, token } = await signInGullibly(peer);
    expect({
      state: redirect.get("state"),
      iss: redirect.get("iss"),
      token: [token.status, parseRecord(await token.text())?.["token_type"]],
      elsewhere: peer.credentialsAt("elsewhere"),
    }).toEqual({
      state: "the-state",
      iss: "https://mcp.example.com",
      token: [200, "Bearer"],
      elsewhere: [],
    });
  });

  it("proves that a gullible client gave its code away", async () => {
    const peer = await start("tokenEndpointElsewhere");
    const { redirect } = await signInGullibly(peer);
    expect([peer.credentialsAt("elsewhere"), peer.hasReceived(redirect.get("code") ?? "")]).toEqual(
      [["code", "code_verifier"], true],
    );
  });

  it("gets the code of an honest server sent by mix-up", async () => {
    const peer = await start("mixUp");
    const { redirect } = await signInGullibly(peer);
    expect([redirect.get("iss"), peer.credentialsAt("server")]).toEqual([
      peer.elsewhere,
      ["code", "code_verifier"],
    ]);
  });

  it("stops and records what a client sends to a third place", async () => {
    const peer = await start("privateTokenEndpoint", { publicOrigin: "https://mcp.example.com" });
    await expect(signInGullibly(peer)).rejects.toThrow("fetch failed");
    expect(peer.requests.at(-1)).toEqual({
      to: "stray",
      method: "POST",
      url: "https://10.0.0.8/token",
      credentials: ["code", "code_verifier"],
    });
  });

  it("changes its metadata between two reads", async () => {
    const peer = await start("metadataChanges");
    const reads = [await metadataOf(peer), await metadataOf(peer)];
    expect(reads.map((metadata) => metadata["token_endpoint"])).toEqual([
      `${peer.origin}/token`,
      `${peer.elsewhere}/token`,
    ]);
  });

  it("sends ten megabytes, and bytes without end", async () => {
    const huge = await start("hugeMetadata");
    const url = "/.well-known/oauth-authorization-server";
    const size = (await (await fetch(huge.origin + url)).arrayBuffer()).byteLength;
    expect(size).toBeGreaterThan(10 * 1024 * 1024);
    await huge.stop();

    const endless = await start("endlessMetadata");
    const reader = (await fetch(endless.origin + url)).body?.getReader();
    const pieces = [await reader?.read(), await reader?.read(), await reader?.read()];
    await reader?.cancel();
    expect(pieces.map((piece) => piece?.done)).toEqual([false, false, false]);
  });

  it.each(["microsoft", "google", "salesforce", "notRegistered", "invalid"] as const)(
    "R42: refuses a redirect URI in the wording of %s, at both places",
    async (wording) => {
      const sentence = REDIRECT_REFUSALS[wording](REDIRECT_URI, "client");
      const page = await start(refuseRedirect(wording, "authorization"));
      const query = new URLSearchParams({ redirect_uri: REDIRECT_URI, client_id: "client" });
      const refused = await fetch(`${page.origin}/authorize?${query.toString()}`);
      const core = sentence.split(/['&]/)[0] ?? "";
      expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(core)]);
      await page.stop();

      const registration = await start(refuseRedirect(wording, "registration"));
      const answer = await fetch(`${registration.origin}/register`, {
        method: "POST",
        body: JSON.stringify({ redirect_uris: [REDIRECT_URI] }),
      });
      expect([answer.status, await answer.json()]).toEqual([
        400,
        { error: "invalid_redirect_uri", error_description: expect.stringContaining(core) },
      ]);
    },
  );
});
