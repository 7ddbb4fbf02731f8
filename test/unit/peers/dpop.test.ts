import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { startAuthorizationServer } from "../../peers/authorizationServer.ts";
import { parseRecord } from "../../peers/json.ts";
import { startTokenGate } from "../../peers/tokenGate.ts";

const NONCE_OF_GATE = "nonce-of-the-gate";
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function proofMaker() {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = await exportJWK(publicKey);
  return (url: string, claims: Record<string, unknown>): Promise<string> =>
    new SignJWT({ htm: "POST", htu: url, jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: "ES256", typ: "dpop+jwt", jwk })
      .setIssuedAt()
      .sign(privateKey);
}

describe("the peers with DPoP", () => {
  it("bind a token to a key, demand nonces, and refuse another key, a copied proof and a bearer", async () => {
    const client = {
      client_id: "machine",
      client_secret: "machine-secret",
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: "client_secret_post",
    };
    const authorizationServer = await startAuthorizationServer({
      dpopNonce: true,
      clients: [client],
    });
    stops.push(authorizationServer.stop);
    const gate = await startTokenGate({
      upstream: "http://127.0.0.1:9/mcp",
      access: { kind: "oauth", authorizationServer, dpopNonce: NONCE_OF_GATE },
    });
    stops.push(gate.stop);
    const [prove, proveWithAnotherKey] = [await proofMaker(), await proofMaker()];

    const tokenUrl = `${authorizationServer.issuer}/token`;
    const requestToken = async (claims: Record<string, unknown>) =>
      fetch(tokenUrl, {
        method: "POST",
        headers: { dpop: await prove(tokenUrl, claims) },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: client.client_id,
          client_secret: client.client_secret,
          resource: gate.url,
          scope: "mcp:tools",
        }),
      });
    const withoutNonce = await requestToken({});
    const nonce = withoutNonce.headers.get("dpop-nonce");
    const answer = parseRecord(await (await requestToken({ nonce })).text()) ?? {};
    expect([withoutNonce.status, answer["token_type"]]).toEqual([400, "DPoP"]);

    const token = String(answer["access_token"]);
    const ath = createHash("sha256").update(token).digest("base64url");
    const call = async (authorization: string, proof: string) => {
      const headers = { authorization, dpop: proof };
      const response = await fetch(gate.url, { method: "POST", headers });
      return [response.status, response.headers.get("dpop-nonce")];
    };
    const good = await prove(gate.url, { ath, nonce: NONCE_OF_GATE });
    const foreign = await proveWithAnotherKey(gate.url, { ath, nonce: NONCE_OF_GATE });
    expect({
      withoutNonce: await call(`DPoP ${token}`, await prove(gate.url, { ath })),
      // Nothing listens behind the gate: 502 means that the request came through.
      good: await call(`DPoP ${token}`, good),
      copied: await call(`DPoP ${token}`, good),
      foreign: await call(`DPoP ${token}`, foreign),
      bearer: await call(`Bearer ${token}`, await prove(gate.url, { ath, nonce: NONCE_OF_GATE })),
    }).toEqual({
      withoutNonce: [401, NONCE_OF_GATE],
      good: [502, null],
      copied: [401, null],
      foreign: [401, null],
      bearer: [401, null],
    });
  });
});
