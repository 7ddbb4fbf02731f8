import { afterEach, describe, expect, it } from "vitest";
import { signInAs } from "../../../peers/browserless.ts";
import { checkDpopProof } from "../../../peers/dpopProof.ts";
import { startGatedServer, stopGatedServers } from "../gatedServer.ts";
import { oauthServer } from "../../build/server.ts";
import { never, createHarness } from "../harness.ts";

afterEach(stopGatedServers);

describe("proof of possession (RFC 9449)", () => {
  it("binds the token to a key, with the server's nonce, over refreshes and at the resource", async () => {
    const { peer, url } = await startGatedServer({ dpopNonce: true });
    const { signIn, engine } = createHarness({ browser: (address) => signInAs(address, "Ada") });
    const server = oauthServer({ dpop: true }, url);
    const grant = await signIn(server);
    const renewed = await engine.refresh(server, grant, never());
    const facts = await peer.introspect(renewed.accessToken.reveal());
    const proof = await engine.dpopProof(renewed, { method: "post", url: `${url}?q`, nonce: "n" });
    const check = (accessToken: string, nonce: string) =>
      checkDpopProof({
        proof: proof.reveal(),
        method: "POST",
        url,
        accessToken,
        jkt: facts?.jkt ?? "",
        used: new Set(),
        nonce,
      });
    expect([
      [grant.tokenType, renewed.tokenType],
      await check(renewed.accessToken.reveal(), "n"),
      await check(grant.accessToken.reveal(), "n"),
      await check(renewed.accessToken.reveal(), "another"),
    ]).toEqual([["DPoP", "DPoP"], "valid", "invalid", "nonce"]);
  });

  it("is used when the server's challenge takes nothing else", async () => {
    const { url } = await startGatedServer();
    const { signIn } = createHarness({ browser: (address) => signInAs(address, "Ada") });
    const challenges = ['DPoP algs="ES256", scope="mcp:tools"'];
    const asked = await signIn(oauthServer({}, url), { challenges });
    const refused = await signIn(oauthServer({ dpop: false }, url), { challenges });
    expect([asked.tokenType, refused.tokenType]).toEqual(["DPoP", "Bearer"]);
  });
});
