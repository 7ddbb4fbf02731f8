import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  CredentialStore,
  headerPart,
  type CredentialKey,
} from "../../../../src/core/credentials/storage/store.ts";
import type { StoredCredential } from "../../../../src/core/credentials/storage/stored.ts";
import { silentLogger } from "../../../../src/core/log.ts";
import { Secret } from "../../../../src/core/secret.ts";
import { MemorySecrets } from "./memorySecretStore.ts";
import { grant } from "../../build/grant.ts";

const KEY: CredentialKey = { server: "crm", origin: "https://mcp.example" };

let secrets: MemorySecrets;

beforeEach(() => {
  secrets = new MemorySecrets();
});

function open(warnings: string[] = []) {
  return new CredentialStore(secrets.window(), {
    ...silentLogger,
    warn: (line) => warnings.push(line),
  });
}

function token(value: string): StoredCredential {
  return {
    kind: "token",
    revision: `revision of ${value}`,
    createdAtMs: 1,
    token: new Secret(value),
    header: "Authorization",
    scheme: "Bearer",
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const revealed = (credential: StoredCredential | undefined) =>
  credential?.kind === "token" ? credential.token.reveal() : credential?.kind;

describe("The credential store", () => {
  it("gives a credential for the name and the origin that it was stored for, and for no others", async () => {
    const store = open();
    await store.write(KEY, token("one"));
    expect([
      revealed(await store.read(KEY)),
      revealed(await store.read({ ...KEY, origin: "https://evil.example" })),
      revealed(await store.read({ ...KEY, server: "CRM" })),
    ]).toEqual(["one", undefined, undefined]);
  });

  it("sees what another window writes and removes, and tells of both", async () => {
    const here = open();
    const there = open();
    const heard: CredentialKey[] = [];
    here.onDidChange((key) => heard.push(key));
    const seen = [revealed(await here.read(KEY))];
    await there.write(KEY, token("one"));
    await settled();
    seen.push(revealed(await here.read(KEY)));
    await there.write(KEY, token("two"));
    await settled();
    seen.push(revealed(await here.read(KEY)));
    await there.remove(KEY);
    await settled();
    seen.push(revealed(await here.read(KEY)));
    expect([seen, heard]).toEqual([
      [undefined, "one", "two", undefined],
      [KEY, KEY, KEY],
    ]);
  });

  it("does not ask secret storage for each request", async () => {
    await open().write(KEY, token("one"));
    const store = open();
    await store.read(KEY);
    secrets.failure = new Error("asked again");
    expect(revealed(await store.read(KEY))).toBe("one");
  });

  it("reads again after a failure", async () => {
    await open().write(KEY, token("one"));
    const store = open();
    secrets.failure = new Error("keyring locked");
    const failed = await store.read(KEY).catch((error: unknown) => error);
    secrets.failure = undefined;
    expect([failed instanceof Error, revealed(await store.read(KEY))]).toEqual([true, "one"]);
  });

  it("counts an unreadable credential as none, and says so without its content", async () => {
    const warnings: string[] = [];
    const store = open(warnings);
    await store.write(KEY, token("one"));
    const [name = ""] = secrets.entries.keys();
    secrets.entries.set(name, '{"token":"canary');
    await settled();
    expect([await store.readFresh(KEY), warnings]).toEqual([
      undefined,
      ['The stored credential of "crm" cannot be read.'],
    ]);
  });

  it("keeps credentials of any name apart, and lists them under their own keys", async () => {
    const origin = fc.webUrl().map((url) => new URL(url).origin);
    const keys = fc.uniqueArray(
      fc.record({ server: fc.string({ minLength: 1, unit: "grapheme" }), origin }),
      { maxLength: 6, selector: ({ server, origin: at }) => `${at} ${server}` },
    );
    await fc.assert(
      fc.asyncProperty(keys, async (all) => {
        secrets = new MemorySecrets();
        const store = open();
        for (const [index, key] of all.entries()) await store.write(key, token(String(index)));
        const listed = await store.list();
        expect(listed.map(({ key, credential }) => [key, revealed(credential)])).toEqual(
          all.map((key, index) => [key, String(index)]),
        );
      }),
      { numRuns: 50 },
    );
  });

  it("lists neither clients nor what it did not write", async () => {
    const store = open();
    await store.write(KEY, token("one"));
    await store.writeClient(KEY, "https://login.example", grant().client);
    secrets.entries.set("credential:https://no-name.example", "{}");
    secrets.entries.set("something else", "{}");
    expect([(await store.list()).map(({ key }) => key), await store.originsOf("crm")]).toEqual([
      [KEY],
      [KEY.origin],
    ]);
  });

  it("keeps a client for each issuer and server, and forgets the one that is named only", async () => {
    const store = open();
    const { client } = grant();
    const other = { ...KEY, server: "erp" };
    await store.writeClient(KEY, "https://a.example", client);
    await store.writeClient(KEY, "https://b.example", client);
    await store.writeClient(other, "https://a.example", client);
    await store.forgetClient(KEY, "https://a.example", "someone else");
    await store.forgetClient(KEY, "https://b.example", client.clientId);
    const ids = [
      await store.readClient(KEY, "https://a.example"),
      await store.readClient(KEY, "https://b.example"),
      await store.readClient(other, "https://a.example"),
      await store.readClient(other, "https://b.example"),
    ].map((kept) => kept?.clientId);
    expect(ids).toEqual(["client-1", undefined, "client-1", undefined]);
  });

  it("removes everything on request, what sign-ins leave behind included", async () => {
    const store = open();
    await store.write(KEY, token("tok"));
    await store.writeClient(KEY, "https://as.example", grant().client);
    await store.writeIssuer(KEY, "https://as.example");
    const before = await store.isEmpty();
    await store.removeAll();
    expect([before, await store.isEmpty(), await store.read(KEY), secrets.entries.size]).toEqual([
      false,
      true,
      undefined,
      0,
    ]);
  });

  it("hears nothing any more after it was disposed", async () => {
    const store = open();
    const heard: CredentialKey[] = [];
    store.onDidChange((key) => heard.push(key));
    store.dispose();
    await open().write(KEY, token("one"));
    await settled();
    expect(heard).toEqual([]);
  });

  it("keeps the parts of a server's credential under keys of their own", async () => {
    const store = open();
    const further = { ...KEY, part: headerPart("X-Second") };
    await store.write(KEY, token("main"));
    await store.write(further, token("second"));
    await store.remove(KEY);
    expect({
      main: revealed(await store.read(KEY)),
      second: revealed(await store.read(further)),
      keys: await store.keys(),
      origins: [await store.originsOf("crm"), await store.originsOf("crm", further.part)],
    }).toEqual({
      main: undefined,
      second: "second",
      keys: [further],
      origins: [[], ["https://mcp.example"]],
    });
  });

  it("keeps workspaces apart where it is told to, and lists what the others have stored as theirs", async () => {
    const inWorkspace = (id: string) =>
      new CredentialStore(secrets.window(), silentLogger, () => id);
    await inWorkspace("").write(KEY, token("shared"));
    await inWorkspace("a1").write(KEY, token("of a1"));
    const shown = async (store: CredentialStore) => [
      revealed(await store.read(KEY)),
      await store.originsOf("crm"),
      (await store.keys()).map(({ workspace }) => workspace),
    ];
    expect([
      await shown(inWorkspace("")),
      await shown(inWorkspace("a1")),
      await shown(inWorkspace("b2")),
    ]).toEqual([
      ["shared", ["https://mcp.example"], [undefined, "a1"]],
      ["of a1", ["https://mcp.example"], ["", undefined]],
      [undefined, [], ["", "a1"]],
    ]);
    const store = inWorkspace("b2");
    for (const key of await store.keys()) await store.remove(key);
    expect(secrets.entries.size).toBe(0);
  });

  it("logs an unreadable credential once", async () => {
    const warnings: string[] = [];
    const store = open(warnings);
    await store.write(KEY, token("x"));
    const [name = ""] = secrets.entries.keys();
    secrets.entries.set(name, "canary rubbish");
    await store.readFresh(KEY);
    await store.readFresh(KEY);
    expect(warnings).toEqual(['The stored credential of "crm" cannot be read.']);
  });
});
