import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sentenceOf } from "../../../../src/core/credentials/request/need.ts";
import { credentialKeyOf } from "../../../../src/core/credentials/storage/store.ts";
import { Failure } from "../../../../src/core/failure.ts";
import { Secret } from "../../../../src/core/secret.ts";
import type { Server } from "../../../../src/core/servers/server.ts";
import { grant, NOW_MS, without } from "../../build/grant.ts";
import { oauthServer, tokenServer } from "../../build/server.ts";
import { gate, Harness, sent, unauthorized } from "../harness.ts";

let harness: Harness;

beforeEach(() => {
  harness = new Harness();
});

afterEach(() => harness.dispose());

const signal = () => new AbortController().signal;
const noAuth: Server = { ...tokenServer(), auth: { type: "none" } };

async function tokenStored(revision = "token-1", workedAtMs?: number) {
  const { store } = harness.window();
  await store.write(credentialKeyOf(harness.server), {
    kind: "token",
    revision,
    createdAtMs: NOW_MS,
    ...(workedAtMs !== undefined && { workedAtMs }),
    token: new Secret("personal"),
    header: "Authorization",
    scheme: "Bearer",
  });
}

describe("The credential of a request", () => {
  it("is refreshed once for 200 requests at a time (R32)", async () => {
    await harness.signedIn();
    const { service } = harness.window();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => service.current(harness.server, signal())),
    );
    expect({
      answers: [...new Set(answers.map((answer) => JSON.stringify(sent(answer))))],
      refreshes: harness.refreshes,
      needs: harness.needs,
    }).toEqual({
      answers: ['["Authorization: Bearer access-1"]'],
      refreshes: ["refresh-0"],
      needs: [],
    });
  });

  it.each([
    [tokenServer(), "Authorization", "Bearer", "Authorization: Bearer personal"],
    [tokenServer({ header: "API-Token", scheme: "" }), "API-Token", "", "API-Token: personal"],
    [tokenServer({ scheme: "Token" }), "Authorization", "Token", "Authorization: Token personal"],
  ])("carries a token as the settings say (R1, R6)", async (server, header, scheme, line) => {
    const { service, store } = harness.window();
    await store.write(credentialKeyOf(server), {
      kind: "token",
      revision: "token-1",
      createdAtMs: NOW_MS,
      token: new Secret("personal"),
      header,
      scheme,
    });
    expect(sent(await service.current(server, signal()))).toEqual([line]);
  });

  it("is none where the settings want none, whatever is stored", async () => {
    await harness.signedIn();
    const { service } = harness.window();
    expect(await service.current(noAuth, signal())).toEqual({
      kind: "ready",
      credential: { headers: [], generation: "none" },
    });
  });

  it.each([
    [oauthServer(), { kind: "signIn", reason: "signedOut" }],
    [tokenServer(), { kind: "token" }],
  ] as const)("is asked for where none is stored", async (server, need) => {
    const { service } = harness.window();
    expect([await service.current(server, signal()), harness.needs]).toEqual([
      { kind: "blocked", sentence: sentenceOf(server, need) },
      [need],
    ]);
  });

  it("is asked for again where the sign-in has ended", async () => {
    await harness.store(without(grant(), "refreshToken"));
    const { service } = harness.window();
    expect([await service.current(harness.server, signal()), harness.needs]).toEqual([
      {
        kind: "blocked",
        sentence: "Sign in to “crm” again: the last sign-in has expired or was revoked.",
      },
      [{ kind: "signIn", reason: "expired" }],
    ]);
  });

  it("is not sent to another origin under the same name", async () => {
    await harness.signedIn();
    const { service } = harness.window();
    const moved = oauthServer({}, "https://evil.example/mcp");
    const answers = [
      await service.current(moved, signal()),
      await service.refused(moved, "any", unauthorized(), signal()),
    ];
    const need = {
      kind: "confirmAddress",
      from: "https://mcp.example",
      to: "https://evil.example",
    } as const;
    const blocked = { kind: "blocked", sentence: sentenceOf(moved, need) };
    expect({ answers, needs: harness.needs, refreshes: harness.refreshes }).toEqual({
      answers: [blocked, blocked],
      needs: [need, need],
      refreshes: [],
    });
  });

  it("is neither sent nor refreshed when the token endpoint of the settings changed", async () => {
    const { revision } = await harness.signedIn();
    const { service } = harness.window();
    const changed = oauthServer({ tokenUrl: "https://evil.example/token" });
    const need = {
      kind: "confirmAddress",
      from: "https://login.example/token",
      to: "https://evil.example/token",
    } as const;
    const blocked = { kind: "blocked", sentence: sentenceOf(changed, need) };
    expect([
      await service.current(changed, signal()),
      await service.refused(changed, revision, unauthorized(), signal()),
      harness.refreshes,
      harness.needs,
    ]).toEqual([blocked, blocked, [], [need, need]]);
  });

  it("says why where a refresh fails, and works again when it succeeds", async () => {
    await harness.signedIn();
    const { service } = harness.window();
    harness.beforeAnswer = () => {
      throw new Failure("unreachable", "No.");
    };
    const failed = await service.current(harness.server, signal());
    harness.beforeAnswer = () => {};
    expect({
      failed,
      explained: harness.explained,
      afterwards: sent(await service.current(harness.server, signal())),
      refreshes: harness.refreshes,
    }).toEqual({
      failed: { kind: "blocked", sentence: "failed" },
      explained: ["unreachable"],
      afterwards: ["Authorization: Bearer access-1"],
      refreshes: ["refresh-0", "refresh-0"],
    });
  });

  it("never rejects, not even where secret storage does", async () => {
    const { service } = harness.window();
    harness.secrets.failure = new Error("keyring locked");
    const blocked = { kind: "blocked", sentence: "failed" };
    expect([
      await service.current(harness.server, signal()),
      await service.refused(harness.server, "any", unauthorized(), signal()),
      await service.accepted(harness.server, "any"),
    ]).toEqual([blocked, blocked, undefined]);
  });

  it("of a request that goes away is a cancellation, not a failure of the server", async () => {
    await harness.signedIn();
    const { service } = harness.window();
    const answer = gate();
    harness.beforeAnswer = () => answer.opened;
    const leaving = new AbortController();
    const left = service.current(harness.server, leaving.signal);
    leaving.abort();
    await left;
    answer.open();
    expect(harness.explained).toEqual(["cancelled"]);
  });
});

describe("A request that was refused", () => {
  it("is sent again with one refreshed token, however many were refused", async () => {
    const { revision } = await harness.signedIn({ expiresAtMs: NOW_MS + 3_600_000 });
    const { service } = harness.window();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        service.refused(harness.server, revision, unauthorized(), signal()),
      ),
    );
    expect({
      answers: [...new Set(answers.map((answer) => JSON.stringify(sent(answer))))],
      refreshes: harness.refreshes,
    }).toEqual({ answers: ['["Authorization: Bearer access-1"]'], refreshes: ["refresh-0"] });
  });

  it("gets the newer credential without a further refresh where there is one", async () => {
    const { revision } = await harness.signedIn();
    const { service } = harness.window();
    await service.current(harness.server, signal());
    const answer = await service.refused(harness.server, revision, unauthorized(), signal());
    expect([sent(answer), harness.refreshes]).toEqual([
      ["Authorization: Bearer access-1"],
      ["refresh-0"],
    ]);
  });

  it("is explained instead of refreshed when the refreshed token is refused too", async () => {
    const { revision } = await harness.signedIn({ expiresAtMs: NOW_MS + 3_600_000 });
    const { service } = harness.window();
    const renewed = await service.refused(harness.server, revision, unauthorized(), signal());
    const generation = renewed.kind === "ready" ? renewed.credential.generation : "none";
    const again = await service.refused(harness.server, generation, unauthorized(), signal());
    expect([again, harness.refreshes, harness.explained]).toEqual([
      { kind: "blocked", sentence: "explained" },
      ["refresh-0"],
      [{ status: 401, credential: { kind: "oauth", workedBefore: false } }],
    ]);
  });

  it("is refreshed again later when the refreshed token had worked", async () => {
    const { revision } = await harness.signedIn({ expiresAtMs: NOW_MS + 3_600_000 });
    const { service } = harness.window();
    const renewed = await service.refused(harness.server, revision, unauthorized(), signal());
    const generation = renewed.kind === "ready" ? renewed.credential.generation : "none";
    await service.accepted(harness.server, generation);
    const later = await service.refused(harness.server, generation, unauthorized(), signal());
    expect([sent(later), harness.refreshes]).toEqual([
      ["Authorization: Bearer access-2"],
      ["refresh-0", "refresh-1"],
    ]);
  });

  it("with 403 is explained, because another token would not help (R5, R26)", async () => {
    const { revision } = await harness.signedIn();
    const { service } = harness.window();
    const answer = await service.refused(
      harness.server,
      revision,
      unauthorized({ status: 403 }),
      signal(),
    );
    expect([answer, harness.refreshes]).toEqual([{ kind: "blocked", sentence: "explained" }, []]);
  });

  it("asks for a sign-in when the registration is gone, once and for all", async () => {
    const { revision } = await harness.signedIn();
    const { service } = harness.window();
    harness.beforeAnswer = () => {
      throw new Failure("clientUnknown", "No.");
    };
    const refused = await service.refused(harness.server, revision, unauthorized(), signal());
    const next = await service.current(harness.server, signal());
    expect([refused.kind, next.kind, harness.needs, harness.refreshes, harness.explained]).toEqual([
      "blocked",
      "blocked",
      [
        { kind: "signIn", reason: "expired" },
        { kind: "signIn", reason: "signedOut" },
      ],
      ["refresh-0"],
      [],
    ]);
  });

  it("for a personal token is explained with what is known of the token (R3)", async () => {
    const { service } = harness.window();
    await tokenStored("token-1");
    await service.accepted(tokenServer(), "token-1");
    await service.refused(tokenServer(), "token-1", unauthorized(), signal());
    expect(harness.explained).toEqual([
      { status: 401, credential: { kind: "token", workedBefore: true } },
    ]);
  });

  it("without a credential is explained as such, whatever is stored", async () => {
    await harness.signedIn();
    const { service } = harness.window();
    await service.refused(noAuth, "none", unauthorized(), signal());
    expect(harness.explained).toEqual([
      { status: 401, credential: { kind: "none", workedBefore: false } },
    ]);
  });
});

describe("The note that a server accepted a credential", () => {
  const workedAtMs = async () => {
    const { store } = harness.window();
    return (await store.readFresh(credentialKeyOf(harness.server)))?.workedAtMs;
  };

  it("is made once", async () => {
    await tokenStored();
    const { service } = harness.window();
    await service.accepted(tokenServer(), "token-1");
    harness.nowMs += 1000;
    await service.accepted(tokenServer(), "token-1");
    await harness.window().service.accepted(tokenServer(), "token-1");
    expect(await workedAtMs()).toBe(NOW_MS);
  });

  it("waits for a refresh that is under way, and does not bring its old token back", async () => {
    const { revision } = await harness.signedIn();
    const { service } = harness.window();
    const asked = gate();
    const answer = gate();
    harness.beforeAnswer = () => {
      asked.open();
      return answer.opened;
    };
    const refreshed = service.current(harness.server, signal());
    await asked.opened;
    const noted = harness.window().service.accepted(harness.server, revision);
    answer.open();
    await Promise.all([refreshed, noted]);
    expect([await harness.stored(), await workedAtMs()]).toEqual([
      ["access-1", "refresh-1"],
      undefined,
    ]);
  });
});
