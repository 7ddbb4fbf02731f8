import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sentenceOf } from "../../../../src/core/credentials/request/need.ts";
import { credentialKeyOf } from "../../../../src/core/credentials/storage/store.ts";
import { Failure } from "../../../../src/core/failure.ts";
import { Secret } from "../../../../src/core/secret.ts";
import type { Server } from "../../../../src/core/servers/server.ts";
import {
  gate,
  grant,
  NOW_MS,
  oauthServer,
  Scene,
  sent,
  tokenServer,
  unauthorized,
  without,
} from "../scene.ts";

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
});

afterEach(() => scene.dispose());

const signal = () => new AbortController().signal;
const noAuth: Server = { ...tokenServer(), auth: { type: "none" } };

async function tokenStored(revision = "token-1", workedAtMs?: number) {
  const { store } = scene.window();
  await store.write(credentialKeyOf(scene.server), {
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
    await scene.signedIn();
    const { service } = scene.window();
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => service.current(scene.server, signal())),
    );
    expect({
      answers: [...new Set(answers.map((answer) => JSON.stringify(sent(answer))))],
      refreshes: scene.refreshes,
      needs: scene.needs,
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
    const { service, store } = scene.window();
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
    await scene.signedIn();
    const { service } = scene.window();
    expect(await service.current(noAuth, signal())).toEqual({
      kind: "ready",
      credential: { headers: [], generation: "none" },
    });
  });

  it.each([
    [oauthServer(), { kind: "signIn", reason: "signedOut" }],
    [tokenServer(), { kind: "token" }],
  ] as const)("is asked for where none is stored", async (server, need) => {
    const { service } = scene.window();
    expect([await service.current(server, signal()), scene.needs]).toEqual([
      { kind: "blocked", sentence: sentenceOf(server, need) },
      [need],
    ]);
  });

  it("is asked for again where the sign-in has ended", async () => {
    await scene.store(without(grant(), "refreshToken"));
    const { service } = scene.window();
    expect([await service.current(scene.server, signal()), scene.needs]).toEqual([
      {
        kind: "blocked",
        sentence: "Sign in to “crm” again: the last sign-in has expired or was revoked.",
      },
      [{ kind: "signIn", reason: "expired" }],
    ]);
  });

  it("is not sent to another origin under the same name", async () => {
    await scene.signedIn();
    const { service } = scene.window();
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
    expect({ answers, needs: scene.needs, refreshes: scene.refreshes }).toEqual({
      answers: [blocked, blocked],
      needs: [need, need],
      refreshes: [],
    });
  });

  it("is neither sent nor refreshed when the token endpoint of the settings changed", async () => {
    const { revision } = await scene.signedIn();
    const { service } = scene.window();
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
      scene.refreshes,
      scene.needs,
    ]).toEqual([blocked, blocked, [], [need, need]]);
  });

  it("says why where a refresh fails, and works again when it succeeds", async () => {
    await scene.signedIn();
    const { service } = scene.window();
    scene.beforeAnswer = () => {
      throw new Failure("unreachable", "No.");
    };
    const failed = await service.current(scene.server, signal());
    scene.beforeAnswer = () => {};
    expect({
      failed,
      explained: scene.explained,
      afterwards: sent(await service.current(scene.server, signal())),
      refreshes: scene.refreshes,
    }).toEqual({
      failed: { kind: "blocked", sentence: "failed" },
      explained: ["unreachable"],
      afterwards: ["Authorization: Bearer access-1"],
      refreshes: ["refresh-0", "refresh-0"],
    });
  });

  it("never rejects, not even where secret storage does", async () => {
    const { service } = scene.window();
    scene.secrets.failure = new Error("keyring locked");
    const blocked = { kind: "blocked", sentence: "failed" };
    expect([
      await service.current(scene.server, signal()),
      await service.refused(scene.server, "any", unauthorized(), signal()),
      await service.accepted(scene.server, "any"),
    ]).toEqual([blocked, blocked, undefined]);
  });

  it("of a request that goes away is a cancellation, not a failure of the server", async () => {
    await scene.signedIn();
    const { service } = scene.window();
    const answer = gate();
    scene.beforeAnswer = () => answer.opened;
    const leaving = new AbortController();
    const left = service.current(scene.server, leaving.signal);
    leaving.abort();
    await left;
    answer.open();
    expect(scene.explained).toEqual(["cancelled"]);
  });
});

describe("A request that was refused", () => {
  it("is sent again with one refreshed token, however many were refused", async () => {
    const { revision } = await scene.signedIn({ expiresAtMs: NOW_MS + 3_600_000 });
    const { service } = scene.window();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        service.refused(scene.server, revision, unauthorized(), signal()),
      ),
    );
    expect({
      answers: [...new Set(answers.map((answer) => JSON.stringify(sent(answer))))],
      refreshes: scene.refreshes,
    }).toEqual({ answers: ['["Authorization: Bearer access-1"]'], refreshes: ["refresh-0"] });
  });

  it("gets the newer credential without a further refresh where there is one", async () => {
    const { revision } = await scene.signedIn();
    const { service } = scene.window();
    await service.current(scene.server, signal());
    const answer = await service.refused(scene.server, revision, unauthorized(), signal());
    expect([sent(answer), scene.refreshes]).toEqual([
      ["Authorization: Bearer access-1"],
      ["refresh-0"],
    ]);
  });

  it("is explained instead of refreshed when the refreshed token is refused too", async () => {
    const { revision } = await scene.signedIn({ expiresAtMs: NOW_MS + 3_600_000 });
    const { service } = scene.window();
    const renewed = await service.refused(scene.server, revision, unauthorized(), signal());
    const generation = renewed.kind === "ready" ? renewed.credential.generation : "none";
    const again = await service.refused(scene.server, generation, unauthorized(), signal());
    expect([again, scene.refreshes, scene.explained]).toEqual([
      { kind: "blocked", sentence: "explained" },
      ["refresh-0"],
      [{ status: 401, credential: { kind: "oauth", workedBefore: false } }],
    ]);
  });

  it("is refreshed again later when the refreshed token had worked", async () => {
    const { revision } = await scene.signedIn({ expiresAtMs: NOW_MS + 3_600_000 });
    const { service } = scene.window();
    const renewed = await service.refused(scene.server, revision, unauthorized(), signal());
    const generation = renewed.kind === "ready" ? renewed.credential.generation : "none";
    await service.accepted(scene.server, generation);
    const later = await service.refused(scene.server, generation, unauthorized(), signal());
    expect([sent(later), scene.refreshes]).toEqual([
      ["Authorization: Bearer access-2"],
      ["refresh-0", "refresh-1"],
    ]);
  });

  it("with 403 is explained, because another token would not help (R5, R26)", async () => {
    const { revision } = await scene.signedIn();
    const { service } = scene.window();
    const answer = await service.refused(
      scene.server,
      revision,
      unauthorized({ status: 403 }),
      signal(),
    );
    expect([answer, scene.refreshes]).toEqual([{ kind: "blocked", sentence: "explained" }, []]);
  });

  it("asks for a sign-in when the registration is gone, once and for all", async () => {
    const { revision } = await scene.signedIn();
    const { service } = scene.window();
    scene.beforeAnswer = () => {
      throw new Failure("clientUnknown", "No.");
    };
    const refused = await service.refused(scene.server, revision, unauthorized(), signal());
    const next = await service.current(scene.server, signal());
    expect([refused.kind, next.kind, scene.needs, scene.refreshes, scene.explained]).toEqual([
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
    const { service } = scene.window();
    await tokenStored("token-1");
    await service.accepted(tokenServer(), "token-1");
    await service.refused(tokenServer(), "token-1", unauthorized(), signal());
    expect(scene.explained).toEqual([
      { status: 401, credential: { kind: "token", workedBefore: true } },
    ]);
  });

  it("without a credential is explained as such, whatever is stored", async () => {
    await scene.signedIn();
    const { service } = scene.window();
    await service.refused(noAuth, "none", unauthorized(), signal());
    expect(scene.explained).toEqual([
      { status: 401, credential: { kind: "none", workedBefore: false } },
    ]);
  });
});

describe("The note that a server accepted a credential", () => {
  const workedAtMs = async () => {
    const { store } = scene.window();
    return (await store.readFresh(credentialKeyOf(scene.server)))?.workedAtMs;
  };

  it("is made once", async () => {
    await tokenStored();
    const { service } = scene.window();
    await service.accepted(tokenServer(), "token-1");
    scene.nowMs += 1000;
    await service.accepted(tokenServer(), "token-1");
    await scene.window().service.accepted(tokenServer(), "token-1");
    expect(await workedAtMs()).toBe(NOW_MS);
  });

  it("waits for a refresh that is under way, and does not bring its old token back", async () => {
    const { revision } = await scene.signedIn();
    const { service } = scene.window();
    const asked = gate();
    const answer = gate();
    scene.beforeAnswer = () => {
      asked.open();
      return answer.opened;
    };
    const refreshed = service.current(scene.server, signal());
    await asked.opened;
    const noted = scene.window().service.accepted(scene.server, revision);
    answer.open();
    await Promise.all([refreshed, noted]);
    expect([await scene.stored(), await workedAtMs()]).toEqual([
      ["access-1", "refresh-1"],
      undefined,
    ]);
  });
});
