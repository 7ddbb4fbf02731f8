import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CredentialOperations } from "../../../../src/core/credentials/operations.ts";
import { IDP_CLIENT_PART } from "../../../../src/core/credentials/request/oauthSecrets.ts";
import { CredentialService } from "../../../../src/core/credentials/request/service.ts";
import {
  CLIENT_PART,
  credentialKeyOf,
  CredentialStore,
} from "../../../../src/core/credentials/storage/store.ts";
import { newRevision } from "../../../../src/core/credentials/storage/storedBase.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import { createOAuthEngine } from "../../../../src/core/oauth/engine.ts";
import type {
  OAuthServer,
  SignInInteraction,
  SignInOptions,
} from "../../../../src/core/oauth/types.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { parseServers } from "../../../../src/core/servers/parse.ts";
import { usesOAuth } from "../../../../src/core/servers/server.ts";
import { StatusBoard } from "../../../../src/core/status/status.ts";
import { startHostileServer, type HostileServer } from "../../../peers/hostile.ts";
import { jsonAnswer, type Behaviour, type Exchange } from "../../../peers/hostileHarness.ts";
import { failureOf, never, redirectOnly } from "../../oauth/harness.ts";
import { sent, unauthorized } from "../harness.ts";
import { MemorySecrets } from "../storage/memorySecretStore.ts";

const ID_JAG = "urn:ietf:params:oauth:token-type:id-jag";
const REDIRECT_URI = "http://127.0.0.1:33418/callback";

let peers: HostileServer[];
let folder: string;
let secrets: MemorySecrets;
let environment: Record<string, string | undefined>;

beforeEach(() => {
  peers = [];
  folder = mkdtempSync(join(tmpdir(), "outside-token-"));
  secrets = new MemorySecrets();
  environment = {};
});

afterEach(async () => {
  await Promise.all(peers.map((peer) => peer.stop()));
  rmSync(folder, { recursive: true });
});

/** An authorization server, with its MCP server, whose token endpoint records its requests and answers as given. */
async function startServer(
  answer: (parameters: URLSearchParams, exchange: Exchange) => Record<string, unknown>,
  behaviour: Behaviour = {},
) {
  const received: Exchange[] = [];
  const peer = await startHostileServer({
    ...behaviour,
    answers: {
      token: (exchange) => {
        received.push(exchange);
        const body = answer(exchange.parameters, exchange);
        return jsonAnswer("error" in body ? 401 : 200, body);
      },
    },
  });
  peers.push(peer);
  return { peer, received };
}

/** The server that these settings describe. */
function serverOf(url: string, auth: object): OAuthServer {
  const { servers, findings } = parseServers({ crm: { url, auth: { type: "oauth", ...auth } } });
  const [server] = servers;
  if (!server || !usesOAuth(server) || findings.length > 0)
    throw new Error(JSON.stringify(findings));
  return server;
}

/** The parts that ship, as one window has them, with what the user was shown. */
function openWindow(interaction: Partial<SignInInteraction> = {}) {
  const store = new CredentialStore(secrets.window(), silentLogger);
  const engine = createOAuthEngine({ fetch, log: silentLogger, now: Date.now });
  const ports = {
    engine: async () => engine,
    withLock: <T>(_name: string, _signal: AbortSignal, work: () => Promise<T>) => work(),
    environment: (name: string) => environment[name],
    log: silentLogger,
    now: Date.now,
  };
  const opened: string[] = [];
  const service = new CredentialService(store, {
    ...ports,
    explain: () => "refused",
    explainFailure: (_server, error) => (error instanceof Error ? error.message : "failed"),
  });
  const operations = new CredentialOperations(store, { ...ports, board: new StatusBoard() });
  let arrive: ((url: URL) => void) | undefined;
  const user: SignInInteraction = {
    async openBrowser(url) {
      opened.push(new URL(url).origin);
      arrive?.(await redirectOnly()(url));
      return true;
    },
    redirectReceiver: async () => ({
      redirectUri: REDIRECT_URI,
      receive: () => new Promise((resolve) => (arrive = resolve)),
      dispose() {},
    }),
    chooseAuthorizationServer: async () => undefined,
    askClient: async () => undefined,
    showDeviceCode: async () => {},
    progress() {},
    ...interaction,
  };
  return {
    store,
    opened,
    signIn: (server: OAuthServer, options: SignInOptions = {}) =>
      operations.signIn(server, user, options, never()),
    signOut: (server: OAuthServer) => operations.signOut(server),
    /** As “Set client secret…” does. */
    setSecret: (server: OAuthServer, part: string, clientId: string, secret: string) =>
      operations.keep([
        {
          key: { ...credentialKeyOf(server), part },
          credential: {
            kind: "client",
            revision: newRevision(),
            createdAtMs: Date.now(),
            clientId,
            secret: new Secret(secret),
          },
        },
      ]),
    /** The headers of a request, after the server has refused the one before. */
    async renewed(server: OAuthServer) {
      const current = await service.current(server, never());
      if (current.kind === "blocked") return current.sentence;
      const { generation } = current.credential;
      return sent(
        await service.refused(server, generation, unauthorized(), never(), {
          method: "POST",
          url: server.url,
        }),
      );
    },
  };
}

/** The secrets with which a client authenticated, in order. */
function secretsIn(received: readonly Exchange[]): readonly (string | undefined)[] {
  return received.map(({ headers, parameters }) => {
    const [, pair] = /^Basic (.+)$/.exec(headers.authorization ?? "") ?? [];
    return pair === undefined
      ? (parameters.get("client_secret") ?? undefined)
      : Buffer.from(pair, "base64").toString().split(":")[1];
  });
}

async function jwt(subject: string): Promise<string> {
  return new SignJWT({ sub: subject, email: `${subject}@corp.example` })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode("a key of whoever issues tokens in this test"));
}

describe("A client secret that was replaced (R14)", () => {
  it("is used by the next refresh, without a new sign-in, and where it belongs only", async () => {
    let serial = 0;
    const { peer, received } = await startServer(() => ({
      access_token: `at-${++serial}`,
      refresh_token: `rt-${serial}`,
      expires_in: 3600,
    }));
    const server = serverOf(peer.url, { clientId: "client-1", confidential: true });
    const { setSecret, signIn, store, opened } = openWindow();
    // A window renews once after a refusal: each renewal here is another one's.
    const renewed = () => openWindow().renewed(server);
    await setSecret(server, CLIENT_PART, "client-1", "first-secret");
    await signIn(server);
    await setSecret(server, CLIENT_PART, "client-1", "second-secret");
    const afterRotation = await renewed();
    await setSecret(server, CLIENT_PART, "another-client", "secret-of-another-client");
    const afterMistake = await renewed();
    const key = credentialKeyOf(server);
    await store.write(
      { ...key, part: CLIENT_PART },
      {
        kind: "client",
        revision: "r",
        createdAtMs: 0,
        clientId: "client-1",
        secret: new Secret("secret-for-elsewhere"),
        tokenOrigin: "https://elsewhere.example",
      },
    );
    const elsewhere = await renewed();
    expect([opened.length, afterRotation, afterMistake, elsewhere, secretsIn(received)]).toEqual([
      1,
      ["Authorization: Bearer at-2"],
      ["Authorization: Bearer at-3"],
      ["Authorization: Bearer at-4"],
      ["first-secret", "second-secret", "second-secret", "second-secret"],
    ]);
  });

  it("is bound by its first use, though the sign-in fails there", async () => {
    const { peer, received } = await startServer(() => ({ error: "invalid_grant" }));
    const evil = await startServer(() => ({ access_token: "x" }));
    const client = { clientId: "client-1", confidential: true };
    const server = serverOf(peer.url, client);
    const { setSecret, signIn } = openWindow();
    await setSecret(server, CLIENT_PART, "client-1", "the-secret");
    const { code: first } = await failureOf(signIn(server));
    const moved = {
      ...client,
      authorizationUrl: `${peer.origin}/authorize`,
      tokenUrl: `${evil.peer.origin}/token`,
    };
    const { code: second } = await failureOf(signIn(serverOf(peer.url, moved)));
    expect([first, second, secretsIn(received), evil.received.length]).toEqual([
      "grantRejected",
      "credentialBoundElsewhere",
      ["the-secret"],
      0,
    ]);
  });

  it("is bound to the token endpoint that it was used at", async () => {
    const { peer } = await startServer(() => ({ access_token: "at", refresh_token: "rt" }));
    const server = serverOf(peer.url, { clientId: "client-1", confidential: true });
    const { setSecret, signIn, renewed, store } = openWindow();
    await setSecret(server, CLIENT_PART, "client-1", "first-secret");
    await signIn(server);
    await setSecret(server, CLIENT_PART, "client-1", "second-secret");
    await renewed(server);
    expect(await store.readFresh({ ...credentialKeyOf(server), part: CLIENT_PART })).toMatchObject({
      tokenOrigin: peer.origin,
    });
  });
});

describe("A server that names several authorization servers", () => {
  it("is signed in to at the one that the user chose, until they choose anew or the settings name one", async () => {
    const first = await startServer(() => ({ access_token: "at-of-the-first" }));
    const second = await startServer(() => ({ access_token: "at-of-the-second" }));
    const issuers = [first.peer.origin, second.peer.origin];
    const { peer } = await startServer(() => ({}), {
      resourceMetadata: (honest) => ({ ...honest, authorization_servers: issuers }),
    });
    const asked: (readonly string[])[] = [];
    const choosing = (issuer: string) => ({
      chooseAuthorizationServer: async (offered: readonly string[]) => {
        asked.push(offered);
        return issuer;
      },
    });
    const server = serverOf(peer.url, {});
    const { signIn, signOut, opened } = openWindow(choosing(second.peer.origin));
    await signIn(server);
    await signOut(server);
    const { signIn: signInLater, opened: openedLater } = openWindow(choosing(first.peer.origin));
    await signInLater(server);
    await signInLater(serverOf(peer.url, { issuer: first.peer.origin }));
    await signInLater(server);
    await signInLater(server, { prompt: "select_account" });
    await signInLater(server);
    expect([asked, opened, openedLater]).toEqual([
      [issuers, issuers],
      [second.peer.origin],
      [
        second.peer.origin,
        first.peer.origin,
        second.peer.origin,
        first.peer.origin,
        first.peer.origin,
      ],
    ]);
  });
});

describe("An identity provider that wants a client secret", () => {
  const start = async () => {
    const idToken = await jwt("ada");
    const idp = await startServer((parameters, exchange) => {
      if (secretsIn([exchange])[0] !== "idp-secret") return { error: "invalid_client" };
      return parameters.get("grant_type") === "urn:ietf:params:oauth:grant-type:token-exchange"
        ? { access_token: "jag", token_type: "N_A", issued_token_type: ID_JAG }
        : { access_token: "at-of-the-idp", id_token: idToken, refresh_token: "idp-refresh" };
    });
    let serial = 0;
    const mcp = await startServer(() => ({ access_token: `at-${++serial}`, expires_in: 3600 }));
    const auth = {
      flow: "enterprise_managed",
      clientId: "at-the-server",
      idp: { issuer: idp.peer.origin, clientId: "at-the-idp", confidential: true },
    };
    return { idp, mcp, auth, server: serverOf(mcp.peer.url, auth) };
  };

  it("gets it at the sign-in, at the exchanges and at renewals; nobody else does", async () => {
    const { idp, mcp, server } = await start();
    const { setSecret, signIn, renewed } = openWindow();
    await setSecret(server, CLIENT_PART, "at-the-server", "server-secret");
    const before = await failureOf(signIn(server));
    await setSecret(server, IDP_CLIENT_PART, "at-the-idp", "idp-secret");
    await signIn(server);
    expect([before.code, await renewed(server)]).toEqual([
      "clientIdNeeded",
      ["Authorization: Bearer at-2"],
    ]);
    expect([secretsIn(idp.received), secretsIn(mcp.received)]).toEqual([
      ["idp-secret", "idp-secret", "idp-secret", "idp-secret"],
      ["server-secret", "server-secret"],
    ]);
    expect([idp.peer.hasReceived("server-secret"), mcp.peer.hasReceived("idp-secret")]).toEqual([
      false,
      false,
    ]);
  });

  it("is the only one that ever gets it, whatever the settings name later", async () => {
    const { mcp, auth, server } = await start();
    const { setSecret, signIn } = openWindow();
    await setSecret(server, IDP_CLIENT_PART, "at-the-idp", "idp-secret");
    await signIn(server);
    const evil = await startServer(() => ({ access_token: "x", id_token: "y" }));
    const { code } = await failureOf(
      signIn(serverOf(mcp.peer.url, { ...auth, idp: { ...auth.idp, issuer: evil.peer.origin } })),
    );
    expect([code, evil.received.length]).toEqual(["credentialBoundElsewhere", 0]);
  });
});

describe("The secret at an identity provider", () => {
  it("is bound by its first use, though the sign-in to the server fails", async () => {
    const idToken = await jwt("ada");
    const idp = await startServer(() => ({
      access_token: "jag",
      token_type: "N_A",
      id_token: idToken,
    }));
    const evil = await startServer(() => ({ access_token: "x", id_token: idToken }));
    const mcp = await startServer(() => ({ error: "invalid_grant" }));
    const atIdp = { issuer: idp.peer.origin, clientId: "at-the-idp", confidential: true };
    const withIdp = (settings: object) =>
      serverOf(mcp.peer.url, {
        flow: "enterprise_managed",
        clientId: "at-the-server",
        idp: { ...atIdp, ...settings },
      });
    const { setSecret, signIn } = openWindow();
    await setSecret(withIdp({}), IDP_CLIENT_PART, "at-the-idp", "idp-secret");
    const { code: first } = await failureOf(signIn(withIdp({})));
    const moved = withIdp({
      authorizationUrl: `${idp.peer.origin}/authorize`,
      tokenUrl: `${evil.peer.origin}/token`,
    });
    const { code: second } = await failureOf(signIn(moved));
    expect([first, second, evil.received.length]).toEqual([
      "grantRejected",
      "credentialBoundElsewhere",
      0,
    ]);
  });
});

describe("An identity provider that rotates its refresh tokens", () => {
  const start = async () => {
    const idToken = await jwt("ada");
    let serial = 0;
    const idp = await startServer((parameters) => {
      const grantType = parameters.get("grant_type");
      if (grantType === "urn:ietf:params:oauth:grant-type:token-exchange")
        return { access_token: "jag", token_type: "N_A", issued_token_type: ID_JAG };
      if (
        grantType === "refresh_token" &&
        parameters.get("refresh_token") !== `idp-refresh-${serial}`
      )
        return { error: "invalid_grant" };
      serial += 1;
      return {
        access_token: "at-of-the-idp",
        id_token: idToken,
        refresh_token: `idp-refresh-${serial}`,
      };
    });
    const faults = { failures: 0 };
    const mcp = await startHostileServer({
      answers: {
        token: () =>
          faults.failures-- > 0
            ? jsonAnswer(503, {})
            : jsonAnswer(200, { access_token: "at", expires_in: 3600 }),
      },
    });
    peers.push(mcp);
    const server = serverOf(mcp.url, {
      flow: "enterprise_managed",
      clientId: "at-the-server",
      refreshToken: { maxRetries: 1, retryDelay: 1 },
      idp: { issuer: idp.peer.origin, clientId: "at-the-idp" },
    });
    await openWindow().signIn(server);
    return { server, faults };
  };

  it("keeps the user signed in when the server's own authorization server fails once", async () => {
    const { server, faults } = await start();
    faults.failures = 1;
    expect(await openWindow().renewed(server)).toEqual(["Authorization: Bearer at"]);
  });

  it("keeps the user signed in until that one is back, in another window too", async () => {
    const { server, faults } = await start();
    faults.failures = 2;
    const during = await openWindow().renewed(server);
    expect([during, await openWindow().renewed(server)]).toEqual([
      {
        kind: "blocked",
        sentence:
          "The authorization server has a problem of its own (status 503). Try again later.",
      },
      ["Authorization: Bearer at"],
    ]);
  });
});

describe("An ID token from outside", () => {
  const start = async () => {
    const idp = await startServer(() => ({
      access_token: "jag",
      token_type: "N_A",
      issued_token_type: ID_JAG,
    }));
    let serial = 0;
    const { peer } = await startServer(() => ({ access_token: `at-${++serial}` }));
    const client = { issuer: idp.peer.origin, clientId: "at-the-idp" };
    const withIdp = (settings: object) =>
      serverOf(peer.url, {
        flow: "enterprise_managed",
        clientId: "at-the-server",
        idp: { ...client, ...settings },
      });
    return { idp, withIdp, server: withIdp({ idToken: "${env:ID_TOKEN}" }) };
  };

  it("signs in and renews without a browser", async () => {
    const { idp, server } = await start();
    const { signIn, renewed, opened } = openWindow();
    const unset = await failureOf(signIn(server));
    environment["ID_TOKEN"] = await jwt("ada");
    await signIn(server);
    environment["ID_TOKEN"] = await jwt("ada-again");
    expect([unset.code, await renewed(server), opened]).toEqual([
      "variableUnset",
      ["Authorization: Bearer at-2"],
      [],
    ]);
    expect(idp.received.map(({ parameters }) => parameters.get("subject_token"))).toEqual([
      await jwt("ada"),
      await jwt("ada-again"),
    ]);
  });

  it("is never kept, nor sent once the settings name it no more", async () => {
    const { idp, server, withIdp } = await start();
    const { signIn, renewed } = openWindow();
    const token = (environment["ID_TOKEN"] = await jwt("ada"));
    await signIn(server);
    expect([...secrets.entries.values()].some((text) => text.includes(token))).toBe(false);
    expect([await renewed(withIdp({})), idp.received.length]).toEqual([
      {
        kind: "blocked",
        sentence: "Sign in to “crm” again: the last sign-in has expired or was revoked.",
      },
      1,
    ]);
  });
});

describe("A workload's assertion from a file", () => {
  const start = async () => {
    let serial = 0;
    const { peer, received } = await startServer(() => ({ access_token: `at-${++serial}` }));
    const file = join(folder, "token");
    const auth = { flow: "jwt_bearer", clientId: "workload", assertion: { file } };
    const assertions = () => received.map(({ parameters }) => parameters.get("assertion"));
    return { peer, file, auth, server: serverOf(peer.url, auth), assertions };
  };

  it("signs in, and renews with the next one after it was replaced", async () => {
    const { file, server, assertions } = await start();
    const { signIn, renewed } = openWindow();
    const [first, second] = [await jwt("one"), await jwt("two")];
    writeFileSync(file, `${first}\n`);
    await signIn(server);
    writeFileSync(file, `${second}\n`);
    expect([await renewed(server), assertions()]).toEqual([
      ["Authorization: Bearer at-2"],
      [first, second],
    ]);
    expect([...secrets.entries.values()].some((text) => text.includes(first))).toBe(false);
  });

  it("signs in again where the refresh token that came with the first one has ended", async () => {
    const { peer, received } = await startServer((parameters) =>
      parameters.get("grant_type") === "refresh_token"
        ? { error: "invalid_grant" }
        : { access_token: `at-${parameters.get("assertion")}`, refresh_token: "rt" },
    );
    const file = join(folder, "token");
    const server = serverOf(peer.url, {
      flow: "jwt_bearer",
      clientId: "workload",
      assertion: { file },
    });
    const { signIn, renewed } = openWindow();
    const [first, second] = [await jwt("one"), await jwt("two")];
    writeFileSync(file, first);
    await signIn(server);
    writeFileSync(file, second);
    expect([
      await renewed(server),
      received.map(({ parameters }) => parameters.get("grant_type")),
    ]).toEqual([
      [`Authorization: Bearer at-${second}`],
      [
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
      ],
    ]);
  });

  it("is read by the path that a variable names", async () => {
    const { peer, file, auth, assertions } = await start();
    writeFileSync(file, await jwt("one"));
    const settings = {
      crm: {
        url: peer.url,
        auth: { type: "oauth", ...auth, assertion: { file: "${env:TOKEN_FILE}" } },
      },
    };
    const [server] = parseServers(settings, (name) =>
      name === "TOKEN_FILE" ? file : undefined,
    ).servers;
    if (!server || !usesOAuth(server)) throw new Error("No server");
    await openWindow().signIn(server);
    expect(assertions()).toEqual([await jwt("one")]);
  });

  it.each<[string, (file: string) => void]>([
    ["nothing", () => {}],
    ["a folder", (file) => mkdirSync(file)],
    ["a private key", (file) => writeFileSync(file, "-----BEGIN PRIVATE KEY-----\ncanary")],
    ["an opaque token", (file) => writeFileSync(file, "canary.canary.canary")],
    ["more than a token", (file) => writeFileSync(file, "canary".repeat(20_000))],
  ])("is not sent where there is %s, and nothing of it is told", async (_what, write) => {
    const { file, server, assertions } = await start();
    write(file);
    const failure = await failureOf(openWindow().signIn(server));
    expect([failure.code, failure.message.includes("canary"), assertions()]).toEqual([
      "outsideTokenUnreadable",
      false,
      [],
    ]);
  });

  it.runIf(existsSync("/proc/self/pagemap"))(
    "is not looked for in a file without an end, whose size the system does not tell",
    async () => {
      const { peer, auth } = await start();
      const server = serverOf(peer.url, { ...auth, assertion: { file: "/proc/self/pagemap" } });
      const { message } = await failureOf(openWindow().signIn(server));
      expect(message).toBe(
        "“crm” was not asked: /proc/self/pagemap is not a file with a token. Check its path in the settings.",
      );
    },
  );

  it("is told of without what a variable put into its path", async () => {
    const { peer, auth } = await start();
    const assertion = { file: "/nowhere/${env:KEY}" };
    const [server] = parseServers(
      { crm: { url: peer.url, auth: { type: "oauth", ...auth, assertion } } },
      () => "canary",
    ).servers;
    if (!server || !usesOAuth(server)) throw new Error("No server");
    const { message } = await failureOf(openWindow().signIn(server));
    expect(message).toBe(
      "“crm” was not asked: the file /nowhere/${env:KEY} cannot be read. Check its path in the settings, and its permissions.",
    );
  });

  it("goes to the token endpoint of its first use only, and from the same file", async () => {
    const { peer, file, auth, server } = await start();
    writeFileSync(file, await jwt("one"));
    const { signIn } = openWindow();
    await signIn(server);
    const evil = await startServer(() => ({ access_token: "x" }));
    const other = join(folder, "other");
    writeFileSync(other, await jwt("other"));
    const codes = [
      { ...auth, tokenUrl: `${evil.peer.origin}/token` },
      { ...auth, assertion: { file: other } },
    ].map(async (changed) => (await failureOf(signIn(serverOf(peer.url, changed)))).code);
    expect([await codes[0], await codes[1], evil.received.length]).toEqual([
      "credentialBoundElsewhere",
      "credentialBoundElsewhere",
      0,
    ]);
  });
});
