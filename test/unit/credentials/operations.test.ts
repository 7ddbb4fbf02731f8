import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CredentialOperations } from "../../../src/core/credentials/operations.ts";
import { CLIENT_PART, credentialKeyOf } from "../../../src/core/credentials/storage/store.ts";
import { newRevision } from "../../../src/core/credentials/storage/storedBase.ts";
import { Failure } from "../../../src/core/failure.ts";
import { silentLogger } from "../../../src/core/log.ts";
import type { OAuthEngine, OAuthGrant, SignInInteraction } from "../../../src/core/oauth/types.ts";
import { Secret } from "../../../src/core/secret.ts";
import { StatusBoard, type ServerStatus } from "../../../src/core/status/status.ts";
import { grant, NOW_MS } from "../build/grant.ts";
import { oauthServer, tokenServer } from "../build/server.ts";
import { gate, Harness } from "./harness.ts";

let harness: Harness;

beforeEach(() => {
  harness = new Harness();
});

afterEach(() => harness.dispose());

const signal = () => new AbortController().signal;

function interaction(steps: string[] = []): SignInInteraction {
  const unexpected = () => Promise.reject(new Error("No question was expected."));
  return {
    openBrowser: unexpected,
    redirectReceiver: unexpected,
    chooseAuthorizationServer: unexpected,
    askClient: unexpected,
    showDeviceCode: unexpected,
    progress: (step) => steps.push(step),
  };
}

/** The operations of one window, with an engine that signs in as the test says and remembers what it revoked. */
function operate(engine: Partial<OAuthEngine> = {}) {
  const { store, ports } = harness.window();
  const board = new StatusBoard();
  const statuses: ServerStatus[] = [];
  board.onDidChange((name) => statuses.push(board.get(name)));
  const revoked: OAuthGrant[] = [];
  const unexpected = () => Promise.reject(new Error("This call was not expected."));
  const operations = new CredentialOperations(store, {
    ...ports,
    engine: async () => ({
      signIn: async () => grant(),
      refresh: unexpected,
      dpopProof: unexpected,
      revoke: async (_server, old) => {
        revoked.push(old);
        return "revoked";
      },
      ...engine,
    }),
    board,
    log: silentLogger,
  });
  return { operations, store, board, statuses, revoked };
}

describe("Signing in", () => {
  it("is done when the grant is stored, whatever secret storage does with the choices beside it", async () => {
    const ada: SignInInteraction = {
      ...interaction(),
      chooseAuthorizationServer: async ([issuer]) => issuer,
    };
    const { operations } = operate({
      signIn: async (_server, { chooseAuthorizationServer }) => {
        await chooseAuthorizationServer(["https://as.example.com"]);
        return grant();
      },
    });
    const write = harness.secrets.entries.set.bind(harness.secrets.entries);
    harness.secrets.entries.set = (key, value) => {
      if (key.startsWith("issuer:")) throw new Error("The keyring is locked.");
      return write(key, value);
    };
    await operations.signIn(harness.server, ada, {}, signal());
    expect(await harness.stored()).toEqual(["access-0", "refresh-0"]);
  });

  it("stores the grant and its client, and shows each step", async () => {
    const steps: string[] = [];
    const { operations, store, statuses } = operate({
      signIn: async (_server, { progress }) => {
        progress("registering");
        progress("waitingForBrowser");
        return grant();
      },
    });
    await operations.signIn(harness.server, interaction(steps), {}, signal());
    const key = credentialKeyOf(harness.server);
    expect({
      steps,
      statuses,
      stored: await harness.stored(),
      client: (await store.readClient(key, "https://login.example"))?.clientId,
    }).toEqual({
      steps: ["registering", "waitingForBrowser"],
      statuses: [
        { kind: "signingIn", step: "discovering" },
        { kind: "signingIn", step: "registering" },
        { kind: "signingIn", step: "waitingForBrowser" },
      ],
      stored: ["access-0", "refresh-0"],
      client: "client-1",
    });
  });

  it.each([
    ["dynamic", "client-1"],
    ["asked", "client-1"],
    ["settings", undefined],
    ["metadataDocument", undefined],
  ] as const)("with a client that is %s keeps for the next time: %s", async (source, kept) => {
    const { client } = grant();
    const { operations } = operate({
      signIn: async () => grant({ client: { ...client, source } }),
    });
    await operations.signIn(harness.server, interaction(), {}, signal());
    const offered: (string | undefined)[] = [];
    const next = operate({
      signIn: async (_server, _interaction, options) => {
        offered.push((await options.knownClient?.("https://login.example"))?.clientId);
        offered.push((await options.knownClient?.("https://other.example"))?.clientId);
        return grant();
      },
    });
    await next.operations.signIn(harness.server, interaction(), {}, signal());
    expect(offered).toEqual([kept, undefined]);
  });

  it("joins a sign-in that is under way", async () => {
    const answer = gate();
    let started = 0;
    const { operations } = operate({
      signIn: async () => {
        started += 1;
        await answer.opened;
        return grant();
      },
    });
    const both = [
      operations.signIn(harness.server, interaction(), {}, signal()),
      operations.signIn(harness.server, interaction(), {}, signal()),
    ];
    answer.open();
    await Promise.all(both);
    const joined = started;
    await operations.signIn(harness.server, interaction(), {}, signal());
    expect([joined, started]).toEqual([1, 2]);
  });

  it("that fails leaves what was stored, and can be tried again", async () => {
    await harness.signedIn();
    let attempts = 0;
    const { operations } = operate({
      signIn: () => {
        attempts += 1;
        return Promise.reject(new Failure("authorizationDenied", "No."));
      },
    });
    const fail = () =>
      operations
        .signIn(harness.server, interaction(), {}, signal())
        .catch((error: unknown) => error instanceof Failure && error.code);
    expect([await fail(), await harness.stored(), await fail(), attempts]).toEqual([
      "authorizationDenied",
      ["access-0", "refresh-0"],
      "authorizationDenied",
      2,
    ]);
  });

  it("at a new address removes what was kept for the old one", async () => {
    await harness.signedIn();
    const moved = oauthServer({}, "https://new.example/mcp");
    await operate().operations.signIn(moved, interaction(), {}, signal());
    expect([await harness.stored(), await harness.stored(moved)]).toEqual([
      undefined,
      ["access-0", "refresh-0"],
    ]);
  });

  it("says that secret storage refused, and why", async () => {
    const { operations } = operate({
      signIn: async () => {
        harness.secrets.failure = new Error("keyring locked");
        const { client } = grant();
        return grant({ client: { ...client, source: "settings" } });
      },
    });
    await expect(
      operations.signIn(harness.server, interaction(), {}, signal()),
    ).rejects.toMatchObject({ code: "secretStoreFailed" });
  });
});

describe("The client that the settings name", () => {
  it.each([
    [{}, { clientSecret: "kept" }],
    [{ tokenEndpointAuthMethod: "private_key_jwt" }, { clientKey: "kept" }],
    [{ flow: "jwt_bearer" }, { clientKey: "kept" }],
  ] as const)("proves itself with what is kept for it: %j", async (settings, expected) => {
    const server = oauthServer({ clientId: "app", ...settings });
    const given: Record<string, string> = {};
    const { operations, store } = operate({
      signIn: async (_server, _interaction, { clientSecret, clientKey }) => {
        if (clientSecret) given["clientSecret"] = clientSecret.reveal();
        if (clientKey) given["clientKey"] = clientKey.reveal();
        return grant();
      },
    });
    await store.write(
      { ...credentialKeyOf(server), part: CLIENT_PART },
      {
        kind: "client",
        revision: "1",
        createdAtMs: NOW_MS,
        clientId: "app",
        secret: new Secret("kept"),
      },
    );
    await operations.signIn(server, interaction(), {}, signal());
    expect(given).toEqual(expected);
  });
});

describe("Signing out", () => {
  it("removes the sign-in and revokes its tokens (R36)", async () => {
    await harness.signedIn();
    const { operations, revoked, board } = operate();
    expect({
      outcome: await operations.signOut(harness.server),
      revoked: revoked.map(({ refreshToken }) => refreshToken?.reveal()),
      stored: await harness.stored(),
      status: board.get("crm"),
    }).toEqual({
      outcome: "revoked",
      revoked: ["refresh-0"],
      stored: undefined,
      status: { kind: "signedOut" },
    });
  });

  it("works here also where the authorization server cannot be reached", async () => {
    await harness.signedIn();
    const { operations } = operate({
      revoke: () => Promise.reject(new Failure("cancelled", "Too slow.")),
    });
    expect([await operations.signOut(harness.server), await harness.stored()]).toEqual([
      "refused",
      undefined,
    ]);
  });

  it("keeps the client, which the next sign-in uses again", async () => {
    const { operations, store } = operate();
    await operations.signIn(harness.server, interaction(), {}, signal());
    await operations.signOut(harness.server);
    const key = credentialKeyOf(harness.server);
    expect((await store.readClient(key, "https://login.example"))?.clientId).toBe("client-1");
  });

  it("of a server that only another workspace describes removes and revokes too", async () => {
    await harness.signedIn();
    const { operations, revoked } = operate();
    expect([
      await operations.signOutElsewhere(credentialKeyOf(harness.server)),
      await harness.stored(),
      revoked.length,
    ]).toEqual(["revoked", undefined, 1]);
  });

  it("of a server that nobody is signed in to is no error", async () => {
    const { operations, revoked } = operate();
    expect([await operations.signOut(harness.server), revoked]).toEqual(["notSignedIn", []]);
  });
});

/** A token as the user entered it. */
function entry(server: ReturnType<typeof tokenServer>, text: string) {
  const { header, scheme } = server.auth;
  const common = { kind: "token", revision: newRevision(), createdAtMs: NOW_MS } as const;
  return {
    key: credentialKeyOf(server),
    credential: { ...common, token: new Secret(text), header, scheme },
  };
}

describe("A token", () => {
  it("is stored with the header that it is for, and replaced by a rotation (R3)", async () => {
    const server = tokenServer({ header: "API-Token", scheme: "" });
    const { operations, store } = operate();
    const read = async () => {
      const stored = await store.readFresh(credentialKeyOf(server));
      const { revision, ...rest } = stored ?? { revision: "" };
      return { revision, rest, token: await harness.stored(server) };
    };
    await operations.keep([entry(server, "one")]);
    const first = await read();
    await operations.keep([entry(server, "two")]);
    const second = await read();
    const rest = {
      kind: "token",
      createdAtMs: NOW_MS,
      token: new Secret(""),
      header: "API-Token",
      scheme: "",
    };
    expect([
      { ...first, revision: "" },
      { ...second, revision: "" },
      first.revision === second.revision,
    ]).toEqual([{ revision: "", rest, token: "one" }, { revision: "", rest, token: "two" }, false]);
  });

  it("is removed at the present address", async () => {
    const { operations } = operate();
    await operations.keep([entry(tokenServer(), "one")]);
    await operations.remove(tokenServer());
    expect(await harness.stored(tokenServer())).toBe(undefined);
  });
});
