import { afterEach, describe, expect, it } from "vitest";
import { Browserless, verifyDevice } from "../../../peers/browserless.ts";
import { startHostileServer, type HostileServer } from "../../../peers/hostile.ts";
import { jsonAnswer } from "../../../peers/hostileHarness.ts";
import { startGatedServer, stopGatedServers } from "../gatedServer.ts";
import { oauthServer } from "../../build/server.ts";
import { failureOf, known, outline, createHarness } from "../harness.ts";

let hostile: HostileServer | undefined;

afterEach(async () => {
  await hostile?.stop();
  hostile = undefined;
  await stopGatedServers();
});

describe("the device flow", () => {
  it("shows the code, and waits until it is entered", async () => {
    const { peer, url } = await startGatedServer();
    const waits: number[] = [];
    let entered: { verificationUri: string; userCode: string } | undefined;
    const { signIn, seen } = createHarness(
      {
        enterCode: async (facts) => {
          entered = facts;
        },
      },
      {
        sleep: async (ms) => {
          waits.push(ms);
          if (waits.length === 2 && entered)
            await verifyDevice(entered.verificationUri, entered.userCode, "Ada");
        },
      },
    );
    const grant = await signIn(oauthServer({ flow: "device_code" }, url));
    expect({
      facts: await peer.introspect(grant.accessToken.reveal()),
      refreshable: outline(grant).refreshable,
      waits,
      opened: seen.opened,
    }).toEqual({
      facts: {
        accountId: "Ada",
        clientId: grant.client.clientId,
        scopes: ["mcp:tools"],
        audience: [url],
        jkt: undefined,
      },
      refreshable: true,
      waits: [5000, 5000],
      opened: [],
    });
  });

  it("slows down when it is told to, and when the server cannot be reached", async () => {
    const answers = [
      jsonAnswer(400, { error: "authorization_pending" }),
      jsonAnswer(400, { error: "slow_down" }),
      jsonAnswer(400, { error: "slow_down" }),
      { status: 503 },
      jsonAnswer(400, { error: "authorization_pending" }),
      jsonAnswer(200, { access_token: "at", token_type: "Bearer" }),
    ];
    hostile = await startHostileServer({ answers: { token: () => answers.shift() } });
    const waits: number[] = [];
    const { signIn } = createHarness({}, { sleep: async (ms) => void waits.push(ms) });
    const grant = await signIn(oauthServer({ flow: "device_code" }, hostile.url));
    // The peer asks for one second; slow_down adds five each time (RFC 8628, section 3.5).
    expect([grant.accessToken.reveal(), waits]).toEqual([
      "at",
      [1000, 1000, 6000, 11_000, 22_000, 22_000],
    ]);
  });

  it("registers again when the server has forgotten the client, and never with one for a redirect", async () => {
    const { peer, url } = await startGatedServer();
    const { signIn } = createHarness(
      {
        enterCode: ({ verificationUri, userCode }) =>
          verifyDevice(verificationUri, userCode, "Ada"),
      },
      { sleep: async () => undefined },
    );
    const server = oauthServer({ flow: "device_code" }, url);
    const { client } = await signIn(server);
    const again = await signIn(server, known(peer.issuer, client));
    peer.forgetClients();
    const anew = await signIn(server, known(peer.issuer, client));
    const forRedirect = { ...client, redirectUris: ["http://127.0.0.1:33418/callback"] };
    const separate = await signIn(server, known(peer.issuer, forRedirect));
    expect(
      [again, anew, separate].map((grant) => grant.client.clientId === client.clientId),
    ).toEqual([true, false, false]);
  });

  it("ends when the user declines, when the code expires, and when it is cancelled", async () => {
    const { url } = await startGatedServer();
    const server = oauthServer({ flow: "device_code" }, url);
    const declined = createHarness(
      {
        enterCode: ({ verificationUri, userCode }) =>
          new Browserless().verifyDevice(verificationUri, userCode, "Ada", "deny"),
      },
      { sleep: async () => undefined },
    );
    let nowMs = Date.now();
    const slow = createHarness(
      {},
      {
        now: () => nowMs,
        sleep: async () => {
          nowMs += 11 * 60_000;
        },
      },
    );
    const controller = new AbortController();
    const cancelled = createHarness({}, { sleep: async () => controller.abort() });
    expect([
      (await failureOf(declined.signIn(server))).code,
      (await failureOf(slow.signIn(server))).code,
      (await failureOf(cancelled.signIn(server, {}, controller.signal))).code,
    ]).toEqual(["authorizationDenied", "deviceCodeExpired", "cancelled"]);
  });
});
