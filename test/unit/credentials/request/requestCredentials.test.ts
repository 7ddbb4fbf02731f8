import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CredentialService } from "../../../../src/core/credentials/request/service.ts";
import { slotsOf } from "../../../../src/core/credentials/request/slots.ts";
import type { StoredCredential } from "../../../../src/core/credentials/storage/stored.ts";
import { isFailure } from "../../../../src/core/failure.ts";
import { Secret } from "../../../../src/core/secret.ts";
import type { Auth } from "../../../../src/core/kinds/auth.ts";
import type { Server } from "../../../../src/core/servers/server.ts";
import { parseRecord } from "../../../peers/json.ts";
import { createKeyTools, type KeyTools } from "../keys/keyTools.ts";
import { NOW_MS } from "../../build/grant.ts";
import { serverWith, tokenServer } from "../../build/server.ts";
import { Harness, sent, unauthorized } from "../harness.ts";

let harness: Harness;
let variables: Record<string, string>;

beforeEach(() => {
  harness = new Harness();
  variables = {};
});

afterEach(() => harness.dispose());

const signal = () => new AbortController().signal;
const KEY = "k".repeat(32);
const jwt = {
  type: "jwt",
  header: "Authorization",
  scheme: "Bearer",
  jwt: { algorithm: "HS256", name: "editor", audience: "crm" },
} as const satisfies Auth;
const basic: Auth = { type: "basic", username: "ada" };
const base = { revision: "r1", createdAtMs: NOW_MS } as const;
const signingKey: StoredCredential = {
  ...base,
  kind: "jwt",
  algorithm: "HS256",
  key: new Secret(KEY),
  subject: new Secret("auth token"),
  header: "Authorization",
  scheme: "Bearer",
};

/** A window whose secret storage holds these credentials for the slots of a server, in their order. */
async function open(target: Server, stored: readonly StoredCredential[]) {
  const { store, ports } = harness.window();
  for (const [index, credential] of stored.entries()) {
    const slot = slotsOf(target)[index];
    if (slot) await store.write(slot.key, credential);
  }
  const service = new CredentialService(store, {
    ...ports,
    environment: (name) => variables[name],
    explain: ({ http, credential }) => {
      harness.explained.push({ status: http.status, credential });
      return "explained";
    },
    explainFailure: (_server, error) => {
      harness.explained.push(isFailure(error) ? { code: error.code, facts: error.facts } : error);
      return isFailure(error) ? error.message : "failed";
    },
  });
  service.onNeed(({ need }) => harness.needs.push(need));
  return { store, service };
}

/** The claims of a bearer token whose signature is right. */
function claims(answer: unknown): unknown {
  const [line = ""] = Array.isArray(answer) ? answer : [];
  const [header = "", payload = "", signature] =
    /^Authorization: Bearer (.*)$/.exec(String(line))?.[1]?.split(".") ?? [];
  const expected = createHmac("sha256", KEY).update(`${header}.${payload}`).digest("base64url");
  return expected === signature
    ? parseRecord(Buffer.from(payload, "base64url").toString())
    : "wrong signature";
}

describe("A request with basic authentication", () => {
  it("carries user name and password as RFC 7617 says, in UTF-8", async () => {
    const target = serverWith(basic);
    const { service } = await open(target, [
      { ...base, kind: "basic", username: "ada", password: new Secret("päss: word") },
    ]);
    expect(sent(await service.current(target, signal()))).toEqual([
      `Authorization: Basic ${Buffer.from("ada:päss: word").toString("base64")}`,
    ]);
  });

  it("is not made with the password of another user name", async () => {
    const target = serverWith(basic);
    const { service } = await open(target, [
      { ...base, kind: "basic", username: "eve", password: new Secret("password") },
    ]);
    expect(await service.current(target, signal())).toEqual({
      kind: "blocked",
      sentence:
        "The settings of “crm” now name the user ada, and its credential was stored for the user eve. The stored credential was not sent.",
    });
  });

  it("asks for the password where none is stored", async () => {
    const target = serverWith(basic);
    const { service } = await open(target, []);
    expect([await service.current(target, signal()), await service.need(target)]).toEqual([
      { kind: "blocked", sentence: "Set the password of “crm” to use its tools." },
      { kind: "token", wants: "password" },
    ]);
  });
});

describe("A request with a token that is signed here (R8, R11)", () => {
  it("carries the settings' claims and the secret subject, for a while the same token", async () => {
    const target = serverWith(jwt);
    const { service } = await open(target, [signingKey]);
    const first = sent(await service.current(target, signal()));
    harness.nowMs += 60_000;
    const second = sent(await service.current(target, signal()));
    const nowS = NOW_MS / 1000;
    expect([claims(first), second]).toEqual([
      { sub: "auth token", name: "editor", aud: "crm", iat: nowS, exp: nowS + 300 },
      first,
    ]);
  });

  it("carries another token before the first one expires", async () => {
    const target = serverWith(jwt);
    const { service } = await open(target, [signingKey]);
    const first = await service.current(target, signal());
    harness.nowMs += 250_000;
    const second = await service.current(target, signal());
    const generation = (answer: typeof first) =>
      answer.kind === "ready" ? answer.credential.generation : answer;
    expect([generation(first), generation(second)]).toEqual(["r1~1", "r1~2"]);
  });

  it("is made again once after a 401, by the server's clock, and is then explained", async () => {
    const target = serverWith(jwt);
    const { service } = await open(target, [signingKey]);
    await service.current(target, signal());
    const late = unauthorized({ serverTimeMs: NOW_MS - 600_000 });
    const again = await service.refused(target, "r1~1", late, signal());
    const inVain = await service.refused(target, "r1~2", late, signal());
    expect([claims(sent(again)), inVain, harness.explained]).toEqual([
      expect.objectContaining({ iat: NOW_MS / 1000 - 600 }),
      { kind: "blocked", sentence: "explained" },
      [
        {
          status: 401,
          credential: {
            kind: "jwt",
            workedBefore: false,
            jwt: { exp: NOW_MS / 1000 - 300, aud: "crm" },
          },
        },
      ],
    ]);
  });

  it("is noted as working once for its key, however many tokens were made with it", async () => {
    const target = serverWith(jwt);
    const { service, store } = await open(target, [signingKey]);
    await service.accepted(target, "r1~1");
    harness.nowMs += 1000;
    await service.accepted(target, "r1~2");
    const [slot] = slotsOf(target);
    expect(slot && (await store.readFresh(slot.key))).toMatchObject({ workedAtMs: NOW_MS });
  });

  it("goes on with a new key that another window has stored", async () => {
    const target = serverWith(jwt);
    const { service, store } = await open(target, [signingKey]);
    await service.current(target, signal());
    const [slot] = slotsOf(target);
    if (slot) await store.write(slot.key, { ...signingKey, revision: "r2" });
    const answer = await service.refused(target, "r1~1", unauthorized(), signal());
    expect(answer).toMatchObject({ kind: "ready", credential: { generation: "r2~2" } });
  });

  it("is refused here with a weak secret, with the reason (R9)", async () => {
    const target = serverWith(jwt);
    const { service } = await open(target, [{ ...signingKey, key: new Secret("weak") }]);
    expect(await service.current(target, signal())).toEqual({
      kind: "blocked",
      sentence:
        "The shared secret has 32 bits, and HS256 needs at least 256. Generate a secret, and set the same one at the provider.",
    });
  });

  describe("with a private key that has a passphrase (R10)", () => {
    let tools: KeyTools;
    beforeEach(() => {
      tools = createKeyTools();
      tools.sshKeygen(
        "-q",
        "-t",
        "rsa",
        "-b",
        "2048",
        "-N",
        "open sesame",
        "-m",
        "PEM",
        "-f",
        "key",
      );
    });
    afterEach(() => tools.dispose());

    it("asks for the passphrase, and goes on with the one that is given for the session", async () => {
      const target = serverWith({ ...jwt, jwt: { algorithm: "RS256" } });
      const stored = { ...signingKey, algorithm: "RS256", key: tools.secret("key") } as const;
      const { service } = await open(target, [stored]);
      const locked = await service.current(target, signal());
      service.unlock("r1", new Secret("open sesame"));
      const unlocked = await service.current(target, signal());
      expect([locked, harness.needs, unlocked.kind]).toEqual([
        {
          kind: "blocked",
          sentence: "Enter the passphrase for the private key of “crm” to use its tools.",
        },
        [{ kind: "token", wants: "passphrase" }],
        "ready",
      ]);
    });
  });
});

describe("A request with several secrets", () => {
  const second = { type: "token", header: "X-Second", scheme: "" } as const;
  const stored = (revision: string, token: string, header: string, scheme: string) =>
    ({ ...base, kind: "token", revision, token: new Secret(token), header, scheme }) as const;

  it("carries all of them, and none where one is missing", async () => {
    const target = { ...tokenServer(), secretHeaders: [second] };
    const { service, store } = await open(target, [stored("a", "one", "Authorization", "Bearer")]);
    const without = await service.current(target, signal());
    const slot = slotsOf(target)[1];
    if (slot) await store.write(slot.key, stored("b", "two", "X-Second", ""));
    const complete = await service.current(target, signal());
    expect([without, sent(complete), complete]).toEqual([
      {
        kind: "blocked",
        sentence: "Set the secret for the header X-Second of “crm” to use its tools.",
      },
      ["Authorization: Bearer one", "X-Second: two"],
      expect.objectContaining({ credential: expect.objectContaining({ generation: "a b" }) }),
    ]);
  });

  it("is sent again where one of them is newer, and notes each that was accepted", async () => {
    const target = { ...tokenServer(), secretHeaders: [second] };
    const { service, store } = await open(target, [
      stored("a", "one", "Authorization", "Bearer"),
      stored("b2", "new", "X-Second", ""),
    ]);
    const again = await service.refused(target, "a b1", unauthorized(), signal());
    await service.accepted(target, "a b2");
    const worked = await Promise.all(slotsOf(target).map(({ key }) => store.readFresh(key)));
    expect([sent(again), worked.map((one) => one?.workedAtMs)]).toEqual([
      ["Authorization: Bearer one", "X-Second: new"],
      [NOW_MS, NOW_MS],
    ]);
  });
});

describe("A request with an environment variable (R33)", () => {
  const auth = { ...tokenServer().auth, reference: "${env:TOKEN}" };

  it("sends what the variable holds at that moment, and keeps nothing of it", async () => {
    const target = serverWith(auth);
    const { service } = await open(target, []);
    variables = { TOKEN: "canary-one" };
    const first = sent(await service.current(target, signal()));
    variables = { TOKEN: "canary-two" };
    const second = sent(await service.current(target, signal()));
    expect([first, second]).toEqual([
      ["Authorization: Bearer canary-one"],
      ["Authorization: Bearer canary-two"],
    ]);
    expect([...harness.secrets.entries.values()].join("\n")).not.toContain("canary");
  });

  it("does not leave where the variable is not set, and names it", async () => {
    const target = serverWith(auth);
    const { service } = await open(target, []);
    expect([await service.current(target, signal()), harness.explained]).toEqual([
      {
        kind: "blocked",
        sentence:
          "“crm” was not asked: the environment variable TOKEN is not set. Set it, then start the editor again from where it is set.",
      },
      [{ code: "variableUnset", facts: { variable: "TOKEN" } }],
    ]);
  });

  it("sends it to the origin, in the header and from the variable of its first use only", async () => {
    variables = { TOKEN: "canary", OTHER: "other" };
    const { service } = await open(serverWith(auth), []);
    await service.current(serverWith(auth), signal());
    const changed = [
      serverWith(auth, { url: "https://evil.example/mcp" }),
      serverWith({ ...auth, header: "X-Echo", scheme: "" }),
      serverWith({ ...auth, reference: "${env:OTHER}" }),
    ];
    const answers = [];
    for (const one of changed) answers.push(await service.current(one, signal()));
    expect(answers.map(({ kind }) => kind)).toEqual(["blocked", "blocked", "blocked"]);
    expect(harness.needs).toEqual([
      { kind: "confirmAddress", from: "https://mcp.example", to: "https://evil.example" },
      {
        kind: "confirmAddress",
        from: "the header Authorization with Bearer",
        to: "the header X-Echo",
      },
      {
        kind: "confirmAddress",
        from: "the variable ${env:TOKEN}",
        to: "the variable ${env:OTHER}",
      },
    ]);
  });

  it("sends it in a header of the settings that wants no other credential", async () => {
    variables = { TOKEN: "canary" };
    const header = {
      type: "token",
      header: "X-Key",
      scheme: "",
      reference: "Key ${env:TOKEN}",
    } as const;
    const target = serverWith({ type: "none" }, { secretHeaders: [header] });
    const { service } = await open(target, []);
    expect(sent(await service.current(target, signal()))).toEqual(["X-Key: Key canary"]);
  });

  it("sends no key that it has only signed with", async () => {
    variables = { SECRET: KEY };
    const signed = serverWith({ ...jwt, reference: "${env:SECRET}" });
    const { header, scheme } = jwt;
    const sentAsIs = serverWith({ type: "token", header, scheme, reference: "${env:SECRET}" });
    const { service } = await open(signed, []);
    await service.current(signed, signal());
    const answer = await service.current(sentAsIs, signal());
    expect([answer.kind, harness.needs]).toEqual([
      "blocked",
      [{ kind: "confirmAddress", from: "a signing key", to: "a token" }],
    ]);
  });

  it("signs with it, and makes a password of it", async () => {
    variables = { SECRET: KEY };
    const signed = serverWith({ ...jwt, reference: "${env:SECRET}" });
    const password = { ...serverWith({ ...basic, reference: "${env:SECRET}" }), name: "other" };
    const { service } = await open(signed, []);
    const answers = [
      claims(sent(await service.current(signed, signal()))),
      sent(await service.current(password, signal())),
    ];
    expect(answers).toEqual([
      expect.objectContaining({ name: "editor" }),
      [`Authorization: Basic ${Buffer.from(`ada:${KEY}`).toString("base64")}`],
    ]);
  });
});
