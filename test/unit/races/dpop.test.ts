import { afterEach, describe, expect, it } from "vitest";
import type { StoredGrant } from "../../../src/core/credentials/kinds/oauth.ts";
import { parseRecord } from "../../peers/json.ts";
import { startHarness, type RaceHarness } from "./harness.ts";

const NONCE = "nonce-of-the-resource";
const ASKS_FOR_NONCE = 'DPoP error="use_dpop_nonce"';
let harness: RaceHarness;

afterEach(() => harness.stop());

/** Ada is signed in with a token that is bound to a key; the server checks the proof of each request, and its nonce. */
async function boundHarness(dpopNonce: string | undefined = NONCE): Promise<StoredGrant> {
  harness = await startHarness({
    authorizationServer: { dpopNonce: true },
    access: { ...(dpopNonce !== undefined && { dpopNonce }) },
    auth: { dpop: true },
  });
  return harness.signIn();
}

const verdicts = () =>
  harness.gate.seen.map(({ verdict }) => verdict).filter((verdict) => verdict !== "missing");

/** Refreshes that the authorization server granted. */
const renewals = () =>
  harness.peer.requests.filter(
    ({ grantType, status }) => grantType === "refresh_token" && status === 200,
  ).length;

describe("Requests with a token that is bound to a key (RFC 9449)", () => {
  it("carry a proof of their own, with the nonce that the server asked for once", async () => {
    const { grant } = await boundHarness();
    const window = await harness.window();
    const outcomes = [await window.call(), await window.call(), await window.call()];
    expect({
      type: grant.tokenType,
      outcomes,
      verdicts: verdicts(),
      headers: harness.gate.seen.at(-1)?.headerNames.filter((name) => /^(dpop|auth)/.test(name)),
      refreshes: harness.refreshes(),
    }).toEqual({
      type: "DPoP",
      outcomes: ["ok", "ok", "ok"],
      verdicts: ["nonce", "allowed", "allowed", "allowed"],
      headers: ["authorization", "dpop"],
      refreshes: 0,
    });
  });

  it("need no second try where the server wants no nonce", async () => {
    harness = await startHarness({ auth: { dpop: true } });
    await harness.signIn();
    const window = await harness.window();
    expect([await window.call(), verdicts()]).toEqual(["ok", ["allowed"]]);
  });

  it("are sent again with the nonce and then with a new token: neither uses up the other's replay", async () => {
    await boundHarness();
    harness.peer.expireAccessTokens();
    const window = await harness.window();
    harness.gate.refuseNext(401, ASKS_FOR_NONCE, 1, { "dpop-nonce": NONCE });
    expect([await window.call(), verdicts(), renewals()]).toEqual([
      "ok",
      ["refusedOnDemand", "invalid", "allowed"],
      1,
    ]);
  });

  it("make one refresh of 100 at a time, and none fails", async () => {
    await boundHarness();
    harness.peer.expireAccessTokens();
    const window = await harness.window();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => window.call()));
    expect([[...new Set(outcomes)], renewals()]).toEqual([["ok"], 1]);
  });

  it("are refreshed with the same key, and the nonce of the token endpoint is asked for once only", async () => {
    const { grant } = await boundHarness();
    const window = await harness.window();
    const requests: number[] = [];
    for (let expiry = 0; expiry < 3; expiry++) {
      harness.peer.expireAccessTokens();
      await window.call();
      requests.push(harness.refreshes());
    }
    const renewed = (await harness.stored())?.grant;
    expect([
      requests,
      renewals(),
      renewed?.accessToken.reveal() === grant.accessToken.reveal(),
      renewed?.dpopKey?.reveal() === grant.dpopKey?.reveal(),
    ]).toEqual([[2, 3, 4], 3, false, true]);
  });

  it("end with a sentence, not in circles, where the server asks for a nonce again and again", async () => {
    await boundHarness();
    const window = await harness.window();
    harness.gate.refuseNext(401, ASKS_FOR_NONCE, 50, { "dpop-nonce": "another" });
    const outcome = await window.call();
    expect([outcome, verdicts(), harness.refreshes()]).toEqual([
      expect.stringContaining("refused the request (HTTP 401)"),
      ["refusedOnDemand", "refusedOnDemand"],
      0,
    ]);
  });

  it("never show the key to the server", async () => {
    const { grant } = await boundHarness();
    const window = await harness.window();
    await window.call();
    const secret = parseRecord(grant.dpopKey?.reveal() ?? "")?.["d"];
    expect([typeof secret, harness.gate.hasReceived(String(secret))]).toEqual(["string", false]);
  });
});
